using CacheCore.Memory;
using CacheCore.Primitives;

namespace CacheCore.Eviction;

/// <summary>
/// The HOT, WARM, COLD and TEMP queues of one slab class and shard under one lock, which also guards the place byte
/// of the items in them. All members but <see cref="Lock"/> need it.
/// </summary>
internal sealed class SegmentedLru(PagePool pool, VersionSource clock, int shard)
{
    private const int Segments = 4;

    private readonly LruQueue[] _queues = new LruQueue[Segments];

    /// <summary>Taken after a bucket's lock and before a slab class's; whoever holds it first may only try a bucket.</summary>
    public Lock Lock { get; } = new();

    public long Evictions { get; set; }

    public long EvictedUnread { get; set; }

    private uint _luck = (uint)shard + 1;

    /// <summary>True once in 128 times.</summary>
    public bool DrawsLuck()
    {
        _luck = (_luck * 1_664_525) + 1_013_904_223;
        return _luck >> 25 == 0;
    }

    /// <summary>Items in all segments; without the lock, a moment old.</summary>
    public long Count => _queues[0].Count + _queues[1].Count + _queues[2].Count + _queues[3].Count;

    public long CountOf(LruSegment segment) => _queues[(int)segment].Count;

    /// <summary>
    /// Writes of the store that the item which is to leave next has waited in its segment: COLD's tail, or HOT's where there is no COLD
    /// or the policy lets either go; then whichever has waited longer. Without the lock, a moment old.
    /// </summary>
    public long Age(bool hotLeaves)
    {
        long now = clock.Writes;
        long cold = _queues[(int)LruSegment.Cold].Age(now);
        long hot = _queues[(int)LruSegment.Hot].Age(now);
        if (CountOf(LruSegment.Cold) > 0)
        {
            return hotLeaves ? Math.Max(hot, cold) : cold;
        }

        return CountOf(LruSegment.Hot) + CountOf(LruSegment.Warm) > 0
            ? Math.Max(hot, _queues[(int)LruSegment.Warm].Age(now))
            : _queues[(int)LruSegment.Temporary].Age(now);
    }

    public ItemRef HeadOf(LruSegment segment) => _queues[(int)segment].Head;

    public ItemRef TailOf(LruSegment segment) => _queues[(int)segment].Tail;

    public void Add(ItemRef item, LruSegment segment)
    {
        pool.View(item).Header.Place = new ItemPlace(ChunkState.Linked, segment, shard);
        _queues[(int)segment].AddHead(pool, item, clock.Writes);
    }

    /// <summary>Takes an item out; it is reserved for the caller from then on.</summary>
    public void Remove(ItemRef item)
    {
        ref ItemHeader header = ref pool.View(item).Header;
        _queues[(int)header.Place.Segment].Remove(pool, item);
        header.Place = new ItemPlace(ChunkState.Reserved);
    }

    /// <summary>Lets a copy of an item take its place; the item is reserved for the caller from then on.</summary>
    public void Replace(ItemRef item, ItemRef copy)
    {
        ref ItemHeader header = ref pool.View(item).Header;
        _queues[(int)header.Place.Segment].Replace(pool, item, copy);
        pool.View(copy).Header.Place = header.Place;
        header.Place = new ItemPlace(ChunkState.Reserved);
    }

    public void Move(ItemRef item, LruSegment to)
    {
        _queues[(int)pool.View(item).Header.Place.Segment].Remove(pool, item);
        Add(item, to);
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

    public long IdleSeconds(ItemRef item, long nowSeconds) => pool.View(item).Header.Times.IdleSeconds(nowSeconds);

    /// <summary>
    /// The item that has waited longest: COLD's tail, else the older of the others'. TEMP is asked last. None: empty.
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
}
