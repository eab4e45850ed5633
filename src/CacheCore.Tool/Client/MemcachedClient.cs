using System.Net;
using System.Text;
using CacheCore.Protocol;
using CacheCore.Protocol.Administration;
using CacheCore.Protocol.Classic;
using CacheCore.Protocol.Text;

namespace CacheCore.Tool.Client;

/// <summary>
/// One connection to a server that speaks memcached's text protocol: sends bytes, reads replies and their values. One caller at a time.
/// Whatever goes wrong is a
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
    private int _replyStart; // where the last reply began
    private ValueBlock _value; // of the last reply, as far as it was not taken

    private MemcachedClient(ClientSettings settings, Stream stream)
    {
        _settings = settings;
        _stream = stream;
    }

    private string Server => _settings.Server;

    /// <summary>
    /// Connects, sees that the server speaks the protocol, and says who it is if the server asks for that. Credentials never go
    /// to one that does not.
    /// </summary>
    public static Task<MemcachedClient> ConnectAsync(ClientSettings settings, CancellationToken cancel) =>
        ServerConnector.FirstAsync(settings, address => OpenAsync(settings, address, cancel));

    /// <summary>Sends a command and reads the one line that answers it.</summary>
    /// <exception cref="ClientException">Among others: the line refuses.</exception>
    public async Task<TextReply> AskAsync(ReadOnlyMemory<byte> command, CancellationToken cancel)
    {
        await SendAsync(command, cancel).ConfigureAwait(false);
        return await ReadAsync(cancel).ConfigureAwait(false);
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

        await Patience.ForAsync(
            _settings, patience => new ValueTask(_stream.FlushAsync(patience)), Complaint, cancel).ConfigureAwait(false);
    }

    /// <summary>The next reply, or the next element of one. A value that it has is to be taken before the next is read.</summary>
    /// <exception cref="ClientException">Among others: it refuses.</exception>
    public async ValueTask<TextReply> ReadAsync(CancellationToken cancel)
    {
        TextReply reply;
        while (!TryRead(out reply))
        {
            await ReceiveAsync(cancel).ConfigureAwait(false);
        }

        return reply.IsRefusal ? throw Refused(reply) : reply;
    }

    /// <summary>What the last reply was parsed from, its value not counted; it stays as it is until more is read.</summary>
    public ReadOnlySpan<byte> Received => _buffer.AsSpan(_replyStart);

    /// <summary>The exception for a reply that was not to be expected.</summary>
    public ClientException Unexpected(in TextReply reply) => ClientException.ForReply(Server, ReplyText.Of(reply.Text.In(Received)));

    /// <summary>Writes the value of the last reply.</summary>
    /// <param name="output">Gets its bytes as they come.</param>
    /// <param name="cancel">Ends the wait.</param>
    public async Task CopyValueAsync(Stream output, CancellationToken cancel)
    {
        while (_value.Remaining > 0)
        {
            if (_start == _end)
            {
                await ReceiveAsync(cancel).ConfigureAwait(false);
            }

            await output.WriteAsync(TakePiece(), cancel).ConfigureAwait(false);
        }
    }

    public ValueTask DisposeAsync() => _stream.DisposeAsync();

    /// <summary>
    /// Sees that the server behind a stream speaks the protocol, and says who one is if the server asks for that. The stream is left with
    /// nothing that was not read, for others to go on.
    /// </summary>
    public static Task IntroduceAsync(ClientSettings settings, Stream stream, CancellationToken cancel) =>
        new MemcachedClient(settings, stream).IntroduceAsync(cancel);

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

    // Whether it asks is found out first: a server that does would take a set for an attempt to say who one is, and one that does not
    // would store the password.
    private async Task IntroduceAsync(CancellationToken cancel)
    {
        try
        {
            _ = AdministrationRequest.TryWrite(_buffer, TextVerb.Version, out int length);
            TextReply version = await AskAsync(_buffer.AsSpan(0, length).ToArray(), cancel).ConfigureAwait(false);
            if (version.Kind != TextReplyKind.Version)
            {
                throw Unexpected(version);
            }
        }
        catch (ClientException refusal) when (refusal.ExitCode == ExitCode.NoPermission && _settings.User is not null)
        {
            await SendCredentialsAsync(_settings.User, cancel).ConfigureAwait(false);
        }
        catch (ClientException end) when (_settings.Tls is not null && end.ExitCode == ExitCode.Unavailable
            && end.InnerException is not OperationCanceledException)
        {
            // With TLS 1.3 a client learns after its own handshake only that its certificate was not taken.
            throw new ClientException(
                ExitCode.NoPermission, Server, $"{end.Reason}; it may want a certificate, or another one: --tls-cert", end);
        }
    }

    private async Task SendCredentialsAsync(string user, CancellationToken cancel)
    {
        byte[] name = Encoding.UTF8.GetBytes(user);
        byte[] password = Encoding.UTF8.GetBytes(_settings.Password);
        byte[] command = new byte[ClassicRequest.MaxOverhead + name.Length + password.Length];
        _ = TextCredentials.TryWrite(command, name, password, out int length);
        try
        {
            _ = await AskAsync(command.AsMemory(0, length), cancel).ConfigureAwait(false);
        }
        catch (ClientException refusal) when (refusal.ExitCode != ExitCode.Unavailable)
        {
            throw new ClientException(ExitCode.NoPermission, Server, "the server does not know this user and password", refusal);
        }
    }

    /// <summary>False: not all of its line has arrived.</summary>
    private bool TryRead(out TextReply reply)
    {
        var reader = new TextReplyReader(_buffer.AsSpan(_start.._end));
        switch (reader.Read(out reply))
        {
            case ReplyStatus.NeedMore:
                return false;

            case ReplyStatus.Malformed:
                throw reply.HasValue ? WrongEnd() : new ClientException(
                    ExitCode.Protocol, Server, "the server's answer is not one of memcached's");

            default:
                _replyStart = _start;
                _start += reply.HasValue ? reply.Value.Start : reader.Consumed;
                _value = reply.HasValue ? reply.ValueBlock : default;
                return true;
        }
    }

    private ReadOnlyMemory<byte> TakePiece()
    {
        ValueStatus status = _value.Take(_buffer.AsSpan(_start.._end), out ReadOnlySpan<byte> piece, out int consumed);
        ReadOnlyMemory<byte> taken = _buffer.AsMemory(_start, piece.Length);
        _start += consumed;
        return status == ValueStatus.BadDataChunk ? throw WrongEnd() : taken;
    }

    private ClientException WrongEnd() => new(ExitCode.Protocol, Server, "the value does not end where the server said");

    private ClientException Refused(in TextReply reply) => reply.Line == ReplyLine.Unauthenticated
        ? ClientException.ForStranger(Server)
        : Unexpected(reply);

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

        int count = await Patience.ForAsync(
            _settings, patience => _stream.ReadAsync(_buffer.AsMemory(_end), patience), "does not answer", cancel).ConfigureAwait(false);
        _end += count == 0 ? throw new ClientException(ExitCode.Unavailable, Server, "the server closed the connection") : count;
    }
}
