using CacheCore.HitRate.References;
using CacheCore.Throughput.Harness;

namespace CacheCore.HitRate.Sizes;

/// <summary>
/// Runs a <see cref="ShareLoad"/> through our store and through exact LRU over bytes. The second half of the requests counts.
/// </summary>
internal static class ShareRun
{
    /// <summary>What an object takes in the reference beyond its value: about what it takes in the store, key included.</summary>
    private const int BytesBeyond = 70;

    public static ShareResult Run(ShareLoad load, int requests, EvictionPolicy policy, long memoryLimit)
    {
        int smallKeys = ShareLoad.SmallKeys(memoryLimit);
        int objects = smallKeys + (load.OneIn == 0 ? 0 : Math.Max(load.LargeKeys, (int)(requests / load.OneIn * 1.5) + 100));
        using SizedStore store = new(memoryLimit, policy, LoadPace.RealTime, Math.Max(load.LargeSize, LogNormalSizes.Largest));
        ByteLruReference lru = new(objects, memoryLimit, BytesBeyond);
        Tally small = new();
        Tally large = new();
        int made = 0;
        foreach ((int id, int size) in load.Requests(requests, smallKeys))
        {
            bool hit = store.TryRead(id, out _);
            if (!hit)
            {
                store.Write(id, size);
            }

            bool lruHit = lru.Request(id, size);
            if (++made > requests / 2)
            {
                (id < smallKeys ? small : large).Count(hit, lruHit);
            }
        }

        long held = Enumerable.Range(smallKeys, objects - smallKeys).LongCount(id => store.TryRead(id, out _)) * load.LargeSize;
        return new ShareResult(
            load.Name, small.Percent, small.LruPercent, load.OneIn == 0 ? null : large.Percent, load.OneIn == 0 ? null : large.LruPercent,
            load.OneIn == 0 ? 0 : 100.0 * held / memoryLimit, 100.0 * lru.BytesFrom(smallKeys) / memoryLimit);
    }

    private sealed class Tally
    {
        private long _asked;
        private long _hits;
        private long _lruHits;

        public double Percent => 100.0 * _hits / _asked;

        public double LruPercent => 100.0 * _lruHits / _asked;

        public void Count(bool hit, bool lruHit)
        {
            _asked++;
            _hits += hit ? 1 : 0;
            _lruHits += lruHit ? 1 : 0;
        }
    }
}

/// <summary>Hit ratios and shares of memory in percent, ours and those of exact LRU over bytes.</summary>
/// <param name="Load">The load.</param>
/// <param name="Small">Hit ratio of the small items.</param>
/// <param name="SmallLru">The same, of LRU.</param>
/// <param name="Large">Hit ratio of the large values; null where there are none.</param>
/// <param name="LargeLru">The same, of LRU.</param>
/// <param name="Share">Share of memory that large values hold at the end.</param>
/// <param name="ShareLru">The same, of LRU.</param>
internal sealed record ShareResult(
    string Load, double Small, double SmallLru, double? Large, double? LargeLru, double Share, double ShareLru)
{
    /// <summary>Points by which either may be below LRU.</summary>
    public const double Bar = 2;

    public bool Reached => Small >= SmallLru - Bar && (Large is not { } large || large >= LargeLru - Bar);
}
