using Microsoft.Extensions.Options;

namespace CacheCore;

/// <summary>
/// Everything that can be set about a <see cref="CacheStore"/>. Values are checked once, when the store is made;
/// a bad one is refused with a message that names the option.
/// </summary>
public sealed class CacheCoreOptions : IOptions<CacheCoreOptions>
{
    /// <summary>The limit that a store has if none is named: 256 MiB.</summary>
    public const long DefaultMemoryLimit = 256L << 20;

    /// <summary>The largest item if nothing is said: 1 MiB.</summary>
    internal const int DefaultMaxItemSize = 1 << 20;

    /// <summary>
    /// What Microsoft.Extensions.Caching.Hybrid puts before the name of a tag, for the key under which it keeps when the tag was removed.
    /// </summary>
    private const string HybridCacheTagPrefix = "__MSFT_HCT__";

    /// <summary>
    /// All the native memory that the store may use, in bytes: items, index and what they need. A hard limit.
    /// From 1 MiB to 256 GiB. Memory is taken as items come, not at the start. <see cref="CacheStore.MemoryLimit"/> changes it
    /// while the store runs.
    /// </summary>
    public long MemoryLimit { get; set; } = DefaultMemoryLimit;

    /// <summary>
    /// The limit as a share of the memory that the container has, or where there is none the machine, in percent: from 1 to 100, so a
    /// quarter is 25. Counts in place of <see cref="MemoryLimit"/>, but never for more than <see cref="MaxMemoryLimit"/>; null =
    /// <see cref="MemoryLimit"/> counts. The memory is looked up once, when the store is made.
    /// </summary>
    public double? MemoryLimitPercent { get; set; }

    /// <summary>
    /// What <see cref="CacheStore.MemoryLimit"/> may be raised to while the store runs, in bytes: from the limit at first to 256 GiB.
    /// Takes addresses alone. 0 = four times the limit at first, or up to the next of
    /// 32, 64, 128 and 256 GiB where that is less; less as well where the system has fewer addresses.
    /// </summary>
    public long MaxMemoryLimit { get; set; }

    /// <summary>The most items that the store may hold, exactly, beside what <see cref="MemoryLimit"/> allows; 0 = no such limit.</summary>
    public long MaxItems { get; set; }

    /// <summary>Who leaves when memory is needed.</summary>
    public EvictionPolicy EvictionPolicy { get; set; }

    /// <summary>
    /// False: nobody leaves before its time is over or somebody removes it, and what finds no memory, or no place among
    /// <see cref="MaxItems"/>, is refused with <see cref="WriteResult.OutOfMemory"/>. A lowered memory limit is then come down to only as
    /// far as items leave by themselves. For data that must not be lost unnoticed; most caches want true.
    /// </summary>
    public bool AllowEviction { get; set; } = true;

    /// <summary>
    /// The largest item in bytes, key and value together, from 1 KiB to 1 GiB. Where that is more than half the
    /// memory limit, half the memory limit counts.
    /// </summary>
    public int MaxItemSize { get; set; } = DefaultMaxItemSize;

    /// <summary>Tells this cache from others in metrics and logs.</summary>
    public string Name { get; set; } = "default";

    /// <summary>
    /// The page size in bytes, a power of two from 8 KiB to 1 MiB and at most a 16th of the memory limit; 0 = follows the memory limit,
    /// a 4096th of it, from 8 KiB to 128 KiB (more where the limit is above 32 GiB). Where the system's own pages are larger than 8 KiB,
    /// both begin with those.
    /// </summary>
    public int PageSize { get; set; }

    /// <summary>How much larger each slab class is than the one before, from 1.04 to 2.</summary>
    public double GrowthFactor { get; set; } = 1.05;

    /// <summary>Chunk size of the smallest slab class in bytes, from 48 to 1,024.</summary>
    public int SmallestChunkSize { get; set; } = 48;

