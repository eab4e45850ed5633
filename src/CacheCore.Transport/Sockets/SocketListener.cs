using System.ComponentModel;
using System.Net;
using System.Net.Sockets;
using System.Threading.Tasks.Sources;
using CacheCore.Transport.Epoll;
using Microsoft.AspNetCore.Connections;

namespace CacheCore.Transport.Sockets;

/// <summary>
/// Accepts connections for a <see cref="SocketTransport"/>, on one of its loops, so that no thread but theirs is needed to get in. Whoever
/// awaits <see cref="AcceptAsync"/> goes on on that loop's thread and must not block. One at a time.
/// </summary>
internal sealed class SocketListener : IConnectionListener, IPolled, IValueTaskSource<ConnectionContext?>
{
    /// <summary>After so many, those that are connected have a turn.</summary>
    private const int MostInTurn = 16;

    private readonly Socket _socket;
    private readonly int _descriptor;
    private readonly EventLoop _loop;
    private readonly SocketTransport _transport;
    private readonly TaskCompletionSource _unbound = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private ManualResetValueTaskSourceCore<ConnectionContext?> _accept;
    private int _tag = -1;
    private int _leftInTurn;
    private bool _isAwaited;
    private bool _isTurnPlanned;
    private bool _mayHaveMore = true;
    private bool _isUnbound;

    /// <param name="socket">Listens already; closed with this.</param>
    /// <param name="loop">Where connections are accepted.</param>
    /// <param name="transport">Whose connections they become.</param>
    public SocketListener(Socket socket, EventLoop loop, SocketTransport transport)
    {
        socket.Blocking = false;
        _socket = socket;
        _descriptor = (int)socket.Handle;
        _loop = loop;
        _transport = transport;
        EndPoint = socket.LocalEndPoint!;
    }

    public EndPoint EndPoint { get; }

    /// <summary>The next connection; null once <see cref="UnbindAsync"/> was called.</summary>
    /// <param name="cancellationToken">Asked before the wait; <see cref="UnbindAsync"/> ends one.</param>
    /// <exception cref="IOException">The system has no room for another connection now.</exception>
    public ValueTask<ConnectionContext?> AcceptAsync(CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (_loop.IsCurrent && _leftInTurn > 0 && TryAccept(out ConnectionContext? connection))
        {
            return new ValueTask<ConnectionContext?>(connection);
        }

        _accept.Reset();
        var task = new ValueTask<ConnectionContext?>(this, _accept.Version);
        if (_loop.IsCurrent)
        {
            Await();
        }
        else
        {
            _loop.Post(static listener => ((SocketListener)listener).Await(), this);
        }

        return task;
    }

    public ValueTask UnbindAsync(CancellationToken cancellationToken = default)
    {
        _loop.Post(static listener => ((SocketListener)listener).Unbind(), this);
        return new ValueTask(_unbound.Task.WaitAsync(cancellationToken));
    }

    public ValueTask DisposeAsync() => UnbindAsync(CancellationToken.None);

    public void OnEvents(PollEvents events)
    {
        _mayHaveMore = true;
        Accept();
    }

    public void OnTurn()
    {
        _isTurnPlanned = false;
        Accept();
    }

    public void Abort() => Unbind();

    public ConnectionContext? GetResult(short token) => _accept.GetResult(token);

    public ValueTaskSourceStatus GetStatus(short token) => _accept.GetStatus(token);

    public void OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _accept.OnCompleted(continuation, state, token, flags);

    private void Await()
    {
        LoopThread.Assert(_loop);
        _isAwaited = true;
        if (_isUnbound)
        {
            Answer(null);
        }
        else if (_tag < 0 && !_loop.TryAdd(this, _descriptor, out _tag))
        {
            _isAwaited = false;
            _accept.SetException(new IOException("The system refuses to watch another socket."));
        }
        else if (_mayHaveMore)
        {
            PlanTurn();
        }
    }

    private void PlanTurn()
    {
        if (!_isTurnPlanned)
        {
            _isTurnPlanned = true;
            _loop.AddTurn(this);
        }
    }

    private void Accept()
    {
        if (!_isAwaited || _isUnbound)
        {
            return;
        }

        _leftInTurn = MostInTurn;
        try
        {
            if (TryAccept(out ConnectionContext? connection))
            {
                Answer(connection);
            }
        }
        catch (IOException exception)
        {
            _isAwaited = false;
            _accept.SetException(exception);
        }
        finally
        {
            _leftInTurn = 0;
        }
    }

    private bool TryAccept(out ConnectionContext? connection)
    {
        LoopThread.Assert(_loop);
        connection = null;
        Span<byte> address = stackalloc byte[SocketAddresses.LargestSize];
        while (_mayHaveMore && !_isUnbound)
        {
            int result = LinuxCalls.Accept(_descriptor, address, out int length);
            if (result >= 0)
            {
                _leftInTurn--;
                connection = _transport.Adopt(result, SocketAddresses.Read(address[..length]));
                return true;
            }

            switch (-result)
            {
                case LinuxCalls.Again:
                    _mayHaveMore = false;
                    break;
                case LinuxCalls.Interrupted or LinuxCalls.ConnectionAborted or LinuxCalls.ProtocolError:
                    break; // gone before it was accepted; the next one
                default:
                    throw new IOException(new Win32Exception(-result).Message);
            }
        }

        return false;
    }

    private void Answer(ConnectionContext? connection)
    {
        _isAwaited = false;
        _accept.SetResult(connection);
    }

    private void Unbind()
    {
        LoopThread.Assert(_loop);
        if (_isUnbound)
        {
            return;
        }

        _isUnbound = true;
        _socket.Dispose();
        if (_tag >= 0)
        {
            _loop.Remove(_tag);
        }

        _unbound.SetResult();
        if (_isAwaited)
        {
            Answer(null);
        }
    }
}
