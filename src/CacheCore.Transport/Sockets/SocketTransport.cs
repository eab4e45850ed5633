using System.Net;
using System.Net.Sockets;
using CacheCore.Transport.Epoll;
using Microsoft.AspNetCore.Connections;

namespace CacheCore.Transport.Sockets;

/// <summary>
/// TCP and unix sockets, accepted or connected. On Linux a few threads serve them, which wait for events of the kernel (epoll) and carry
/// out what they tell of themselves; connections are spread over the threads as they come. Elsewhere the platform's sockets do the same.
/// </summary>
/// <remarks>
/// Beside the platform's sockets the loops save what a request costs on its way between threads and pipes, a third of a short request. Both
/// share one abstraction, so whoever serves a connection does not know which of them it is.
/// </remarks>
public sealed class SocketTransport : IConnectionListenerFactory, IAsyncDisposable
{
    private readonly SocketSettings _settings;
    private readonly EventLoop[] _loops; // none: the platform's sockets
    private int _next;

    /// <summary>Begins the threads, if there are to be some.</summary>
    /// <exception cref="System.ComponentModel.Win32Exception">The system has no descriptors left.</exception>
    public SocketTransport(SocketSettings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        _settings = settings;
        List<EventLoop> loops = [];
        try
        {
            for (int number = 0; settings.UsesEventLoops && number < settings.Threads; number++)
            {
                loops.Add(new EventLoop($"CacheCore listener {number}", settings.OnError, settings.Memory));
            }
        }
        catch
        {
            loops.ForEach(static one => one.Dispose());
            throw;
        }

        _loops = [.. loops];
    }

    /// <summary>True where sockets can be served by loops.</summary>
    public static bool HasEventLoops => OperatingSystem.IsLinux();

    /// <summary>Listens on an address, of a machine or of a <see cref="Addresses.UnixSocketEndPoint"/>.</summary>
    /// <exception cref="SocketException">The address cannot be had.</exception>
    /// <exception cref="IOException">The permissions of a socket's file cannot be set.</exception>
    public ValueTask<IConnectionListener> BindAsync(EndPoint endpoint, CancellationToken cancellationToken = default)
    {
        Socket socket = BoundSocket.At(endpoint);
        try
        {
            socket.Listen(_settings.Backlog);
            return new ValueTask<IConnectionListener>(
                _loops.Length == 0 ? new PlainListener(socket) : new SocketListener(socket, NextLoop(), this));
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>Connects to a server. On a loop, what awaits the connection's reader goes on on the loop's thread.</summary>
    /// <exception cref="SocketException">There is nobody, or no answer.</exception>
    public async Task<ConnectionContext> ConnectAsync(EndPoint server, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(server);
        var socket = new Socket(
            server.AddressFamily, SocketType.Stream, server is IPEndPoint ? ProtocolType.Tcp : ProtocolType.Unspecified);
        try
        {
            if (server is IPEndPoint)
            {
                socket.NoDelay = true;
            }

            await socket.ConnectAsync(server, cancellationToken).ConfigureAwait(false);
            return _loops.Length == 0 ? new PlainConnection(socket) : Adopt(socket);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>Ends the threads. Connections have to be gone before.</summary>
    public ValueTask DisposeAsync()
    {
        foreach (EventLoop loop in _loops)
        {
            loop.Dispose();
        }

        return default;
    }

    /// <summary>Has a connected socket served by one of the threads.</summary>
    /// <param name="descriptor">Its number, closed with the connection.</param>
    /// <param name="peer">Who is at the other end; null: nobody with an address.</param>
    internal SocketConnection Adopt(int descriptor, EndPoint? peer) => new(descriptor, NextLoop()) { RemoteEndPoint = peer };

    private SocketConnection Adopt(Socket socket)
    {
        using (socket)
        {
            int descriptor = LinuxCalls.Duplicate((int)socket.Handle); // the loop has its own; what the platform knows of the socket goes
            return descriptor >= 0
                ? Adopt(descriptor, socket.RemoteEndPoint)
                : throw new SocketException((int)SocketError.TooManyOpenSockets);
        }
    }

    private EventLoop NextLoop() => _loops[(uint)Interlocked.Increment(ref _next) % (uint)_loops.Length];
}
