using BitFaster.Caching.Lru;
using CacheCore.HitRate.Traces;

namespace CacheCore.HitRate.Contenders;

/// <summary>
/// BitFaster's <see cref="ConcurrentLru{K, V}"/> with its own division of the capacity. It has no work to do in the background.
/// </summary>
internal sealed class BitFasterLru(Trace trace, int items) : IReplayedCache
{
    private readonly ConcurrentLru<ulong, ulong> _cache = new(1, items, EqualityComparer<ulong>.Default);

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
