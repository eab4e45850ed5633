using BitFaster.Caching.Lfu;
using BitFaster.Caching.Scheduler;
using CacheCore.HitRate.Traces;

namespace CacheCore.HitRate.Contenders;

/// <summary>
/// BitFaster's <see cref="ConcurrentLfu{K, V}"/>, W-TinyLFU with a window that adapts. What it buffers is worked off on the calling thread
/// when a buffer is full, in place of the thread pool, so that a run does not depend on how fast the machine is.
/// </summary>
internal sealed class BitFasterLfu(Trace trace, int items) : IReplayedCache
{
    private readonly ConcurrentLfu<ulong, ulong> _cache = new(1, items, new ForegroundScheduler(), EqualityComparer<ulong>.Default);

    public long Count => _cache.Count;

    public bool Request(int id)
    {
        ulong key = trace.Numbers[id];
        if (_cache.TryGet(key, out _))
        {
            return true;
        }

        _cache.AddOrUpdate(key, key);
        return false;
    }
}
