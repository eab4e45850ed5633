using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;

namespace CacheCore.Listener.Transport;

/// <summary>Accepts connections for a <see cref="SocketTransport"/>.</summary>
internal sealed class SocketListener(Socket socket, SocketTransport transport) : IConnectionListener
{
    private volatile bool _isUnbound;

    public EndPoint EndPoint { get; } = socket.LocalEndPoint!;

    public async ValueTask<ConnectionContext?> AcceptAsync(CancellationToken cancellationToken = default)
    {
        while (true)
        {
            try
            {
                return transport.Adopt(await socket.AcceptAsync(cancellationToken).ConfigureAwait(false));
            }
            catch (Exception exception) when (_isUnbound && exception is SocketException or ObjectDisposedException)
            {
                return null;
            }
            catch (SocketException exception) when (exception.SocketErrorCode is SocketError.ConnectionReset or SocketError.ConnectionAborted)
            {
                // Gone before it was accepted; the next one.
            }
        }
    }

    public ValueTask UnbindAsync(CancellationToken cancellationToken = default)
    {
        _isUnbound = true;
        socket.Dispose();
        return default;
    }

    public ValueTask DisposeAsync() => UnbindAsync(CancellationToken.None);
}
