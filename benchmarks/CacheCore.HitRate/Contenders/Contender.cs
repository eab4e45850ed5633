using CacheCore.HitRate.References;
using CacheCore.HitRate.Traces;

namespace CacheCore.HitRate.Contenders;

/// <summary>One column of a comparison.</summary>
/// <param name="Name">As tables and options call it.</param>
/// <param name="IsSeeded">Whether two runs may differ, because each cache draws a seed.</param>
/// <param name="Create">Makes an empty cache for a trace, with room for so many items.</param>
internal sealed record Contender(string Name, bool IsSeeded, Func<Trace, int, IReplayedCache> Create)
{
    /// <summary>The smallest capacity to compare at. BitFaster 2.6.1 throws in the middle of a run at three and four items.</summary>
    public const int MinItems = 10;

    private const string OurPrefix = "cachecore-";

    public static Contender Optimum { get; } = new("optimum", false, (trace, items) => new BeladyReference(trace, items));

    public static Contender Lru { get; } = new("lru", false, (trace, items) => new LruReference(trace.Objects, items));

    public static IReadOnlyList<Contender> All { get; } =
    [
        Optimum,
        Lru,
        new("s3-fifo", false, (trace, items) => new S3FifoReference(trace.Objects, items)),
        .. EngineCache.Policies.Select(Engine),
        new("memory-cache", false, (trace, items) => new MemoryCacheSized(trace, items)),
        new("bitfaster-lru", false, (trace, items) => new BitFasterLru(trace, items)),
        new("bitfaster-lfu", false, (trace, items) => new BitFasterLfu(trace, items)),
    ];

    /// <summary>True for our own store, not for what else we wrote to measure it by.</summary>
    public bool IsOurs => Name.StartsWith(OurPrefix, StringComparison.Ordinal);

    public override string ToString() => Name;

    /// <summary>Our own store under one of its policies.</summary>
    public static Contender Engine(string policy) =>
        new(OurPrefix + policy, true, (trace, items) => new EngineCache(trace, items, policy));
}
