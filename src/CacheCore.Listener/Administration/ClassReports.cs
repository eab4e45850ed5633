using System.Globalization;
using CacheCore.Listener.Primitives;
using CacheCore.Listener.Statistics;
using CacheCore.Listener.Verbs;

namespace CacheCore.Listener.Administration;

/// <summary><c>stats items</c> and <c>stats slabs</c>: figures of the slab classes.</summary>
internal sealed class ClassReports(CommandContext context)
{
    private readonly WireClasses _classes = new(context.Sizes);

    public IEnumerable<Statistic> Items()
    {
        CacheStatistics figures = context.Store.GetStatistics();
        foreach (IGrouping<int, SlabClassStatistics> group in _classes.Group(figures).OrderBy(one => one.Key))
        {
            if (group.Sum(one => one.Items) == 0)
            {
                continue;
            }

            foreach ((string name, long value) in ItemFigures(group.Key, [.. group], context.Store.TemporaryLifetime is not null))
            {
                yield return new(string.Create(CultureInfo.InvariantCulture, $"items:{group.Key}:{name}"), value);
            }
        }
    }

    public IEnumerable<Statistic> Slabs()
    {
        CacheStatistics figures = context.Store.GetStatistics();
        int active = 0;
        foreach (IGrouping<int, SlabClassStatistics> group in _classes.Group(figures).OrderBy(one => one.Key))
        {
            if (group.Sum(one => one.Pages) == 0)
            {
                continue;
            }

            active++;
            foreach ((string name, long value) in SlabFigures(group.Key, [.. group]))
            {
                yield return new(string.Create(CultureInfo.InvariantCulture, $"{group.Key}:{name}"), value);
            }
        }

        yield return new("active_slabs", active);
        yield return new("total_malloced", figures.ItemBytes);
    }

    private IEnumerable<(string Name, long Value)> SlabFigures(int slabClass, SlabClassStatistics[] classes)
    {
        long used = classes.Sum(one => one.Items);
        long free = classes.Sum(one => one.FreeChunks);
        ListenerCounts counts = context.Counts;
        yield return ("chunk_size", context.Sizes.ChunkSize(slabClass));
        yield return ("chunks_per_page", WireSizes.PageSize / context.Sizes.ChunkSize(slabClass));
        yield return ("total_pages", classes.Sum(one => one.Pages));
        yield return ("total_chunks", used + free);
        yield return ("used_chunks", used);
        yield return ("free_chunks", free);
        yield return ("free_chunks_end", 0);
        yield return ("get_hits", counts[slabClass, ClassCounter.GetHits]);
        yield return ("cmd_set", counts[slabClass, ClassCounter.Sets]);
        yield return ("delete_hits", counts[slabClass, ClassCounter.DeleteHits]);
        yield return ("incr_hits", counts[slabClass, ClassCounter.IncrementHits]);
        yield return ("decr_hits", counts[slabClass, ClassCounter.DecrementHits]);
        yield return ("cas_hits", counts[slabClass, ClassCounter.CasHits]);
        yield return ("cas_badval", counts[slabClass, ClassCounter.CasMismatches]);
        yield return ("touch_hits", counts[slabClass, ClassCounter.TouchHits]);
    }

    private IEnumerable<(string Name, long Value)> ItemFigures(int slabClass, SlabClassStatistics[] classes, bool hasTemporary)
    {
        long items = classes.Sum(one => one.Items);
        yield return ("number", items);
        yield return ("number_hot", classes.Sum(one => one.Hot.Items));
        yield return ("number_warm", classes.Sum(one => one.Warm.Items));
        yield return ("number_cold", classes.Sum(one => one.Cold.Items + one.Pinned.Items));
        if (hasTemporary)
        {
            yield return ("number_temp", classes.Sum(one => one.Temporary.Items));
        }

        yield return ("age_hot", Oldest(classes, one => one.Hot));
        yield return ("age_warm", Oldest(classes, one => one.Warm));
        yield return ("age", Oldest(classes, one => one.Cold));
        yield return ("mem_requested", classes.Sum(one => one.StoredBytes) + (items * context.Sizes.Overhead));
        yield return ("evicted", classes.Sum(one => one.Evictions));
        yield return ("evicted_nonzero", classes.Sum(one => one.EvictedBeforeDeadline));
        yield return ("evicted_time", classes.Max(one => Seconds(one.LastEvictedIdle)));
        yield return ("outofmemory", 0);
        yield return ("tailrepairs", 0);
        yield return ("reclaimed", classes.Sum(one => one.ReclaimedExpired));
        yield return ("expired_unfetched", classes.Sum(one => one.ExpiredUnread));
        yield return ("evicted_unfetched", classes.Sum(one => one.EvictedUnread));
        yield return ("evicted_active", 0);
        yield return ("crawler_reclaimed", 0);
        yield return ("crawler_items_checked", 0);
        yield return ("lrutail_reflocked", 0);
        yield return ("moves_to_cold", classes.Sum(one => Moves(one, part => part.MovedToCold)));
        yield return ("moves_to_warm", classes.Sum(one => Moves(one, part => part.MovedToWarm)));
        yield return ("moves_within_lru", classes.Sum(one => Moves(one, part => part.MovedToHot)));
        yield return ("direct_reclaims", classes.Sum(one => one.Evictions));
        yield return ("hits_to_hot", 0);
        yield return ("hits_to_warm", 0);
        yield return ("hits_to_cold", context.Counts[slabClass, ClassCounter.GetHits]);
        yield return ("hits_to_temp", 0);
    }

    private static long Oldest(SlabClassStatistics[] classes, Func<SlabClassStatistics, SegmentStatistics> segment) =>
        classes.Max(one => Seconds(segment(one).OldestIdle));

    private static long Moves(SlabClassStatistics one, Func<SegmentStatistics, long> move) =>
        move(one.Hot) + move(one.Warm) + move(one.Cold) + move(one.Temporary) + move(one.Pinned);

    private static long Seconds(TimeSpan? span) => (long)(span?.TotalSeconds ?? 0);
}
