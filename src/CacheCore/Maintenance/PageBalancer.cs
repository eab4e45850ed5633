using System.Runtime.InteropServices;
using CacheCore.Eviction;
using CacheCore.Memory;
using CacheCore.Store;

namespace CacheCore.Maintenance;

/// <summary>
/// Looks at all slab classes once a second of the store's clock, and moves at most one page as
/// <see cref="SlabRebalancer"/> decides. Rests as long as the pool has pages to give.
/// </summary>
internal sealed class PageBalancer(StoreParts parts, PageReclaimer pages)
{
    /// <summary>The pool counts as nearly used up with less than this part of it left: a page on its way is in the pool for a moment.</summary>
    private const int NearlyFullShare = 16;

    private readonly List<SlabSample[]> _window = new(SlabRebalancer.Window);
    private readonly long[] _evictions = new long[parts.Lru.Count];
    private long _sampledAt = -1;

    /// <summary>Takes the second's sample and acts on it; returns how many pages were moved.</summary>
    public int Run()
    {
        long now = parts.NowSeconds;
        if (now == _sampledAt)
        {
            return 0;
        }

        _sampledAt = now;
        int limit = parts.Pool.PageLimit;
        if (parts.Pool.UsedPages < limit - (limit / NearlyFullShare))
        {
            _window.Clear();
            return 0;
        }

        Sample(now);
        PageMove move = SlabRebalancer.Decide(CollectionsMarshal.AsSpan(_window), parts.Pool.IsFull);
        return !move.IsNone && pages.Reassign(move.From, move.To) == ReassignResult.Moved ? 1 : 0;
    }

    private void Sample(long now)
    {
        SlabSample[] sample;
        bool isFirst = _window.Count == 0;
        if (_window.Count == SlabRebalancer.Window)
        {
            sample = _window[0];
            _window.RemoveAt(0);
        }
        else
        {
            sample = new SlabSample[parts.Lru.Count];
        }

        for (int queues = 0; queues < sample.Length; queues++)
        {
            sample[queues] = Of(queues, now, isFirst);
        }

        _window.Add(sample);
    }

    /// <summary>A class's figures, read without its locks: a moment old is good enough for what is averaged over seconds.</summary>
    private SlabSample Of(int queues, long now, bool isFirst)
    {
        long age = 0;
        long evictions = 0;
        foreach (SegmentedLru lru in parts.Lru.ShardsOf(queues))
        {
            evictions += lru.Evictions;
            ItemRef tail = lru.OldestTail(now);
            age = tail.IsNone ? age : Math.Max(age, lru.IdleSeconds(tail, now));
        }

        long evicted = isFirst ? 0 : evictions - _evictions[queues];
        _evictions[queues] = evictions;
        if (queues == parts.Lru.LargeValues)
        {
            return new SlabSample(parts.Slabs.LinkPages, 0, 0, age, evicted);
        }

        SlabClass one = parts.Slabs.Classes[queues];
        long free = ((long)one.PageCount * one.ChunksPerPage) - one.UsedChunks;
        return new SlabSample(one.PageCount, free, one.ChunksPerPage, age, evicted);
    }
}
