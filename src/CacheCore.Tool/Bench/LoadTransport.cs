using System.IO.Pipelines;
using System.Net;
using CacheCore.Tool.Client;
using CacheCore.Transport.Sockets;
using CacheCore.Transport.Tls;
using Microsoft.AspNetCore.Connections;

namespace CacheCore.Tool.Bench;

/// <summary>
/// A connection of a load, up to where requests can begin: encrypted if that was asked for, and known to the server if the server asks.
/// </summary>
internal sealed class LoadTransport : IDuplexPipe, IAsyncDisposable
{
    private readonly ConnectionContext _connection;
    private readonly Stream? _encrypted;

    private LoadTransport(ConnectionContext connection, Stream plain, Stream? encrypted)
    {
        _connection = connection;
        _encrypted = encrypted;
        Input = encrypted is null ? connection.Transport.Input : StreamPipes.InputOf(encrypted, plain);
        Output = encrypted is null ? connection.Transport.Output : StreamPipes.OutputOf(encrypted);
    }

    public PipeReader Input { get; }

    public PipeWriter Output { get; }

    /// <exception cref="ClientException">There is nobody, or nobody to be believed, or the server does not want this client.</exception>
    public static async Task<LoadTransport> OpenAsync(SocketTransport sockets, EndPoint address, ClientSettings settings)
    {
        ConnectionContext connection = await Patience.ForAsync(
            settings, patience => new ValueTask<ConnectionContext>(sockets.ConnectAsync(address, patience)), "does not accept connections",
            CancellationToken.None).ConfigureAwait(false);
        try
        {
            Stream plain = StreamPipes.AsStream(connection.Transport);
            Stream? encrypted = settings.Tls is { } tls
                ? await tls.EncryptAsync(plain, settings, CancellationToken.None).ConfigureAwait(false)
                : null;
            await MemcachedClient.IntroduceAsync(settings, encrypted ?? plain, CancellationToken.None).ConfigureAwait(false);
            return new LoadTransport(connection, plain, encrypted);
        }
        catch
        {
            await connection.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_encrypted is not null)
        {
            await _encrypted.DisposeAsync().ConfigureAwait(false);
        }

        await _connection.DisposeAsync().ConfigureAwait(false);
    }
}
