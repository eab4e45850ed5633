namespace CacheCore;

/// <summary>The figures of one segment of a slab class: HOT, WARM, COLD, TEMP or PINNED.</summary>
public sealed record SegmentStatistics
{
    /// <summary>Items in the segment.</summary>
    public long Items { get; init; }

    /// <summary>
    /// Bytes of the chunks that they lie in; of large values, whose pages are their own, the bytes of their keys and values.
    /// </summary>
    public long Bytes { get; init; }

    /// <summary>
    /// Time since the item at the segment's tail was last read or written, in whole seconds; null where there is none.
    /// A read is noted once a minute at most.
    /// </summary>
    public TimeSpan? OldestIdle { get; init; }

    /// <summary>Items evicted from the segment: their memory was needed.</summary>
    public long Evictions { get; init; }

    /// <summary>Of the evicted items, those that were never read.</summary>
    public long EvictedUnread { get; init; }

    /// <summary>Of the evicted items, those that had a deadline still to come.</summary>
    public long EvictedBeforeDeadline { get; init; }

    /// <summary>
    /// How long the item that was evicted last had waited since it was last read or written, in whole seconds; null before the first.
    /// memcached's <c>evicted_time</c>.
    /// </summary>
    public TimeSpan? LastEvictedIdle { get; init; }

    /// <summary>Time since that eviction, in whole seconds; null before the first.</summary>
    public TimeSpan? SinceLastEviction { get; init; }

    /// <summary>Items that went from the tail to HOT: from HOT alone, where an item that was hit goes round again.</summary>
    public long MovedToHot { get; init; }

    /// <summary>Items that went from the tail to WARM; from WARM itself they go round again.</summary>
    public long MovedToWarm { get; init; }

    /// <summary>Items that went from the tail to COLD; from COLD itself they go round again, under the flat policy.</summary>
    public long MovedToCold { get; init; }

    /// <summary>Items of the segment that left because their time was over, whoever met them.</summary>
    public long Expirations { get; init; }

    /// <summary>Of the expired items, those that were never read.</summary>
    public long ExpiredUnread { get; init; }

    /// <summary>Of the expired items, those that were met by somebody who needed memory.</summary>
    public long ReclaimedExpired { get; init; }
}
