using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using CacheCore.Memory;
using CacheCore.Primitives;

namespace CacheCore.Eviction;

/// <summary>
/// The HOT, WARM, COLD, TEMP and PINNED queues of one slab class and shard under one lock, which also guards the place byte
/// of the items in them. All members but <see cref="Lock"/> need it.
/// </summary>
internal sealed class SegmentedLru(PagePool pool, VersionSource clock, int shard, LruSegment entry)
{
    public const int Segments = 5;

    private PaddedSegments _segments;
    private SizeTally[] _tallies = [];
    private uint _luck = (uint)shard + 1;
    private InnerLock _lock;

    /// <summary>Taken after a bucket's lock and before a slab class's; whoever holds it first may only try a bucket.</summary>
    public ref InnerLock Lock => ref _lock;

    /// <summary>The segment that new items start in, for those of whom the policy says nothing else.</summary>
    public LruSegment Entry { get; set; } = entry;

    /// <summary>Items evicted from all segments; without the lock, a moment old.</summary>
    public long Evictions { get; private set; }

    /// <summary>Newcomers that took the place of COLD's victim.</summary>
    public long ContestsWon { get; set; }

    /// <summary>Newcomers that left because COLD's victim was asked for at least as often.</summary>
    public long ContestsLost { get; set; }

    /// <summary>True once in 128 times.</summary>
    public bool DrawsLuck()
    {
        _luck = (_luck * 1_664_525) + 1_013_904_223;
        return _luck >> 25 == 0;
    }

    /// <summary>Items that may be evicted: those in all segments but PINNED. Without the lock, a moment old.</summary>
    public long Count => CountOf(LruSegment.Hot) + CountOf(LruSegment.Warm) + CountOf(LruSegment.Cold) + CountOf(LruSegment.Temporary);

    public long CountOf(LruSegment segment) => Queue(segment).Count;

    /// <summary>Writes of the store that a segment's tail has waited in it, 0 if there is none. Without the lock, a moment old.</summary>
    public long AgeOf(LruSegment segment) => Queue(segment).Age(clock.Writes);

    /// <summary>
    /// The segment whose tail is to leave next: COLD, or HOT if the policy lets either go and HOT's has waited longer. Where there is no
    /// COLD, HOT or WARM; where there is nothing else, TEMP. Without the lock, a moment old.
    /// </summary>
    public LruSegment LeavesNext(bool hotLeaves)
    {
        long now = clock.Writes;
        long hot = Queue(LruSegment.Hot).Age(now);
        if (CountOf(LruSegment.Cold) > 0)
        {
            return hotLeaves && hot > Queue(LruSegment.Cold).Age(now) ? LruSegment.Hot : LruSegment.Cold;
        }

        if (CountOf(LruSegment.Hot) + CountOf(LruSegment.Warm) == 0)
        {
            return LruSegment.Temporary;
        }

        return CountOf(LruSegment.Hot) == 0 || Queue(LruSegment.Warm).Age(now) > hot ? LruSegment.Warm : LruSegment.Hot;
    }

    public ItemRef HeadOf(LruSegment segment) => Queue(segment).Head;

    public ItemRef TailOf(LruSegment segment) => Queue(segment).Tail;

    /// <summary>Puts an item at a segment's head; null: where new items start.</summary>
    public void Add(ItemRef item, LruSegment? segment)
    {
        ref ItemHeader header = ref pool.View(item).Header;
        LruSegment to = segment ?? Entry;
        Enter(item, ref header, to);
        foreach (SizeTally tally in Tallies)
        {
            tally.Count(in header, to, 1);
        }
    }

    /// <summary>Takes an item out; it is reserved for the caller from then on.</summary>
    public void Remove(ItemRef item)
    {
        ref ItemHeader header = ref pool.View(item).Header;
        LruSegment segment = header.Place.Segment;
        Queue(segment).Remove(pool, item);
        CountLarge(in header, segment, -1);
        foreach (SizeTally tally in Tallies)
        {
            tally.Count(in header, segment, -1);
        }

        header.Place = new ItemPlace(ChunkState.Reserved);
    }

    /// <summary>As <see cref="Remove"/>, for an item whose time is over.</summary>
    public void Expire(ItemRef item, bool wasRead, ExpiryFinder finder)
    {
        ref ItemHeader header = ref pool.View(item).Header;
        Counts(header.Place.Segment).CountExpiration(wasRead);
        foreach (SizeTally tally in Tallies)
        {
            tally.CountExpiration(in header, wasRead, finder);
        }

        Remove(item);
    }

    /// <summary>
    /// As <see cref="Remove"/>, because memory is needed. True: its time is over, so it has expired and nobody was evicted.
    /// </summary>
    public bool Evict(ItemRef item, bool wasRead, long nowMilliseconds)
    {
        ref ItemHeader header = ref pool.View(item).Header;
        ref SegmentCounts counts = ref Counts(header.Place.Segment);
        ItemTimes times = header.Times;
        if (times.IsOver(nowMilliseconds))
        {
            counts.Reclaimed++;
            Expire(item, wasRead, ExpiryFinder.Memory);
            return true;
        }

        long now = nowMilliseconds / 1000;
        Evictions++;
        counts.CountEviction(wasRead, times.HasDeadline, now, times.IdleSeconds(now));
        foreach (SizeTally tally in Tallies)
        {
            tally.CountEviction(in header, wasRead);
        }

        Remove(item);
        return false;
    }

