using System.Net;
using System.Net.Sockets;
using CacheCore.Transport.Epoll;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Logging.Abstractions;

namespace CacheCore.Transport.Sockets;

/// <summary>Connects to servers, on the transport that the listener uses. What awaits a connection's reader goes on on the transport's threads.</summary>
internal sealed class SocketClient(int threads) : IAsyncDisposable
{
    private readonly SocketTransport? _transport = SocketTransport.IsSupported ? new SocketTransport(threads, backlog: 1, static _ => { }) : null;
    private readonly SocketConnectionContextFactory? _platform = SocketTransport.IsSupported ? null : new(new() { IOQueueCount = threads }, NullLogger.Instance);

    /// <exception cref="SocketException">There is nobody, or no answer.</exception>
    public async Task<ConnectionContext> ConnectAsync(EndPoint server, CancellationToken cancellationToken = default)
    {
        var socket = new Socket(server.AddressFamily, SocketType.Stream, server is IPEndPoint ? ProtocolType.Tcp : ProtocolType.Unspecified);
        try
        {
            if (server is IPEndPoint)
            {
                socket.NoDelay = true;
            }

            await socket.ConnectAsync(server, cancellationToken).ConfigureAwait(false);
            return _transport is null ? _platform!.Create(socket) : Adopt(_transport, socket);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        _platform?.Dispose();
        if (_transport is not null)
        {
            await _transport.DisposeAsync().ConfigureAwait(false);
        }
    }

    private static SocketConnection Adopt(SocketTransport transport, Socket socket)
    {
        using (socket)
        {
            int descriptor = LinuxCalls.Duplicate((int)socket.Handle); // the transport has its own; what the platform knows of the socket goes
            return descriptor >= 0
                ? transport.Adopt(descriptor, socket.RemoteEndPoint)
                : throw new SocketException((int)SocketError.TooManyOpenSockets);
        }
    }
}
