using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using CacheCore.Memory;

namespace CacheCore.Eviction;

/// <summary>
/// The HOT, WARM, COLD, TEMP and PINNED queues of one slab class and shard under one lock, which also guards the place byte
/// of the items in them. All members but <see cref="Lock"/> need it.
/// </summary>
internal sealed class SegmentedLru(PagePool pool, int shard)
{
    private const int Segments = 5;

    private PaddedQueues _queues;

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

    /// <summary>Items that may be evicted: those in all segments but PINNED. Without the lock, a moment old.</summary>
    public long Count => _queues[0].Count + _queues[1].Count + _queues[2].Count + _queues[3].Count;

    public long CountOf(LruSegment segment) => _queues[(int)segment].Count;

    public ItemRef HeadOf(LruSegment segment) => _queues[(int)segment].Head;

    public ItemRef TailOf(LruSegment segment) => _queues[(int)segment].Tail;

    public void Add(ItemRef item, LruSegment segment)
    {
        pool.View(item).Header.Place = new ItemPlace(segment, shard);
        _queues[(int)segment].AddHead(pool, item);
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

    /// <summary>
    /// The five queues within the object, and unused bytes behind them: two shards whose fields met in one cache line would slow
    /// each other's writers down.
    /// </summary>
    [StructLayout(LayoutKind.Sequential, Size = 3 * PoolGeometry.LineSize)]
    private struct PaddedQueues
    {
        private Queues _queues;

        [UnscopedRef]
        public ref LruQueue this[int segment] => ref _queues[segment];
    }

    [InlineArray(Segments)]
    private struct Queues
    {
        private LruQueue _first;
    }
}
