using System.Net;
using System.Net.Sockets;
using CacheCore.Transport.Epoll;
using CacheCore.Transport.Memory;
using Microsoft.AspNetCore.Connections;

namespace CacheCore.Transport.Sockets;

/// <summary>
/// TCP and unix sockets on Linux, served by a few threads that wait for events of the kernel (epoll) and carry out what they tell of themselves. Connections are spread over the threads
/// as they come.
/// </summary>
/// <remarks>
/// Beside the platform's sockets it saves what a request costs on its way between threads and pipes, a third of a short request. It shares their abstraction, so whoever serves a
/// connection does not know which of them it is.
/// </remarks>
internal sealed class SocketTransport : IConnectionListenerFactory, IAsyncDisposable
{
    private readonly EventLoop[] _loops;
    private readonly int _backlog;
    private int _next;

    /// <exception cref="System.ComponentModel.Win32Exception">The system has no descriptors left.</exception>
    public SocketTransport(int threads, int backlog, Action<Exception> onError, ConnectionMemory? memory = null)
    {
        _backlog = backlog;
        List<EventLoop> loops = new(threads);
        try
        {
            for (int number = 0; number < threads; number++)
            {
                loops.Add(new EventLoop($"CacheCore listener {number}", onError, memory));
            }
        }
        catch
        {
            loops.ForEach(static one => one.Dispose());
            throw;
        }

        _loops = [.. loops];
    }

    public static bool IsSupported => OperatingSystem.IsLinux();

    public ValueTask<IConnectionListener> BindAsync(EndPoint endpoint, CancellationToken cancellationToken = default)
    {
        Socket socket = BoundSocket.At(endpoint);
        try
        {
            socket.Listen(_backlog);
            return new ValueTask<IConnectionListener>(new SocketListener(socket, NextLoop(), this));
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>Has a connected socket served by one of the threads.</summary>
    /// <param name="descriptor">Its number, closed with the connection.</param>
    /// <param name="peer">Who is at the other end; null: nobody with an address.</param>
    public SocketConnection Adopt(int descriptor, EndPoint? peer) => new(descriptor, NextLoop()) { RemoteEndPoint = peer };

    /// <summary>Ends the threads. Connections have to be gone before.</summary>
    public ValueTask DisposeAsync()
    {
        foreach (EventLoop loop in _loops)
        {
            loop.Dispose();
        }

        return default;
    }

    private EventLoop NextLoop() => _loops[(uint)Interlocked.Increment(ref _next) % (uint)_loops.Length];
}
