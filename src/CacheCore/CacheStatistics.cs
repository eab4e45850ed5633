namespace CacheCore;

/// <summary>The figures of a store. Counts are exact and run from its start; sizes are of the moment.</summary>
public sealed record CacheStatistics
{
    /// <summary>Items in the cache, expired ones that were not yet met included.</summary>
    public long Items { get; init; }

    /// <summary>Bytes of keys and values in the cache.</summary>
    public long StoredBytes { get; init; }

    /// <summary>
    /// Native bytes in use: pages given to slab classes and large values, index and policy data. Above <see cref="MemoryLimit"/> only as long as the
    /// store comes down to a limit that was lowered.
    /// </summary>
    public long MemoryUsed { get; init; }

    /// <summary>Native bytes that may be used, as <see cref="CacheStore.MemoryLimit"/> has it now.</summary>
    public long MemoryLimit { get; init; }

    /// <summary>Native bytes of the index, part of <see cref="MemoryUsed"/>.</summary>
    public long IndexBytes { get; init; }

    /// <summary>Bytes of what the eviction policy knows of keys beside the items, part of <see cref="MemoryUsed"/>; those of its shadow directories lie on the managed heap.</summary>
    public long PolicyBytes { get; init; }

    /// <summary>The rule that the adaptive policy follows now, from 0 to 3 as docs/eviction.md numbers them; null under the others.</summary>
    public int? AdmissionRule { get; init; }

    /// <summary>New items whose key had been evicted so recently that it was remembered.</summary>
    public long GhostHits { get; init; }

    /// <summary>Reads that found a live item.</summary>
    public long Hits { get; init; }

    /// <summary>Reads that found none.</summary>
    public long Misses { get; init; }

    /// <summary>Writes that stored a value.</summary>
    public long Writes { get; init; }

    /// <summary>Items removed because somebody asked for it.</summary>
    public long Removes { get; init; }

    /// <summary>Touches and refreshes that found an item.</summary>
    public long Touches { get; init; }

    /// <summary>Items that left because their memory was needed.</summary>
    public long Evictions { get; init; }

    /// <summary>Of the evicted items, those that were never read.</summary>
    public long EvictedUnread { get; init; }

    /// <summary>Items that left because their time was over.</summary>
    public long Expirations { get; init; }

    /// <summary>Of the expired items, those that were never read.</summary>
    public long ExpiredUnread { get; init; }

    /// <summary>Pages that the crawler has walked in search of expired items.</summary>
    public long CrawledPages { get; init; }

    /// <summary>Items that it looked at there, expired or not.</summary>
    public long CrawledItems { get; init; }

    /// <summary>Writes refused because the item is larger than <see cref="CacheCoreOptions.MaxItemSize"/>.</summary>
    public long RejectedTooLarge { get; init; }

    /// <summary>Writes refused because nothing could leave to make room.</summary>
    public long RejectedOutOfMemory { get; init; }

    /// <summary>Pages taken whole from one owner for another.</summary>
    public long PagesTaken { get; init; }

    /// <summary>Items that were moved to another page because theirs was taken.</summary>
    public long PageMoveRescues { get; init; }

    /// <summary>Items that left because their page was taken, or to make room for one that was moved.</summary>
    public long PageMoveEvictions { get; init; }

    /// <summary>Removal notices dropped because their queue was full.</summary>
    public long NoticesDropped { get; init; }

    /// <summary>The slab classes that hold pages, ascending by chunk size.</summary>
    public IReadOnlyList<SlabClassStatistics> Classes { get; init; } = [];

    /// <summary>Share of reads that found a live item, from 0 to 1; 0 before the first read.</summary>
    public double HitRatio => Hits + Misses == 0 ? 0 : (double)Hits / (Hits + Misses);
}

/// <summary>The figures of one slab class. Large values are counted under the class of chunk size 0.</summary>
public sealed record SlabClassStatistics
{
    /// <summary>Bytes of one chunk; 0 for the queue of large values, whose pages have one owner each.</summary>
    public int ChunkSize { get; init; }

    /// <summary>Pages that the class holds.</summary>
    public long Pages { get; init; }

    /// <summary>Items in the class.</summary>
    public long Items { get; init; }

    /// <summary>Chunks of its pages that hold nothing.</summary>
    public long FreeChunks { get; init; }

    /// <summary>Items in the HOT segment.</summary>
    public long Hot { get; init; }

    /// <summary>Items in the WARM segment.</summary>
    public long Warm { get; init; }

    /// <summary>Items in the COLD segment.</summary>
    public long Cold { get; init; }

    /// <summary>Items in the TEMP segment.</summary>
    public long Temporary { get; init; }

    /// <summary>Reads that hit an item of the class.</summary>
    public long Hits { get; init; }

    /// <summary>Writes that stored an item in the class.</summary>
    public long Writes { get; init; }

    /// <summary>Items evicted from the class.</summary>
    public long Evictions { get; init; }

    /// <summary>Time since the coldest item of the class was last read or written; null where it has none.</summary>
    public TimeSpan? OldestIdle { get; init; }
}
