using CacheCore.Eviction;
using CacheCore.Memory;
using CacheCore.Parts;
using CacheCore.Primitives;

namespace CacheCore.Store;

/// <summary>Adds up a store's figures.</summary>
internal sealed class StatisticsReport(StoreMemory memory, StoreEviction eviction, CoarseClock clock, CounterSet counters)
{
    public CacheStatistics Make()
    {
        SlabClassStatistics[] classes = [.. Enumerable.Range(0, eviction.Lru.Count).Select(OfQueues)];
        PoolGeometry geometry = memory.Pool.Geometry;
        (int allPages, int indexPages, int policyPages) = memory.Pool.CountPages();
        return new CacheStatistics
        {
            Items = classes.Sum(one => one.Items),
            StoredBytes = classes.Sum(one => one.StoredBytes),
            MemoryUsed = (long)allPages << geometry.PageShift,
            MemoryLimit = memory.Pool.MemoryLimit,
            IndexBytes = (long)indexPages << geometry.PageShift,
            PolicyBytes = (long)policyPages << geometry.PageShift,
            Admission = eviction.Policy.Report(eviction.Lru, counters.Sum(StoreCounter.GhostHits)),
            Hits = classes.Sum(one => one.Hits),
            Misses = counters.Sum(StoreCounter.Misses),
            Writes = classes.Sum(one => one.Writes),
            Removes = counters.Sum(StoreCounter.Removes),
            Touches = counters.Sum(StoreCounter.Touches),
            Evictions = classes.Sum(one => one.Evictions),
            EvictedUnread = classes.Sum(one => one.EvictedUnread),
            EvictedBeforeDeadline = classes.Sum(one => one.EvictedBeforeDeadline),
            Expirations = classes.Sum(one => one.Expirations),
            ExpiredUnread = classes.Sum(one => one.ExpiredUnread),
            ReclaimedExpired = classes.Sum(one => one.ReclaimedExpired),
            CrawledPages = counters.Sum(StoreCounter.CrawledPages),
            CrawledItems = counters.Sum(StoreCounter.CrawledItems),
            RejectedTooLarge = counters.Sum(StoreCounter.TooLarge),
            RejectedOutOfMemory = counters.Sum(StoreCounter.OutOfMemory),
            PagesTaken = counters.Sum(StoreCounter.PagesTaken),
            PagesReturned = classes.Sum(one => one.PagesReturned),
            PageMoveRescues = counters.Sum(StoreCounter.PageMoveRescues),
            PageMoveEvictions = counters.Sum(StoreCounter.PageMoveEvictions),
            PinnedItems = classes.Sum(one => one.Pinned.Items),
            PinnedBytes = eviction.Pinned.Bytes,
            PinsRefused = counters.Sum(StoreCounter.PinsRefused),
            PinnedEvictions = counters.Sum(StoreCounter.PinnedEvictions),
            NoticesDropped = counters.Sum(StoreCounter.NoticesDropped),
            Classes = [.. classes.Where(one => one.Pages > 0 || one.Items > 0 || one.Writes > 0)],
        };
    }

    private SlabClassStatistics OfQueues(int queues)
    {
        long now = clock.NowSeconds;
        (SegmentFigures[] segments, long oldest) = AddUp(queues, now);
        SlabClass? slabClass = queues == eviction.Lru.LargeValues ? null : memory.Slabs.Classes[queues];
        (long pages, long returned, long free) = slabClass is null ? (memory.Slabs.LinkPages, 0, 0) : PagesOf(slabClass);
        return new SlabClassStatistics
        {
            Id = queues + 1,
            ChunkSize = slabClass?.ChunkSize ?? 0,
            Pages = pages,
            PagesReturned = returned,
            FreeChunks = free,
            StoredBytes = counters.Sum(StoreCounter.StoredBytesOf(queues)),
            Hits = counters.Sum(StoreCounter.HitsOf(queues)),
            Writes = counters.Sum(StoreCounter.WritesOf(queues)),
            OldestIdle = TimeOf(oldest),
            Hot = OfSegment(in segments[(int)LruSegment.Hot], slabClass, now),
            Warm = OfSegment(in segments[(int)LruSegment.Warm], slabClass, now),
            Cold = OfSegment(in segments[(int)LruSegment.Cold], slabClass, now),
            Temporary = OfSegment(in segments[(int)LruSegment.Temporary], slabClass, now),
            Pinned = OfSegment(in segments[(int)LruSegment.Pinned], slabClass, now),
        };
    }

    private (SegmentFigures[] Segments, long OldestIdle) AddUp(int queues, long now)
    {
        var sums = new SegmentFigures[SegmentedLru.Segments];
        Array.Fill(sums, new SegmentFigures());
        long oldest = -1;
        foreach (SegmentedLru lru in eviction.Lru.ShardsOf(queues))
        {
            using (lru.Lock.Enter())
            {
                for (int segment = 0; segment < sums.Length; segment++)
                {
                    sums[segment].Add(lru.FiguresOf((LruSegment)segment, now));
                }

                ItemRef tail = eviction.Policy.ColdestOf(lru, now);
                oldest = tail.IsNone ? oldest : Math.Max(oldest, lru.IdleSeconds(tail, now));
            }
        }

        return (sums, oldest);
    }

    private static SegmentStatistics OfSegment(in SegmentFigures figures, SlabClass? slabClass, long now)
    {
        ref readonly SegmentCounts counts = ref figures.Counts;
        bool hasEvicted = counts.Evictions > 0;
        return new SegmentStatistics
        {
            Items = figures.Items,
            Bytes = slabClass is null ? counts.LargeBytes : figures.Items * slabClass.ChunkSize,
            OldestIdle = TimeOf(figures.OldestIdle),
            Evictions = counts.Evictions,
            EvictedUnread = counts.EvictedUnread,
            EvictedBeforeDeadline = counts.EvictedBeforeDeadline,
            LastEvictedIdle = TimeOf(hasEvicted ? counts.LastEvictedIdle : -1),
            SinceLastEviction = TimeOf(hasEvicted ? Math.Max(0, now - counts.LastEvictedAt) : -1),
            MovedToHot = counts.MovesTo(LruSegment.Hot),
            MovedToWarm = counts.MovesTo(LruSegment.Warm),
            MovedToCold = counts.MovesTo(LruSegment.Cold),
            Expirations = counts.Expirations,
            ExpiredUnread = counts.ExpiredUnread,
            ReclaimedExpired = counts.Reclaimed,
        };
    }

    private static (long Pages, long Returned, long FreeChunks) PagesOf(SlabClass slabClass)
    {
        using (slabClass.Lock.Enter())
        {
            return (
                slabClass.PageCount, slabClass.PagesReturned, ((long)slabClass.PageCount * slabClass.ChunksPerPage) - slabClass.UsedChunks);
        }
    }

    /// <summary>Seconds as a time; null: there is nothing that it would be the time of.</summary>
    private static TimeSpan? TimeOf(long seconds) => seconds < 0 ? null : TimeSpan.FromSeconds(seconds);
}
