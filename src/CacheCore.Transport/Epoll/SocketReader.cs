using System.Buffers;
using System.IO.Pipelines;
using System.Threading.Tasks.Sources;
using CacheCore.Transport.Memory;
using Microsoft.AspNetCore.Connections;
using PipeResult = System.IO.Pipelines.ReadResult;

namespace CacheCore.Transport.Epoll;

/// <summary>
/// What arrives on a socket, always in one piece. It is received when somebody waits for it, so a connection that is busy, or whose replies
/// are not taken, leaves it to the system to slow the peer down. Data that was not examined is given again only in the connection's next
/// turn: whoever stops in its midst lets others go first.
/// </summary>
/// <remarks>
/// States, on the loop's thread: nobody waits; somebody waits (<see cref="_isAwaited"/>); data is lent (<see cref="_isLent"/>) until
/// <see cref="AdvanceTo(SequencePosition)"/>. The socket is polled edge-triggered: an event that comes while nobody waits is remembered
/// (<see cref="_mayHaveMore"/>), as is a receipt that filled its room.
/// </remarks>
internal sealed class SocketReader(SocketConnection connection) : PipeReader, IValueTaskSource<PipeResult>
{
    private ManualResetValueTaskSourceCore<PipeResult> _read;
    private readonly InputBuffer _buffer = new(connection.Loop, connection.Loop.Memory);
    private ReadOnlySequence<byte> _lent;
    private CancellationToken _cancellation;
    private CancellationTokenRegistration _registration;
    private int _minimum;
    private bool _isAwaited;
    private bool _isLent;
    private bool _hasUnexamined;
    private bool _mayHaveMore;
    private bool _isEnding;
    private bool _isEnded;
    private bool _isFailed;
    private bool _isCanceled;
    private bool _isTurnPlanned;

    /// <summary>Who serves the connection.</summary>
    public EventLoop Loop => connection.Loop;

    public override ValueTask<PipeResult> ReadAsync(CancellationToken cancellationToken = default) => Begin(minimum: 1, cancellationToken);

    public override bool TryRead(out PipeResult result)
    {
        if (!_isCanceled && !(_hasUnexamined && _buffer.Length > 0))
        {
            result = default;
            return false;
        }

        result = Lend();
        return true;
    }

    public override void AdvanceTo(SequencePosition consumed) => AdvanceTo(consumed, consumed);

    public override void AdvanceTo(SequencePosition consumed, SequencePosition examined)
    {
        if (!_isLent)
        {
            throw new InvalidOperationException("There is nothing that was read.");
        }

        int left = (int)_lent.Slice(consumed).Length;
        _hasUnexamined = _lent.Slice(examined).Length > 0;
        _isLent = false;
        _lent = default;
        if (!_buffer.TryKeepLast(left))
        {
            throw new NoConnectionMemoryException();
        }
    }

    public override void CancelPendingRead() => connection.Loop.Post(static reader => ((SocketReader)reader).Cancel(), this);

    public override void Complete(Exception? exception = null)
    {
        _isLent = false;
        _buffer.Release();
    }

    /// <summary>There is something to receive, or an end to hear of.</summary>
    public void OnReadable(bool isEnding)
    {
        _isEnding |= isEnding;
        _mayHaveMore = true;
        if (_isAwaited && !_isTurnPlanned)
        {
            Receive();
        }
    }

    public void OnTurn()
    {
        _isTurnPlanned = false;
        if (!_isAwaited)
        {
            return;
        }

        if (_isCanceled || _isEnded || _isFailed || (_hasUnexamined && _buffer.Length >= _minimum))
        {
            Answer();
        }
        else if (_mayHaveMore)
        {
            Receive();
        }
    }

    /// <summary>The socket cannot be polled.</summary>
    public void Fail()
    {
        _isFailed = true;
        PlanTurn();
    }

    /// <summary>The socket was closed: whoever waits has waited in vain.</summary>
    public void OnClosed()
    {
        LoopThread.Assert(connection.Loop);
        _isFailed = true;
        if (_isAwaited)
        {
            Answer();
        }
    }

    public PipeResult GetResult(short token) => _read.GetResult(token);

    public ValueTaskSourceStatus GetStatus(short token) => _read.GetStatus(token);

