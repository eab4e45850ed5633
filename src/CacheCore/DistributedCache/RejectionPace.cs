namespace CacheCore.DistributedCache;

/// <summary>
/// When to tell of what happens again and again: at once the first time, then at most once a minute with the number since.
/// A flood of sets that are rejected must not become a flood of log lines.
/// </summary>
internal sealed class RejectionPace(TimeProvider timeProvider)
{
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);

    private readonly Lock _lock = new();
    private long _untold;             // guarded by _lock
    private long _lastTimestamp;      // guarded by _lock; means something once _hasTold
    private bool _hasTold;            // guarded by _lock

    /// <summary>Counts one; true: it is time to tell of so many.</summary>
    public bool Count(out long untold)
    {
        lock (_lock)
        {
            untold = ++_untold;
            long now = timeProvider.GetTimestamp();
            if (_hasTold && timeProvider.GetElapsedTime(_lastTimestamp, now) < Interval)
            {
                return false;
            }

            _untold = 0;
            _lastTimestamp = now;
            _hasTold = true;
            return true;
        }
    }
}
