using CacheCore.DistributedCache;
using CacheCore.Parts;

namespace CacheCore.DependencyInjection;

/// <summary>Which options a running cache takes on, and how; and which have to wait for the next start. Each option stands in one of the two tables.</summary>
internal static class OptionMoves
{
    private static readonly (string Name, Func<CacheCoreOptions, object?> Value)[] Fixed =
    [
        (nameof(CacheCoreOptions.MaxMemoryLimit), o => o.MaxMemoryLimit),
        (nameof(CacheCoreOptions.MaxItems), o => o.MaxItems),
        (nameof(CacheCoreOptions.EvictionPolicy), o => o.EvictionPolicy),
        (nameof(CacheCoreOptions.AllowEviction), o => o.AllowEviction),
        (nameof(CacheCoreOptions.MaxItemSize), o => o.MaxItemSize),
        (nameof(CacheCoreOptions.Name), o => o.Name),
        (nameof(CacheCoreOptions.PageSize), o => o.PageSize),
        (nameof(CacheCoreOptions.GrowthFactor), o => o.GrowthFactor),
        (nameof(CacheCoreOptions.SmallestChunkSize), o => o.SmallestChunkSize),
        (nameof(CacheCoreOptions.ChunkSizes), o => o.ChunkSizes is { } sizes ? string.Join(',', sizes) : null),
        (nameof(CacheCoreOptions.UseHugePages), o => o.UseHugePages),
        (nameof(CacheCoreOptions.PinnedKeyPrefixes), o => string.Join('\0', o.PinnedKeyPrefixes)),
        (nameof(CacheCoreOptions.MaxPinnedBytes), o => o.MaxPinnedBytes),
        (nameof(CacheCoreOptions.BackgroundMaintenance), o => o.BackgroundMaintenance),
        (nameof(CacheCoreOptions.NoticeCapacity), o => o.NoticeCapacity),
    ];

    private static readonly (string Name, Func<CacheCoreOptions, object?> Value)[] Moving =
    [
        (nameof(CacheCoreOptions.MemoryLimit), o => o.MemoryLimit),
        (nameof(CacheCoreOptions.MemoryLimitPercent), o => o.MemoryLimitPercent),
        (nameof(CacheCoreOptions.PageBalancing), o => o.PageBalancing),
        (nameof(CacheCoreOptions.TemporaryLifetime), o => o.TemporaryLifetime),
        (nameof(CacheCoreOptions.HotPercent), o => o.HotPercent),
        (nameof(CacheCoreOptions.WarmPercent), o => o.WarmPercent),
        (nameof(CacheCoreOptions.HotMaxAgeFactor), o => o.HotMaxAgeFactor),
        (nameof(CacheCoreOptions.WarmMaxAgeFactor), o => o.WarmMaxAgeFactor),
        (nameof(CacheCoreOptions.DefaultExpiration), o => o.DefaultExpiration),
        (nameof(CacheCoreOptions.DefaultSlidingExpiration), o => o.DefaultSlidingExpiration),
        (nameof(CacheCoreOptions.ThrowOnRejectedSet), o => o.ThrowOnRejectedSet),
    ];

    private static readonly string[] SegmentOptions =
    [
        nameof(CacheCoreOptions.HotPercent),
        nameof(CacheCoreOptions.WarmPercent),
        nameof(CacheCoreOptions.HotMaxAgeFactor),
        nameof(CacheCoreOptions.WarmMaxAgeFactor),
    ];

    /// <summary>All options that are told apart here.</summary>
    public static IEnumerable<string> Known => Fixed.Concat(Moving).Select(one => one.Name);

    /// <summary>What has changed and waits for the next start, by name.</summary>
    public static string[] Waiting(CacheCoreOptions inForce, CacheCoreOptions next) => Changed(Fixed, inForce, next);

    /// <summary>
    /// Has store and adapter take on what has changed; returns its names. What an operator has set on the store by hand stays where
    /// configuration has not moved.
    /// </summary>
    /// <exception cref="ArgumentException">The limit is beyond what the store has addresses for; nothing has changed.</exception>
    public static string[] Apply(CacheCoreOptions inForce, CacheCoreOptions next, CacheStore store, CacheCoreDistributedCache adapter)
    {
        string[] changed = Changed(Moving, inForce, next);
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

    private static string[] Changed((string Name, Func<CacheCoreOptions, object?> Value)[] options, CacheCoreOptions inForce, CacheCoreOptions next) =>
        [.. options.Where(one => !Equals(one.Value(inForce), one.Value(next))).Select(one => one.Name)];
}