    public void OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _read.OnCompleted(continuation, state, token, flags);

    protected override ValueTask<PipeResult> ReadAtLeastAsyncCore(int minimumSize, CancellationToken cancellationToken) =>
        Begin(minimumSize, cancellationToken);

    private ValueTask<PipeResult> Begin(int minimum, CancellationToken cancellationToken)
    {
        if (cancellationToken.CanBeCanceled)
        {
            if (cancellationToken.IsCancellationRequested)
            {
                return ValueTask.FromCanceled<PipeResult>(cancellationToken);
            }

            _cancellation = cancellationToken;
            _registration = cancellationToken.UnsafeRegister(static reader => ((SocketReader)reader!).PostCancellation(), this);
        }

        _read.Reset();
        _minimum = minimum;
        var task = new ValueTask<PipeResult>(this, _read.Version);
        if (connection.Loop.IsCurrent)
        {
            Await();
        }
        else
        {
            connection.Loop.Post(static reader => ((SocketReader)reader).Await(), this);
        }

        return task;
    }

    private void Await()
    {
        LoopThread.Assert(connection.Loop);
        _isAwaited = true;
        if (_cancellation.IsCancellationRequested)
        {
            BreakOff(); // what the token posted came before this
            return;
        }

        connection.Begin();
        if (_mayHaveMore || _isCanceled || _isEnded || _isFailed || (_hasUnexamined && _buffer.Length >= _minimum))
        {
            PlanTurn();
        }
    }

    private void Cancel()
    {
        _isCanceled = true;
        if (_isAwaited)
        {
            PlanTurn();
        }
    }

    private void PostCancellation() => connection.Loop.Post(static reader => ((SocketReader)reader).BreakOff(), this);

    private void BreakOff()
    {
        LoopThread.Assert(connection.Loop);
        if (_isAwaited && _cancellation.IsCancellationRequested)
        {
            _isAwaited = false;
            CancellationToken cancellation = _cancellation;
            _cancellation = default;
            _read.SetException(new OperationCanceledException(cancellation));
        }
    }

    private void PlanTurn()
    {
        if (connection.IsClosed)
        {
            if (_isAwaited)
            {
                Answer();
            }
        }
        else if (!_isTurnPlanned)
        {
            _isTurnPlanned = true;
            connection.Loop.AddTurn(connection);
        }
    }

    /// <summary>
    /// Receives once. A large value that is waited for is received into where it will be read, piece by piece, a turn each.
    /// </summary>
    private void Receive()
    {
        LoopThread.Assert(connection.Loop);
        if (!_buffer.TryRoom(_minimum, out Memory<byte> piece))
        {
            Starve();
            return;
        }

        Span<byte> room = piece.Span;
        int count = LinuxCalls.Receive(connection.Descriptor, room);
        if (count > 0)
        {
            _buffer.Advance(count);
            _mayHaveMore = _isEnding || count == room.Length;
            if (_buffer.Length >= _minimum)
            {
                Answer();
                return;
            }
        }
        else
        {
            _mayHaveMore = false;
            _isEnded |= count == 0;
            _isFailed |= count is < 0 and not -LinuxCalls.Again;
            if (_isEnded || _isFailed)
            {
                Answer();
                return;
            }
        }

        if (!_buffer.TryKeepLast(_buffer.Length))
        {
            Starve();
        }
        else if (_mayHaveMore)
        {
            PlanTurn();
        }
    }

    /// <summary>There is no memory to receive into: the connection is lost.</summary>
    private void Starve()
    {
        _isFailed = true;
        Answer();
    }

    private void Answer()
    {
        _isAwaited = false;
        if (_cancellation.CanBeCanceled)
        {
            _ = _registration.Unregister();
            _cancellation = default;
        }

        if (_isFailed)
        {
            _buffer.Release();
            _read.SetException(new ConnectionResetException("The connection was lost."));
        }
        else
        {
            _read.SetResult(Lend());
        }
    }

    private PipeResult Lend()
    {
        _isLent = true;
        _lent = _buffer.Sequence;
        var result = new PipeResult(_lent, _isCanceled, _isEnded);
        _isCanceled = false;
        return result;
    }
}
