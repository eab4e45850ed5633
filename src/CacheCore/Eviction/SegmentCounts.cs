using System.Runtime.CompilerServices;
using CacheCore.Memory;

namespace CacheCore.Eviction;

/// <summary>
/// What one segment of one queue set has seen since the store began. Guarded by the queue set's lock. What evictions and moves count comes
/// first, and is no more than a cache line.
/// </summary>
internal struct SegmentCounts
{
    /// <summary>HOT, WARM and COLD: items move to no other segment.</summary>
    private const int MoveTargets = 3;

    /// <summary>Items that left because their memory was needed.</summary>
    public long Evictions;

    /// <summary>Of these, those that were never read.</summary>
    public long EvictedUnread;

    /// <summary>Of these, those that had a deadline still to come.</summary>
    public long EvictedBeforeDeadline;

    /// <summary>
    /// When the last of them left, in the store's seconds, and how long it had waited then. Nothing while there was none.
    /// </summary>
    public int LastEvictedAt;
    public int LastEvictedIdle;

    private MoveCounts _moves;

    /// <summary>Items that left because their time was over.</summary>
    public long Expirations;

    /// <summary>Of these, those that were never read.</summary>
    public long ExpiredUnread;

    /// <summary>Of these, those that were met by somebody who needed memory.</summary>
    public long Reclaimed;

    /// <summary>Bytes of the keys and values of the large ones among its items, now.</summary>
    public long LargeBytes;

    /// <summary>Items that moved from this segment's tail to another segment's head, or to its own.</summary>
    public readonly long MovesTo(LruSegment segment) => _moves[(int)segment];

    public void CountMove(LruSegment to) => _moves[(int)to]++;

    public void CountEviction(bool wasRead, bool hadDeadline, long nowSeconds, long idleSeconds)
    {
        Evictions++;
        EvictedUnread += wasRead ? 0 : 1;
        EvictedBeforeDeadline += hadDeadline ? 1 : 0;
        LastEvictedAt = (int)nowSeconds;
        LastEvictedIdle = (int)idleSeconds;
    }

    public void CountExpiration(bool wasRead)
    {
        Expirations++;
        ExpiredUnread += wasRead ? 0 : 1;
    }

    /// <summary>
    /// Adds the counts of another shard; the later of their last evictions stays, of two in one second the one of the older item.
    /// </summary>
    public void Add(in SegmentCounts other)
    {
        if (other.Evictions > 0
            && (Evictions == 0 || (other.LastEvictedAt, other.LastEvictedIdle).CompareTo((LastEvictedAt, LastEvictedIdle)) > 0))
        {
            (LastEvictedAt, LastEvictedIdle) = (other.LastEvictedAt, other.LastEvictedIdle);
        }

        Evictions += other.Evictions;
        EvictedUnread += other.EvictedUnread;
        EvictedBeforeDeadline += other.EvictedBeforeDeadline;
        Expirations += other.Expirations;
        ExpiredUnread += other.ExpiredUnread;
        Reclaimed += other.Reclaimed;
        LargeBytes += other.LargeBytes;
        for (int segment = 0; segment < MoveTargets; segment++)
        {
            _moves[segment] += other._moves[segment];
        }
    }

    [InlineArray(MoveTargets)]
    private struct MoveCounts
    {
        private long _first;
    }
}

/// <summary>A segment at one moment, or the same segment of several shards added up.</summary>
internal struct SegmentFigures()
{
    public long Items;

    /// <summary>Seconds since the tail was last used, the longest of the shards; -1 = no items.</summary>
    public long OldestIdle = -1;

    public SegmentCounts Counts;

    public void Add(in SegmentFigures other)
    {
        Items += other.Items;
        OldestIdle = Math.Max(OldestIdle, other.OldestIdle);
        Counts.Add(in other.Counts);
    }
}
