namespace CacheCore;

/// <summary>The figures of one slab class. Large values are counted under the class of chunk size 0.</summary>
public sealed record SlabClassStatistics
{
    /// <summary>The number of the class, from 1, that <see cref="CacheStore.ReassignPage"/> takes. Large values have the highest.</summary>
    public int Id { get; init; }

    /// <summary>Bytes of one chunk; 0 for the queue of large values, whose pages have one owner each.</summary>
    public int ChunkSize { get; init; }

    /// <summary>Pages that the class holds.</summary>
    public long Pages { get; init; }

    /// <summary>Pages of the class that went back to the pool; 0 for large values, which take and return theirs with each value.</summary>
    public long PagesReturned { get; init; }

    /// <summary>Chunks of its pages that hold nothing.</summary>
    public long FreeChunks { get; init; }

    /// <summary>Bytes of keys and values in the class.</summary>
    public long StoredBytes { get; init; }

    /// <summary>Reads that hit an item of the class.</summary>
    public long Hits { get; init; }

    /// <summary>Writes that stored an item in the class.</summary>
    public long Writes { get; init; }

    /// <summary>
    /// Time since the item that would leave next was last read or written, in whole seconds; null where there is none. COLD's tail, and
    /// where COLD is empty the older of WARM's and HOT's. A read is noted once a minute at most.
    /// </summary>
    public TimeSpan? OldestIdle { get; init; }

    /// <summary>The HOT segment.</summary>
    public SegmentStatistics Hot { get; init; } = new();

    /// <summary>The WARM segment.</summary>
    public SegmentStatistics Warm { get; init; } = new();

    /// <summary>The COLD segment.</summary>
    public SegmentStatistics Cold { get; init; } = new();

    /// <summary>The TEMP segment.</summary>
    public SegmentStatistics Temporary { get; init; } = new();

    /// <summary>The PINNED segment.</summary>
    public SegmentStatistics Pinned { get; init; } = new();

    /// <summary>Items in the class.</summary>
    public long Items => Sum(one => one.Items);

    /// <summary>Items evicted from the class.</summary>
    public long Evictions => Sum(one => one.Evictions);

    /// <summary>Of the evicted items, those that were never read.</summary>
    public long EvictedUnread => Sum(one => one.EvictedUnread);

    /// <summary>Of the evicted items, those that had a deadline still to come.</summary>
    public long EvictedBeforeDeadline => Sum(one => one.EvictedBeforeDeadline);

    /// <summary>Items of the class that left because their time was over.</summary>
    public long Expirations => Sum(one => one.Expirations);

    /// <summary>Of the expired items, those that were never read.</summary>
    public long ExpiredUnread => Sum(one => one.ExpiredUnread);

    /// <summary>Of the expired items, those that were met by somebody who needed memory.</summary>
    public long ReclaimedExpired => Sum(one => one.ReclaimedExpired);

    /// <summary>
    /// How long the item that was evicted last had waited since it was last read or written; null before the first. See
    /// <see cref="SegmentStatistics.LastEvictedIdle"/>.
    /// </summary>
    public TimeSpan? LastEvictedIdle => Segments
        .Where(one => one.SinceLastEviction is not null)
        .MinBy(one => one.SinceLastEviction)?.LastEvictedIdle;

    private SegmentStatistics[] Segments => [Hot, Warm, Cold, Temporary, Pinned];

    private long Sum(Func<SegmentStatistics, long> figure) => Segments.Sum(figure);
}
