namespace CacheCore.Throughput.Contenders;

/// <summary>A contender's name and how to make one.</summary>
internal sealed record ContenderKind(string Name, Func<CacheSetup, Contender> Create)
{
    public static readonly ContenderKind Harness = Of<HarnessAlone>();
    public static readonly ContenderKind CacheCoreSpan = Of<CacheCoreSpan>();
    public static readonly ContenderKind CacheCoreDistributed = Of<CacheCoreDistributed>();
    public static readonly ContenderKind CacheCoreSegmented = Of<CacheCoreByPolicy<SegmentedPolicy>>();
    public static readonly ContenderKind CacheCoreLru = Of<CacheCoreByPolicy<FlatPolicy>>();
    public static readonly ContenderKind GlobalLock = Of<CacheCoreGlobalLock>();
    public static readonly ContenderKind MemoryDistributed = Of<MemoryDistributed>();
    public static readonly ContenderKind MemoryCache = Of<MemoryCacheSized>();
    public static readonly ContenderKind BitFasterLru = Of<BitFasterLru>();

    /// <summary>Variants of ours: they are part of a run only if they are asked for.</summary>
    public static readonly IReadOnlyList<ContenderKind> Variants = [GlobalLock, CacheCoreSegmented, CacheCoreLru];

    /// <summary>All of them, in the order of the tables.</summary>
    public static readonly IReadOnlyList<ContenderKind> All =
    [
        Harness, CacheCoreSpan, CacheCoreDistributed, .. Variants, MemoryDistributed, MemoryCache, BitFasterLru,
        Of<BitFasterLfu>(), Of<PlainDictionary>(), Of<FusionMemory>(),
    ];

    /// <exception cref="ArgumentException">No contender has that name.</exception>
    public static ContenderKind Named(string name) => All.FirstOrDefault(kind => kind.Name == name)
        ?? throw new ArgumentException($"There is no contender '{name}'. Known: {string.Join(", ", All.Select(kind => kind.Name))}.");

    private static ContenderKind Of<TOps>()
        where TOps : struct, ICacheOps<TOps> => new(TOps.Name, setup => new Contender<TOps>(setup));
}
