using CacheCore.HitRate.Traces;
using Microsoft.Extensions.Caching.Memory;
using Microsoft.Extensions.Internal;

namespace CacheCore.HitRate.Contenders;

/// <summary>
/// <see cref="MemoryCache"/> with a size limit that counts items. When full it refuses a new entry and has 5 % of the least recently
/// used ones removed by a thread of the pool; what gets in before that thread comes is chance. Here the same compaction runs on the
/// calling thread right before an entry would be refused, which is the best that it can do.
/// </summary>
internal sealed class MemoryCacheSized : IReplayedCache, IDisposable
{
    private readonly MemoryCache _cache;
    private readonly MemoryCacheEntryOptions _entry = new() { Size = 1 };
    private readonly EntryClock _clock = new();
    private readonly object[] _keys;
    private readonly int _items;
    private readonly double _compaction;

    public MemoryCacheSized(Trace trace, int items)
    {
        _items = items;
        MemoryCacheOptions options = new() { SizeLimit = items, Clock = _clock, ExpirationScanFrequency = TimeSpan.MaxValue };

        // A count is cut off to whole entries, so that below 20 of them the usual share would remove none.
        _compaction = Math.Max(options.CompactionPercentage, 1.5 / items);
        _cache = new MemoryCache(options);
        _keys = [.. trace.Numbers];
    }

    public long Count => _cache.Count;

    public bool Request(int id)
    {
        _clock.Tick();
        object key = _keys[id];
        if (_cache.TryGetValue(key, out _))
        {
            return true;
        }

        if (_cache.Count >= _items)
        {
            _cache.Compact(_compaction);
        }

        _ = _cache.Set(key, key, _entry);
        return false;
    }

    public void Dispose() => _cache.Dispose();

    /// <summary>Gives each request a moment of its own, so that the order of accesses is exact.</summary>
    private sealed class EntryClock : ISystemClock
    {
        public DateTimeOffset UtcNow { get; private set; } = DateTimeOffset.UnixEpoch.AddYears(50);

        public void Tick() => UtcNow = UtcNow.AddMilliseconds(1);
    }
}
