using System.Globalization;
using System.Net;
using System.Text;

namespace CacheCore.Tool.Client;

/// <summary>
/// One connection to a server that speaks memcached's text protocol: sends bytes, reads lines and values. One caller at a time. Whatever goes wrong is a
/// <see cref="ClientException"/>; no wait is longer than the settings allow.
/// </summary>
internal sealed class MemcachedClient : IAsyncDisposable
{
    private const int LongestLine = 64 << 10; // far above any that a server sends
    private const int LargestPiece = 64 << 10; // of what is sent in one wait

    private readonly ClientSettings _settings;
    private readonly Stream _stream;
    private readonly byte[] _buffer = new byte[LongestLine];
    private int _start;     // what has arrived and was not read yet lies from here
    private int _end;       // up to here

    private MemcachedClient(ClientSettings settings, Stream stream)
    {
        _settings = settings;
        _stream = stream;
    }

    private string Server => _settings.Server;

    /// <summary>Connects, sees that the server speaks the protocol, and says who it is if the server asks for that. Credentials never go to one that does not.</summary>
    public static Task<MemcachedClient> ConnectAsync(ClientSettings settings, CancellationToken cancel) =>
        ServerConnector.FirstAsync(settings, address => OpenAsync(settings, address, cancel));

    /// <summary>Sends a command and reads the one line that answers it.</summary>
    /// <exception cref="ClientException">Among others: the line refuses.</exception>
    public async Task<string> AskAsync(ReadOnlyMemory<byte> command, CancellationToken cancel)
    {
        await SendAsync(command, cancel).ConfigureAwait(false);
        return ReplyText.Of((await ReadLineAsync(cancel).ConfigureAwait(false)).Span);
    }

    public async Task SendAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancel)
    {
        const string Complaint = "does not take what it is sent";
        while (bytes.Length > 0)
        {
            ReadOnlyMemory<byte> piece = bytes[..Math.Min(bytes.Length, LargestPiece)];
            await Patience.ForAsync(_settings, patience => _stream.WriteAsync(piece, patience), Complaint, cancel).ConfigureAwait(false);
            bytes = bytes[piece.Length..];
        }

        await Patience.ForAsync(_settings, patience => new ValueTask(_stream.FlushAsync(patience)), Complaint, cancel).ConfigureAwait(false);
    }

    /// <summary>The next line, without its end; it stays as it is until more is read.</summary>
    /// <exception cref="ClientException">Among others: the line refuses.</exception>
    public async ValueTask<ReadOnlyMemory<byte>> ReadLineAsync(CancellationToken cancel)
    {
        int looked = _start;
        int at;
        while ((at = _buffer.AsSpan(looked.._end).IndexOf((byte)'\n')) < 0)
        {
            looked = _end - _start;
            await ReceiveAsync(cancel).ConfigureAwait(false);
        }

        ReadOnlyMemory<byte> line = _buffer.AsMemory(_start..(looked + at));
        _start = looked + at + 1;
        line = line.Span.EndsWith("\r"u8) ? line[..^1] : line;
        return ReplyText.IsRefusal(line.Span) ? throw ClientException.ForReply(Server, ReplyText.Of(line.Span)) : line;
    }

    /// <summary>Writes the next bytes, and reads the end of a line behind them.</summary>
    /// <param name="length">How many they are.</param>
    /// <param name="output">Gets them as they come.</param>
    /// <param name="cancel">Ends the wait.</param>
    public async Task CopyValueAsync(long length, Stream output, CancellationToken cancel)
    {
        while (length > 0)
        {
            if (_start == _end)
            {
                await ReceiveAsync(cancel).ConfigureAwait(false);
            }

            int count = (int)Math.Min(length, _end - _start);
            await output.WriteAsync(_buffer.AsMemory(_start, count), cancel).ConfigureAwait(false);
            _start += count;
            length -= count;
        }

        if (!(await ReadLineAsync(cancel).ConfigureAwait(false)).IsEmpty)
        {
            throw new ClientException(ExitCode.Protocol, Server, "the value does not end where the server said");
        }
    }

    public ValueTask DisposeAsync() => _stream.DisposeAsync();

    /// <summary>
    /// Sees that the server behind a stream speaks the protocol, and says who one is if the server asks for that. The stream is left with nothing that was not read, for others to go on.
    /// </summary>
    public static Task IntroduceAsync(ClientSettings settings, Stream stream, CancellationToken cancel) => new MemcachedClient(settings, stream).IntroduceAsync(cancel);

    private static async Task<MemcachedClient> OpenAsync(ClientSettings settings, EndPoint address, CancellationToken cancel)
    {
        var client = new MemcachedClient(settings, await ServerConnector.ConnectAsync(settings, address, cancel).ConfigureAwait(false));
        try
        {
            await client.IntroduceAsync(cancel).ConfigureAwait(false);
            return client;
        }
        catch
        {
            await client.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    // Whether it asks is found out first: a server that does would take a set for an attempt to say who one is, and one that does not would store the password.
    private async Task IntroduceAsync(CancellationToken cancel)
    {
        try
        {
            string version = await AskAsync("version\r\n"u8.ToArray(), cancel).ConfigureAwait(false);
            if (!version.StartsWith("VERSION ", StringComparison.Ordinal))
            {
                throw ClientException.ForReply(Server, version);
            }
        }
        catch (ClientException refusal) when (refusal.ExitCode == ExitCode.NoPermission && _settings.User is not null)
        {
            await SendCredentialsAsync(_settings.User, cancel).ConfigureAwait(false);
        }
        catch (ClientException end) when (_settings.Tls is not null && end.ExitCode == ExitCode.Unavailable && end.InnerException is not OperationCanceledException)
        {
            // With TLS 1.3 a client learns after its own handshake only that its certificate was not taken.
            throw new ClientException(ExitCode.NoPermission, Server, $"{end.Reason}; it may want a certificate, or another one: --tls-cert", end);
        }
    }

    private async Task SendCredentialsAsync(string user, CancellationToken cancel)
    {
        byte[] credentials = Encoding.UTF8.GetBytes($"{user} {_settings.Password}");
        byte[] command = [.. Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"set auth 0 0 {credentials.Length}\r\n")), .. credentials, .. "\r\n"u8];
        try
        {
            _ = await AskAsync(command, cancel).ConfigureAwait(false);
        }
        catch (ClientException refusal) when (refusal.ExitCode != ExitCode.Unavailable)
        {
            throw new ClientException(ExitCode.NoPermission, Server, "the server does not know this user and password", refusal);
        }
    }

    /// <summary>Waits until more has arrived; makes room for it first.</summary>
    private async ValueTask ReceiveAsync(CancellationToken cancel)
    {
        if (_start > 0)
        {
            _buffer.AsSpan(_start.._end).CopyTo(_buffer);
            _end -= _start;
            _start = 0;
        }

        if (_end == _buffer.Length)
        {
            throw new ClientException(ExitCode.Protocol, Server, "the server's answer is no line of text");
        }

        int count = await Patience.ForAsync(_settings, patience => _stream.ReadAsync(_buffer.AsMemory(_end), patience), "does not answer", cancel).ConfigureAwait(false);
        _end += count == 0 ? throw new ClientException(ExitCode.Unavailable, Server, "the server closed the connection") : count;
    }
}
