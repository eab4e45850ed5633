namespace CacheCore.Server.Connections;

/// <summary>
/// How many connections there may be. Who finds no room is either turned away, or kept waiting with all who come behind until somebody
/// leaves: listeners accept nobody else meanwhile. From any thread.
/// </summary>
/// <param name="limit">The most connections.</param>
/// <param name="waits">True: who finds no room is kept waiting.</param>
internal sealed class ConnectionQuota(int limit, bool waits)
{
    private readonly Lock _lock = new();
    private readonly Queue<TaskCompletionSource<bool>> _waiting = new();
    private int _open;
    private long _pauses;
    private long _pausedSince;
    private long _pausedTicks;
    private bool _isClosed;

    /// <summary>Connections that are inside, and those that are being turned away.</summary>
    public int Open => Volatile.Read(ref _open);

    public AcceptFigures Figures
    {
        get
        {
            lock (_lock)
            {
                long ticks = _pausedTicks + (_waiting.Count > 0 ? Environment.TickCount64 - _pausedSince : 0);
                return new AcceptFigures(_waiting.Count == 0, _pauses, ticks * 1000);
            }
        }
    }

    /// <summary>Takes room for a connection. Either way <see cref="Leave"/> follows in the end.</summary>
    /// <returns>False: there is none, and nobody waits for it here, or <see cref="Close"/> was called.</returns>
    public ValueTask<bool> EnterAsync()
    {
        lock (_lock)
        {
            if (_open < limit || !waits || _isClosed)
            {
                return new ValueTask<bool>(++_open <= limit && !_isClosed);
            }

            if (_waiting.Count == 0)
            {
                _pauses++;
                _pausedSince = Environment.TickCount64;
            }

            var turn = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
            _waiting.Enqueue(turn);
            return new ValueTask<bool>(turn.Task);
        }
    }

    /// <summary>Gives room back, to whoever has waited longest.</summary>
    public void Leave()
    {
        lock (_lock)
        {
            if (_waiting.TryDequeue(out TaskCompletionSource<bool>? next))
            {
                EndPause();
                next.SetResult(true);
            }
            else
            {
                _open--;
            }
        }
    }

    /// <summary>Nobody gets in any more.</summary>
    public void Close()
    {
        lock (_lock)
        {
            _isClosed = true;
            while (_waiting.TryDequeue(out TaskCompletionSource<bool>? turn))
            {
                EndPause();
                _open++;
                turn.SetResult(false);
            }
        }
    }

    private void EndPause()
    {
        if (_waiting.Count == 0)
        {
            _pausedTicks += Environment.TickCount64 - _pausedSince;
        }
    }
}
