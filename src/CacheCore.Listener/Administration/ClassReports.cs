using System.Globalization;
using CacheCore.Access.Values;
using CacheCore.Listener.Primitives;
using CacheCore.Listener.Statistics;
using CacheCore.Listener.Verbs;

namespace CacheCore.Listener.Administration;

/// <summary><c>stats items</c> and <c>stats slabs</c>: figures of the slab classes that clients know.</summary>
internal sealed class ClassReports(CommandContext context)
{
    private readonly WireClasses _classes = new(context.Sizes, context.Figures, context.Access.View);

    public IEnumerable<Statistic> Items()
    {
        bool hasTemporary = context.Store.TemporaryLifetime is not null;
        foreach (WireClass one in _classes.Describe(context.Figures.Now))
        {
            (string Name, long Value)[] figures = [.. ItemFigures(one, hasTemporary)];
            if (one.Items == 0 && Array.TrueForAll(figures, static figure => figure.Value == 0))
            {
                continue;
            }

            foreach ((string name, long value) in figures)
            {
                yield return new(string.Create(CultureInfo.InvariantCulture, $"items:{one.Number}:{name}"), value);
            }
        }
    }

    public IEnumerable<Statistic> Slabs()
    {
        int active = 0;
        foreach (WireClass one in _classes.Describe(context.Figures.Now))
        {
            (string Name, long Value)[] commands = [.. CommandFigures(one.Number)];
            if (one.Pages == 0 && Array.TrueForAll(commands, static figure => figure.Value == 0))
            {
                continue;
            }

            active++;
            foreach ((string name, long value) in ChunkFigures(one).Concat(commands))
            {
                yield return new(string.Create(CultureInfo.InvariantCulture, $"{one.Number}:{name}"), value);
            }
        }

        yield return new("active_slabs", active);
        yield return new("total_malloced", (long)context.Access.View.HeldPages.Held * context.Access.View.PageSize);
    }

    private IEnumerable<(string Name, long Value)> ChunkFigures(WireClass one)
    {
        yield return ("chunk_size", context.Sizes.ChunkSize(one.Number));
        yield return ("chunks_per_page", WireSizes.PageSize / context.Sizes.ChunkSize(one.Number));
        yield return ("total_pages", one.Pages);
        yield return ("total_chunks", one.Items + one.FreeChunks);
        yield return ("used_chunks", one.Items);
        yield return ("free_chunks", one.FreeChunks);
        yield return ("free_chunks_end", 0);
    }

    private IEnumerable<(string Name, long Value)> CommandFigures(int slabClass)
    {
        ListenerCounts counts = context.Counts;
        yield return ("get_hits", counts[slabClass, ClassCounter.GetHits]);
        yield return ("cmd_set", counts[slabClass, ClassCounter.Sets]);
        yield return ("delete_hits", counts[slabClass, ClassCounter.DeleteHits]);
        yield return ("incr_hits", counts[slabClass, ClassCounter.IncrementHits]);
        yield return ("decr_hits", counts[slabClass, ClassCounter.DecrementHits]);
        yield return ("cas_hits", counts[slabClass, ClassCounter.CasHits]);
        yield return ("cas_badval", counts[slabClass, ClassCounter.CasMismatches]);
        yield return ("touch_hits", counts[slabClass, ClassCounter.TouchHits]);
    }

    private IEnumerable<(string Name, long Value)> ItemFigures(WireClass one, bool hasTemporary)
    {
        StoreFigures figures = context.Figures;
        int slabClass = one.Number;
        yield return ("number", one.Items);
        yield return ("number_hot", figures[slabClass, TallyFigure.Hot]);
        yield return ("number_warm", figures[slabClass, TallyFigure.Warm]);
        yield return ("number_cold", figures[slabClass, TallyFigure.Cold] + figures[slabClass, TallyFigure.Pinned]);
        if (hasTemporary)
        {
            yield return ("number_temp", figures[slabClass, TallyFigure.Temporary]);
        }

        yield return ("age_hot", Oldest(one, figures[slabClass, TallyFigure.Hot], static own => own.Hot.OldestIdle));
        yield return ("age_warm", Oldest(one, figures[slabClass, TallyFigure.Warm], static own => own.Warm.OldestIdle));
        yield return ("age", Oldest(one, figures[slabClass, TallyFigure.Cold], static own => own.Cold.OldestIdle));
        yield return ("mem_requested", figures[slabClass, TallyFigure.Bytes] + (one.Items * context.Sizes.Overhead));
        yield return ("evicted", figures[slabClass, TallyFigure.Evictions]);
        yield return ("evicted_nonzero", figures[slabClass, TallyFigure.EvictedBeforeDeadline]);
        yield return ("evicted_time", Oldest(one, figures[slabClass, TallyFigure.Evictions], static own => own.LastEvictedIdle));
        yield return ("outofmemory", 0);
        yield return ("tailrepairs", 0);
        yield return ("reclaimed", figures[slabClass, TallyFigure.Reclaimed]);
        yield return ("expired_unfetched", figures[slabClass, TallyFigure.ExpiredUnread]);
        yield return ("evicted_unfetched", figures[slabClass, TallyFigure.EvictedUnread]);
        yield return ("evicted_active", 0);
        yield return ("crawler_reclaimed", figures[slabClass, TallyFigure.Crawled]);
        yield return ("crawler_items_checked", figures[slabClass, TallyFigure.Examined]);
        yield return ("lrutail_reflocked", 0);
        yield return ("moves_to_cold", figures[slabClass, TallyFigure.MovedToCold]);
        yield return ("moves_to_warm", figures[slabClass, TallyFigure.MovedToWarm]);
        yield return ("moves_within_lru", figures[slabClass, TallyFigure.MovedToHot]);
        yield return ("direct_reclaims", figures[slabClass, TallyFigure.Evictions]);
        yield return ("hits_to_hot", 0);
        yield return ("hits_to_warm", 0);
        yield return ("hits_to_cold", context.Counts[slabClass, ClassCounter.GetHits]);
        yield return ("hits_to_temp", 0);
    }

    /// <summary>
    /// The longest idle time among the store's classes that are shown as one; 0 where it has nothing that this would be the time of.
    /// </summary>
    private static long Oldest(WireClass one, long count, Func<SlabClassStatistics, TimeSpan?> idle) =>
        count == 0 ? 0 : one.Own.Select(own => (long)(idle(own)?.TotalSeconds ?? 0)).DefaultIfEmpty().Max();
}
