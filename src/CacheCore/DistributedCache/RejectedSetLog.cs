using CacheCore.Primitives;
using Microsoft.Extensions.Logging;

namespace CacheCore.DistributedCache;

/// <summary>
/// Warns of sets that were rejected for one reason: at once the first time, then at most once a minute with the
/// number since. A flood of values that are too large must not become a flood of log lines.
/// </summary>
internal sealed class RejectedSetLog(ILogger logger, TimeProvider timeProvider, CacheStore store, WriteResult reason)
{
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);

    private readonly Lock _lock = new();
    private long _unreported;         // guarded by _lock
    private long _lastTimestamp;      // guarded by _lock; means something once _hasReported
    private bool _hasReported;        // guarded by _lock

    /// <summary>Counts one rejected set, and says so if it is time.</summary>
    public void Report(long valueLength)
    {
        long count;
        lock (_lock)
        {
            _unreported++;
            long now = timeProvider.GetTimestamp();
            if (_hasReported && timeProvider.GetElapsedTime(_lastTimestamp, now) < Interval)
            {
                return;
            }

            count = _unreported;
            _unreported = 0;
            _lastTimestamp = now;
            _hasReported = true;
        }

        (string option, ByteSize limit) = RejectionLimit.Of(store, reason);
        logger.SetRejected(store.Name, count, reason, new(valueLength), option, limit);
    }
}