    /// <summary>
    /// Who counts the items by size classes of its own. Changed under the lock; whoever reads it without may go on as if a tally that is
    /// there had counted all items.
    /// </summary>
    public SizeTally[] Tallies
    {
        get => Volatile.Read(ref _tallies);
        set => Volatile.Write(ref _tallies, value);
    }

    /// <summary>Counts all items in a tally, and from now on all that come and go in all of them.</summary>
    public void BeginTally(SizeTally tally, SizeTally[] all)
    {
        for (LruSegment segment = LruSegment.Hot; (int)segment < Segments; segment++)
        {
            for (ItemRef item = HeadOf(segment); !item.IsNone; item = new ItemRef(pool.View(item).Header.LruNext))
            {
                tally.Count(in pool.View(item).Header, segment, 1);
            }
        }

        Tallies = all;
    }

    /// <summary>Gives an item's value another length. Its bytes are the caller's, who holds the bucket.</summary>
    public void Resize(ItemRef item, int valueLength)
    {
        ref ItemHeader header = ref pool.View(item).Header;
        foreach (SizeTally tally in Tallies)
        {
            tally.Resize(in header, header.Place.Segment, valueLength);
        }

        header.ValueLength = valueLength;
    }

    /// <summary>Lets a copy of an item take its place; the item is reserved for the caller from then on.</summary>
    public void Replace(ItemRef item, ItemRef copy)
    {
        ref ItemHeader header = ref pool.View(item).Header;
        Queue(header.Place.Segment).Replace(pool, item, copy);
        pool.View(copy).Header.Place = header.Place;
        header.Place = new ItemPlace(ChunkState.Reserved);
    }

    public void Move(ItemRef item, LruSegment to)
    {
        ref ItemHeader header = ref pool.View(item).Header;
        LruSegment from = header.Place.Segment;
        Counts(from).CountMove(to);
        Queue(from).Remove(pool, item);
        CountLarge(in header, from, -1);
        Enter(item, ref header, to);
        foreach (SizeTally tally in Tallies)
        {
            tally.CountMove(in header, from, to);
        }
    }

    /// <summary>The figures of a segment's tail that the rules decide by.</summary>
    public LruTail Describe(LruSegment segment, long nowSeconds)
    {
        ItemRef cold = TailOf(LruSegment.Cold);
        return new LruTail(
            segment,
            CountOf(segment),
            Count - CountOf(LruSegment.Temporary),
            IdleSeconds(TailOf(segment), nowSeconds),
            cold.IsNone ? int.MaxValue : IdleSeconds(cold, nowSeconds));
    }

    /// <summary>A segment's figures, for whoever adds them up.</summary>
    public SegmentFigures FiguresOf(LruSegment segment, long nowSeconds)
    {
        ItemRef tail = TailOf(segment);
        return new SegmentFigures
        {
            Items = CountOf(segment),
            OldestIdle = tail.IsNone ? -1 : IdleSeconds(tail, nowSeconds),
            Counts = Counts(segment),
        };
    }

    public long IdleSeconds(ItemRef item, long nowSeconds) => pool.View(item).Header.Times.IdleSeconds(nowSeconds);

    /// <summary>
    /// The item that has waited longest: COLD's tail, else the older of the others'. TEMP is asked last, PINNED never. None: there is none.
    /// </summary>
    public ItemRef OldestTail(long nowSeconds)
    {
        ItemRef cold = TailOf(LruSegment.Cold);
        if (!cold.IsNone)
        {
            return cold;
        }

        ItemRef hot = TailOf(LruSegment.Hot);
        ItemRef warm = TailOf(LruSegment.Warm);
        if (hot.IsNone || warm.IsNone)
        {
            ItemRef lived = hot.IsNone ? warm : hot;
            return lived.IsNone ? TailOf(LruSegment.Temporary) : lived;
        }

        return IdleSeconds(warm, nowSeconds) > IdleSeconds(hot, nowSeconds) ? warm : hot;
    }

    private void Enter(ItemRef item, ref ItemHeader header, LruSegment segment)
    {
        header.Place = new ItemPlace(segment, shard);
        Queue(segment).AddHead(pool, item, clock.Writes);
        CountLarge(in header, segment, 1);
    }

    /// <summary>
    /// Large values do not change while they are linked, so their bytes can be told by coming and going. What small items take
    /// is told by their number and the chunk size.
    /// </summary>
    private void CountLarge(in ItemHeader header, LruSegment segment, int sign)
    {
        if (header.Traits.Large)
        {
            Counts(segment).LargeBytes += sign * (header.Identity.KeyLength + (long)header.ValueLength);
        }
    }

    private ref LruQueue Queue(LruSegment segment) => ref _segments.Queues[(int)segment];

    private ref SegmentCounts Counts(LruSegment segment) => ref _segments.Counts[(int)segment];

    /// <summary>
    /// The five queues and what is counted of them within the object, and unused bytes behind them: two shards whose fields met in one
    /// cache line would slow each other's writers down.
    /// </summary>
    [StructLayout(LayoutKind.Sequential, Size = 13 * PoolGeometry.LineSize)]
    private struct PaddedSegments
    {
        public FiveQueues Queues;
        public FiveCounts Counts;
    }

    [InlineArray(Segments)]
    private struct FiveQueues
    {
        private LruQueue _first;
    }

    [InlineArray(Segments)]
    private struct FiveCounts
    {
        private SegmentCounts _first;
    }
}
