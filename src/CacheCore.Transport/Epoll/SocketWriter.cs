using System.IO.Pipelines;
using System.Threading.Tasks.Sources;
using CacheCore.Transport.Memory;

namespace CacheCore.Transport.Epoll;

/// <summary>
/// What is sent on a socket: written into the loop's own memory, and sent with the replies of other connections when their turns are over.
/// So the peers, woken by the first, find more to do when they have dealt with it, and waking is what sending costs most.
/// </summary>
/// <remarks>
/// A flush of much is sent at once. What the peer does not take stays, and the next flush waits until it has: a peer that does not read is
/// not served meanwhile. A flush of nothing waits until all is sent.
/// </remarks>
internal sealed class SocketWriter(SocketConnection connection) : PipeWriter, IValueTaskSource<FlushResult>
{
    /// <summary>From here on a flush does not wait for others.</summary>
    private const int SentAtOnce = 32 << 10;

    private const int SmallestPiece = 4 << 10;

    /// <summary>A reply, or a part of one: bytes from Start to End; in an arena, or in an array of its own.</summary>
    private readonly record struct Piece(byte[] Bytes, int Start, int End, OutputArena? Arena)
    {
        public int Length => End - Start;
    }

    private ManualResetValueTaskSourceCore<FlushResult> _flush;
    private readonly Queue<Piece> _flushed = new();
    private Piece _first;
    private Piece _open;
    private Queue<Piece>? _full;
    private long _unflushed;
    private long _unsent;
    private bool _isQueued;
    private bool _isBlocked;
    private bool _isAwaited;
    private bool _isBroken;

    private ConnectionMemory Memory => connection.Loop.Memory;

    public override bool CanGetUnflushedBytes => true;

    public override long UnflushedBytes => _unflushed;

    public override Memory<byte> GetMemory(int sizeHint = 0)
    {
        if (_open.Bytes is null || _open.Bytes.Length - _open.End < Math.Max(1, sizeHint))
        {
            Open(sizeHint);
        }

        return _open.Bytes.AsMemory(_open.End);
    }

    public override Span<byte> GetSpan(int sizeHint = 0) => GetMemory(sizeHint).Span;

