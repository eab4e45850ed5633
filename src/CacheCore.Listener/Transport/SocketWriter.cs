using System.Buffers;
using System.IO.Pipelines;
using System.Threading.Tasks.Sources;

namespace CacheCore.Listener.Transport;

/// <summary>
/// What is sent on a socket: written into the loop's own memory, and sent at once when it is flushed. What the peer does not take stays, and the flush ends when it has; so a peer
/// that does not read is not served meanwhile.
/// </summary>
internal sealed class SocketWriter(SocketConnection connection) : PipeWriter, IValueTaskSource<FlushResult>
{
    private readonly record struct Piece(byte[] Bytes, int Start, int End, bool IsLoops);

    private ManualResetValueTaskSourceCore<FlushResult> _flush;
    private readonly Queue<Piece> _full = new();
    private Piece _piece;
    private long _unflushed;
    private bool _isBlocked;
    private bool _isBroken;

    public override bool CanGetUnflushedBytes => true;

    public override long UnflushedBytes => _unflushed;

    public override Memory<byte> GetMemory(int sizeHint = 0)
    {
        if (_piece.Bytes is null || _piece.Bytes.Length - _piece.End < Math.Max(1, sizeHint))
        {
            NextPiece(sizeHint);
        }

        return _piece.Bytes.AsMemory(_piece.End);
    }

    public override Span<byte> GetSpan(int sizeHint = 0) => GetMemory(sizeHint).Span;

    public override void Advance(int bytes)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)bytes, (uint)((_piece.Bytes?.Length ?? 0) - _piece.End), nameof(bytes));
        _piece = _piece with { End = _piece.End + bytes };
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

        if (TrySend())
        {
            return new ValueTask<FlushResult>(new FlushResult(isCanceled: false, _isBroken));
        }

        _flush.Reset();
        Block();
        return new ValueTask<FlushResult>(this, _flush.Version);
    }

    /// <summary>A flush that waits ends as if the peer had gone.</summary>
    public override void CancelPendingFlush() => connection.Loop.Post(static writer => ((SocketWriter)writer).OnClosed(), this);

    public override void Complete(Exception? exception = null)
    {
        if (!_isBlocked)
        {
            ReleaseAll();
        }
    }

    /// <summary>The socket takes bytes again, or it is broken, which sending will show.</summary>
    public void OnWritable()
    {
        if (_isBlocked && TrySend())
        {
            _isBlocked = false;
            connection.WantWritable(false);
            _flush.SetResult(new FlushResult(isCanceled: false, _isBroken));
        }
    }

    /// <summary>The socket was closed: nothing will be sent any more.</summary>
    public void OnClosed()
    {
        _isBroken = true; // what was written may still be written to: its owner gives it back
        if (_isBlocked)
        {
            _isBlocked = false;
            _flush.SetResult(new FlushResult(isCanceled: false, isCompleted: true));
        }
    }

    public FlushResult GetResult(short token) => _flush.GetResult(token);

    public ValueTaskSourceStatus GetStatus(short token) => _flush.GetStatus(token);

    public void OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _flush.OnCompleted(continuation, state, token, flags);

    private void FlushForOthers()
    {
        if (TrySend())
        {
            _flush.SetResult(new FlushResult(isCanceled: false, _isBroken));
        }
        else
        {
            Block();
        }
    }

    private void Block()
    {
        _isBlocked = true;
        connection.WantWritable(true);
    }

    /// <summary>False: the socket takes no more for now.</summary>
    private bool TrySend()
    {
        _isBroken |= connection.IsClosed;
        while (!_isBroken && _full.TryPeek(out Piece piece))
        {
            if (!TrySend(ref piece, hasMore: true))
            {
                RestartFirst(piece);
                return false;
            }

            Release(_full.Dequeue());
        }

        if (!_isBroken && _piece.Bytes is not null && !TrySend(ref _piece, hasMore: false))
        {
            return false;
        }

        ReleaseAll();
        return true;
    }

    private bool TrySend(ref Piece piece, bool hasMore)
    {
        while (piece.Start < piece.End)
        {
            int count = LinuxCalls.Send(connection.Descriptor, piece.Bytes.AsSpan(piece.Start, piece.End - piece.Start), hasMore);
            if (count == -LinuxCalls.Again)
            {
                return false;
            }

            if (count < 0)
            {
                _isBroken = true;
                return true;
            }

            piece = piece with { Start = piece.Start + count };
        }

        return true;
    }

    /// <summary>The first piece was sent in part.</summary>
    private void RestartFirst(Piece piece)
    {
        int count = _full.Count;
        _ = _full.Dequeue();
        _full.Enqueue(piece);
        for (int i = 1; i < count; i++)
        {
            _full.Enqueue(_full.Dequeue());
        }
    }

    private void NextPiece(int sizeHint)
    {
        if (_piece.Bytes is not null)
        {
            if (_piece.End > _piece.Start)
            {
                _full.Enqueue(_piece);
            }
            else
            {
                Release(_piece);
            }
        }

        bool isLoops = sizeHint <= EventLoop.BufferSize && connection.Loop.IsCurrent;
        _piece = new Piece(isLoops ? connection.Loop.TakeOutput() : ArrayPool<byte>.Shared.Rent(Math.Max(sizeHint, EventLoop.BufferSize)), 0, 0, isLoops);
    }

    private void ReleaseAll()
    {
        while (_full.TryDequeue(out Piece piece))
        {
            Release(piece);
        }

        if (_piece.Bytes is not null)
        {
            Release(_piece);
        }

        _piece = default;
        _unflushed = 0;
    }

    private void Release(Piece piece)
    {
        if (piece.IsLoops)
        {
            connection.Loop.ReturnOutput(piece.Bytes);
        }
        else
        {
            ArrayPool<byte>.Shared.Return(piece.Bytes);
        }
    }
}
