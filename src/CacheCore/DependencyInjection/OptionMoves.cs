using CacheCore.DistributedCache;
using CacheCore.Options;

namespace CacheCore.DependencyInjection;

/// <summary>Has a running cache take on the options that move; the others wait for the next start.</summary>
internal static class OptionMoves
{
    private static readonly string[] SegmentOptions =
    [
        nameof(CacheCoreOptions.HotPercent),
        nameof(CacheCoreOptions.WarmPercent),
        nameof(CacheCoreOptions.HotMaxAgeFactor),
        nameof(CacheCoreOptions.WarmMaxAgeFactor),
    ];

    /// <summary>
    /// Has store and adapter take on what has changed; returns its names. What an operator has set on the store by hand stays where
    /// configuration has not moved.
    /// </summary>
    /// <exception cref="ArgumentException">The limit is beyond what the store has addresses for; nothing has changed.</exception>
    public static string[] Apply(CacheCoreOptions inForce, CacheCoreOptions next, CacheStore store, CacheCoreDistributedCache adapter)
    {
        string[] changed = CacheCoreOptionsTable.All.Changed(inForce, next, moving: true);
        if (changed.Length == 0)
        {
            return changed;
        }

        // First the only one that may be refused: what the limit may be raised to was settled at the start.
        if (Has(nameof(CacheCoreOptions.MemoryLimit), nameof(CacheCoreOptions.MemoryLimitPercent)))
        {
            store.MemoryLimit = MemoryLimits.Of(next).First;
        }

        if (Has(nameof(CacheCoreOptions.PageBalancing)))
        {
            store.PageBalancing = next.PageBalancing;
        }

        if (Has(nameof(CacheCoreOptions.TemporaryLifetime)))
        {
            store.TemporaryLifetime = next.TemporaryLifetime;
        }

        if (Has(SegmentOptions))
        {
            store.TuneSegments(next.HotPercent, next.WarmPercent, next.HotMaxAgeFactor, next.WarmMaxAgeFactor);
        }

        adapter.Follow(next);
        return changed;

        bool Has(params string[] names) => changed.Intersect(names).Any();
    }
}