    public override void Advance(int bytes)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)bytes, (uint)((_open.Bytes?.Length ?? 0) - _open.End), nameof(bytes));
        _open = _open with { End = _open.End + bytes };
        _unflushed += bytes;
    }

    public override ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken = default)
    {
        if (!connection.Loop.IsCurrent)
        {
            _flush.Reset();
            connection.Loop.Post(static writer => ((SocketWriter)writer).FlushForOthers(), this);
            return new ValueTask<FlushResult>(this, _flush.Version);
        }

        bool isLast = _unflushed == 0;
        Seal();
        if (!_isBlocked && !isLast && _unsent < SentAtOnce)
        {
            SendLater();
            return Now();
        }

        if (_isBlocked ? Block() : TrySend())
        {
            return Now();
        }

        _flush.Reset();
        _isAwaited = true;
        return new ValueTask<FlushResult>(this, _flush.Version);
    }

    /// <summary>A flush that waits ends as if the peer had gone.</summary>
    public override void CancelPendingFlush() => connection.Loop.Post(static writer => ((SocketWriter)writer).OnClosed(), this);

    /// <summary>Nothing more is written. What is flushed may still be under way.</summary>
    public override void Complete(Exception? exception = null)
    {
        GiveBack(_open);
        _open = default;
        while (_full is not null && _full.TryDequeue(out Piece piece))
        {
            GiveBack(piece);
        }
    }

    /// <summary>The time has come to send what was flushed. On the loop's thread.</summary>
    public void SendFlushed()
    {
        _isQueued = false;
        if (!_isBlocked)
        {
            _ = TrySend();
        }
    }

    /// <summary>The socket takes bytes again, or it is broken, which sending will show.</summary>
    public void OnWritable()
    {
        if (_isBlocked && TrySend() && _isAwaited)
        {
            Answer();
        }
    }

    /// <summary>The socket was closed: nothing will be sent any more.</summary>
    public void OnClosed()
    {
        _isBroken = true; // what is being written may still be written to: its owner gives it back
        _isBlocked = false;
        Drop();
        if (_isAwaited)
        {
            Answer();
        }
    }

    public FlushResult GetResult(short token) => _flush.GetResult(token);

    public ValueTaskSourceStatus GetStatus(short token) => _flush.GetStatus(token);

    public void OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _flush.OnCompleted(continuation, state, token, flags);

    private ValueTask<FlushResult> Now() => new(new FlushResult(isCanceled: false, _isBroken));

    private void FlushForOthers()
    {
        LoopThread.Assert(connection.Loop);
        Seal();
        _isAwaited = true;
        if (_isBlocked ? Block() : TrySend())
        {
            Answer();
        }
    }

    private void Answer()
    {
        _isAwaited = false;
        _flush.SetResult(new FlushResult(isCanceled: false, _isBroken));
    }

    private void SendLater()
    {
        if (!_isQueued)
        {
            _isQueued = true;
            connection.Loop.AddSend(this);
        }
    }

    /// <summary>Sends what was flushed; false: the socket takes no more for now.</summary>
    private bool TrySend()
    {
        LoopThread.Assert(connection.Loop);
        _isBroken |= connection.IsClosed;
        while (!_isBroken && _first.Bytes is not null)
        {
            if (!TrySendFirst())
            {
                return Block();
            }

            Release(_first);
            _ = _flushed.TryDequeue(out _first);
        }

        Drop();
        if (_isBlocked)
        {
            _isBlocked = false;
            connection.WantWritable(false);
        }

        return true;
    }

    /// <summary>
    /// The peer takes no more for now: what waits for it leaves the memory that all share.
    /// True: there is no other, so nothing waits and the connection ends.
    /// </summary>
    private bool Block()
    {
        if (!TryMoveOut(ref _first) || !TryMoveOutFlushed())
        {
            _isBroken = true;
            _isBlocked = false;
            Drop();
            connection.Abort();
            return true;
        }

        if (!_isBlocked)
        {
            _isBlocked = true;
            connection.WantWritable(true);
        }

        return false;
    }

    private bool TryMoveOutFlushed()
    {
        bool isMoved = true;
        for (int count = _flushed.Count; count > 0; count--)
        {
            Piece piece = _flushed.Dequeue();
            isMoved = isMoved && TryMoveOut(ref piece);
            _flushed.Enqueue(piece);
        }

        return isMoved;
    }

    private bool TryMoveOut(ref Piece piece)
    {
        if (piece.Arena is null)
        {
            return true;
        }

        if (Memory.TryRentReply(piece.Length) is not { } bytes)
        {
            return false;
        }

        piece.Bytes.AsSpan(piece.Start, piece.Length).CopyTo(bytes);
        Release(piece);
        piece = new Piece(bytes, 0, piece.Length, Arena: null);
        return true;
    }

    private bool TrySendFirst()
    {
        while (_first.Length > 0)
        {
            int count = LinuxCalls.Send(
                connection.Descriptor, _first.Bytes.AsSpan(_first.Start, _first.Length), hasMore: _flushed.Count > 0);
            if (count == -LinuxCalls.Again)
            {
                return false;
            }

            if (count < 0)
            {
                _isBroken = true;
                return true;
            }

            _first = _first with { Start = _first.Start + count };
            _unsent -= count;
        }

        return true;
    }

    /// <summary>What was written until now is to be sent.</summary>
    private void Seal()
    {
        _unflushed = 0;
        while (_full is not null && _full.TryDequeue(out Piece piece))
        {
            Seal(piece);
        }

        if (_open.Length > 0)
        {
            Seal(_open);
            _open = default;
        }
    }

    private void Seal(Piece piece)
    {
        if (piece.Arena is { } arena)
        {
            arena.Used = piece.End;
            arena.Unsent++;
            arena.Owner = null;
        }

        _unsent += piece.Length;
        if (_first.Bytes is null)
        {
            _first = piece;
        }
        else
        {
            _flushed.Enqueue(piece);
        }
    }

    /// <summary>Begins another piece, with so much room at least.</summary>
    private void Open(int sizeHint)
    {
        if (!connection.Loop.IsCurrent)
        {
            // What was flushed before may be under way on the loop's thread: nothing of it is touched from here.
            if (_open.Length > 0)
            {
                (_full ??= new Queue<Piece>()).Enqueue(_open);
                _open = default;
            }

            GiveBack(_open);
            _open = default; // there may be no memory for another
            _open = Own(sizeHint);
            return;
        }

        long unflushed = _unflushed;
        Seal();
        _unflushed = unflushed;
        GiveBack(_open); // an empty piece that is too small
        _open = default;
        OutputArena? arena = connection.Loop.ArenaFor(this, Math.Max(1, sizeHint));
        _open = arena is not null ? new Piece(arena.Bytes, arena.Used, arena.Used, arena) : Own(sizeHint);
    }

    /// <summary>Memory of the connection's. Who names no size has a line to say.</summary>
    private Piece Own(int sizeHint)
    {
        int length = sizeHint <= 0 ? SmallestPiece : Math.Max(sizeHint, EventLoop.BufferSize);
        return new Piece(Memory.TryRentReply(length) ?? throw new NoConnectionMemoryException(), 0, 0, Arena: null);
    }

    /// <summary>Forgets a piece that nobody sealed.</summary>
    private void GiveBack(Piece piece)
    {
        if (piece.Arena is { } arena)
        {
            arena.Owner = null;
        }
        else if (piece.Bytes is not null)
        {
            Memory.Return(piece.Bytes);
        }
    }

    /// <summary>Forgets what was flushed and not sent.</summary>
    private void Drop()
    {
        while (_first.Bytes is not null)
        {
            Release(_first);
            _ = _flushed.TryDequeue(out _first);
        }

        _unsent = 0;
    }

    private void Release(Piece piece)
    {
        if (piece.Arena is null)
        {
            Memory.Return(piece.Bytes);
        }
        else
        {
            piece.Arena.Unsent--;
        }
    }
}