    /// <summary>
    /// The chunk sizes of the slab classes in bytes, ascending, in place of <see cref="GrowthFactor"/> and
    /// <see cref="SmallestChunkSize"/>; each from 48 to half a page, at most 249 of them. Null = by growth factor.
    /// </summary>
    public IList<int>? ChunkSizes { get; set; }

    /// <summary>
    /// Asks the platform for huge pages once the store uses 16 MiB: with them the processor finds its way through a large store faster.
    /// Where there are none, it goes without.
    /// </summary>
    public bool UseHugePages { get; set; } = true;

    /// <summary>
    /// Share of a slab class's items that the HOT segment may hold, in percent, from 1 to 79. With WARM at most 80.
    /// For the segmented policy.
    /// </summary>
    public int HotPercent { get; set; } = 20;

    /// <summary>
    /// Share of a slab class's items that the WARM segment may hold, in percent, from 1 to 79. With HOT at most 80.
    /// For the segmented policy.
    /// </summary>
    public int WarmPercent { get; set; } = 40;

    /// <summary>An item leaves HOT once it is older than COLD's tail times this factor. Above 0.</summary>
    public double HotMaxAgeFactor { get; set; } = 0.2;

    /// <summary>An item leaves WARM once it is older than COLD's tail times this factor. Above 0.</summary>
    public double WarmMaxAgeFactor { get; set; } = 2.0;

    /// <summary>
    /// Items written to live no longer than this, however often they are read, stay in TEMP until their time is over, and are evicted only
    /// where their slab class has no others; null = no such segment.
    /// </summary>
    public TimeSpan? TemporaryLifetime { get; set; }

    /// <summary>
    /// Items whose key begins with one of these are pinned: eviction passes them over, so they stay until they expire or are removed,
    /// cleared or overwritten. Compared as UTF-8; 1 to 1,024 bytes each, at most 64 of them. Preset to what <c>HybridCache</c> puts before
    /// the keys of its tag markers, whose loss would bring values of removed tags back.
    /// </summary>
    /// <remarks>Values of more than about half a page are never pinned. Where nothing else can leave at all, pinned items do.</remarks>
    public IList<string> PinnedKeyPrefixes { get; set; } = [HybridCacheTagPrefix];

    /// <summary>
    /// The most bytes that the chunks of pinned items may take, from 0 to half the memory limit; further ones are ordinary items, and
    /// counted. Null = a 16th of the memory limit, 0 = nothing is pinned.
    /// </summary>
    public long? MaxPinnedBytes { get; set; }

    /// <summary>
    /// True: the store is kept in order in the background, by at most two threads for all stores of the process. False: nothing runs in the
    /// background, and whoever owns the store calls <see cref="CacheStore.RunMaintenance"/>, as a test with a clock of its own does.
    /// </summary>
    public bool BackgroundMaintenance { get; set; } = true;

    /// <summary>
    /// How the maintainer moves pages between slab classes, for sizes that change over time.
    /// May be changed later by <see cref="CacheStore.PageBalancing"/>.
    /// </summary>
    public PageBalancing PageBalancing { get; set; } = PageBalancing.Steady;

    /// <summary>
    /// How many removal notices may wait for their listeners before further ones are dropped and counted, from 1 to 1,048,576.
    /// </summary>
    public int NoticeCapacity { get; set; } = 8192;

    /// <summary>
    /// Lifetime of items written through <c>IDistributedCache</c> without an expiration of their own; null = until evicted. Above zero.
    /// </summary>
    public TimeSpan? DefaultExpiration { get; set; }

    /// <summary>
    /// Sliding window of items written through <c>IDistributedCache</c> without an expiration of their own; null = none. Above zero.
    /// </summary>
    public TimeSpan? DefaultSlidingExpiration { get; set; }

    /// <summary>
    /// What <c>IDistributedCache.Set</c> does with a value that is too large or finds no room: false = drops it, removes the old one,
    /// counts and logs it; true = does so and throws <see cref="InvalidOperationException"/>.
    /// </summary>
    public bool ThrowOnRejectedSet { get; set; }

    CacheCoreOptions IOptions<CacheCoreOptions>.Value => this;
}
