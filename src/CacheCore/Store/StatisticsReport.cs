using CacheCore.Eviction;
using CacheCore.Memory;

namespace CacheCore.Store;

/// <summary>Adds up a store's figures.</summary>
internal static class StatisticsReport
{
    public static CacheStatistics Of(StoreParts parts)
    {
        SlabClassStatistics[] classes = [.. Enumerable.Range(0, parts.Lru.Count).Select(queues => OfQueues(parts, queues))];
        PoolGeometry geometry = parts.Pool.Geometry;
        return new CacheStatistics
        {
            Items = classes.Sum(one => one.Items),
            StoredBytes = parts.Counters.Sum(StoreCounter.StoredBytes),
            MemoryUsed = (long)parts.Pool.UsedPages << geometry.PageShift,
            MemoryLimit = parts.Pool.MemoryLimit,
            IndexBytes = (long)parts.Pool.IndexPages << geometry.PageShift,
            PolicyBytes = (long)parts.Pool.PolicyPages << geometry.PageShift,
            AdmissionRule = parts.Admission?.Setting.RuleNumber,
            GhostHits = parts.Counters.Sum(StoreCounter.GhostHits),
            Hits = classes.Sum(one => one.Hits),
            Misses = parts.Counters.Sum(StoreCounter.Misses),
            Writes = classes.Sum(one => one.Writes),
            Removes = parts.Counters.Sum(StoreCounter.Removes),
            Touches = parts.Counters.Sum(StoreCounter.Touches),
            Evictions = classes.Sum(one => one.Evictions),
            EvictedUnread = EvictedUnread(parts.Lru),
            Expirations = parts.Counters.Sum(StoreCounter.Expirations),
            ExpiredUnread = parts.Counters.Sum(StoreCounter.ExpiredUnread),
            CrawledPages = parts.Counters.Sum(StoreCounter.CrawledPages),
            CrawledItems = parts.Counters.Sum(StoreCounter.CrawledItems),
            RejectedTooLarge = parts.Counters.Sum(StoreCounter.TooLarge),
            RejectedOutOfMemory = parts.Counters.Sum(StoreCounter.OutOfMemory),
            PagesTaken = parts.Counters.Sum(StoreCounter.PagesTaken),
            PageMoveRescues = parts.Counters.Sum(StoreCounter.PageMoveRescues),
            PageMoveEvictions = parts.Counters.Sum(StoreCounter.PageMoveEvictions),
            NoticesDropped = parts.Counters.Sum(StoreCounter.NoticesDropped),
            Classes = [.. classes.Where(one => one.Pages > 0 || one.Items > 0 || one.Writes > 0)],
        };
    }

    private static SlabClassStatistics OfQueues(StoreParts parts, int queues)
    {
        bool isLarge = queues == parts.Lru.LargeValues;
        SlabClass? slabClass = isLarge ? null : parts.Slabs.Classes[queues];
        long now = parts.NowSeconds;
        long[] segments = new long[4];
        long evictions = 0;
        long oldest = -1;
        foreach (SegmentedLru lru in parts.Lru.ShardsOf(queues))
        {
            lock (lru.Lock)
            {
                foreach (LruSegment segment in Enum.GetValues<LruSegment>())
                {
                    segments[(int)segment] += lru.CountOf(segment);
                }

                evictions += lru.Evictions;
                ItemRef tail = lru.OldestTail(now);
                oldest = tail.IsNone ? oldest : Math.Max(oldest, lru.IdleSeconds(tail, now));
            }
        }

        (long pages, long free) = slabClass is null ? (parts.Slabs.LinkPages, 0) : PagesOf(slabClass);
        return new SlabClassStatistics
        {
            ChunkSize = slabClass?.ChunkSize ?? 0,
            Pages = pages,
            FreeChunks = free,
            Items = segments.Sum(),
            Hot = segments[(int)LruSegment.Hot],
            Warm = segments[(int)LruSegment.Warm],
            Cold = segments[(int)LruSegment.Cold],
            Temporary = segments[(int)LruSegment.Temporary],
            Hits = parts.Counters.Sum(StoreCounter.HitsOf(queues)),
            Writes = parts.Counters.Sum(StoreCounter.WritesOf(queues)),
            Evictions = evictions,
            OldestIdle = oldest < 0 ? null : TimeSpan.FromSeconds(oldest),
        };
    }

    private static (long Pages, long FreeChunks) PagesOf(SlabClass slabClass)
    {
        lock (slabClass.Lock)
        {
            return (slabClass.PageCount, ((long)slabClass.PageCount * slabClass.ChunksPerPage) - slabClass.UsedChunks);
        }
    }

    private static long EvictedUnread(LruTable lru)
    {
        long unread = 0;
        for (int queues = 0; queues < lru.Count; queues++)
        {
            foreach (SegmentedLru shard in lru.ShardsOf(queues))
            {
                lock (shard.Lock)
                {
                    unread += shard.EvictedUnread;
                }
            }
        }

        return unread;
    }
}
