using System.Numerics;
using System.Runtime.CompilerServices;
using CacheCore.Memory;
using CacheCore.Primitives;

namespace CacheCore.Eviction;

/// <summary>
/// The queue sets of all slab classes, and behind them one more for large values. A class starts with one shard; as
/// it grows, new items spread over more, so that writers on many cores seldom meet. An item keeps its shard for life.
/// </summary>
internal sealed class LruTable
{
    /// <summary>Shards that the place byte can name.</summary>
    private const int MostShards = 16;

    /// <summary>Items a shard holds before the class gets more shards: enough that its order is as good as the class's.</summary>
    private const int ItemsPerShard = 16_384;

    /// <summary>A part of the hash that neither bucket numbers nor tags use.</summary>
    private const int ShardHashShift = 48;

    /// <summary>Brings bits that the index does not go by either to where a shard is picked from.</summary>
    private const int OtherShardShift = 8;

    /// <summary>A shard with a 16th more items than another is clearly fuller.</summary>
    private const int FullerBy = 16;

    private readonly SegmentedLru[][] _shards;
    private readonly int[] _activeShards;
    private readonly bool _hotLeaves;
    private SizeTally[] _tallies = [];

    public LruTable(PagePool pool, VersionSource clock, int slabClasses, bool hotLeaves)
    {
        int shards = Math.Min(MostShards, (int)BitOperations.RoundUpToPowerOf2((uint)(2 * Environment.ProcessorCount)));
        LargeValues = slabClasses;
        _hotLeaves = hotLeaves;
        _shards = [.. Enumerable.Range(0, slabClasses + 1)
            .Select(_ => Enumerable.Range(0, shards).Select(shard => new SegmentedLru(pool, clock, shard)).ToArray())];
        _activeShards = [.. Enumerable.Repeat(1, slabClasses + 1)];
    }

    /// <summary>Number of queue sets: one a slab class, and that of large values.</summary>
    public int Count => _shards.Length;

    /// <summary>The queue set of large values, whose items must not compete with the small ones of the heads' class.</summary>
    public int LargeValues { get; }

    /// <summary>Who counts items by size classes of its own.</summary>
    private SizeTally[] Tallies => Volatile.Read(ref _tallies);

    /// <summary>The shards that hold items, or may by now: those that were added a moment ago may be missing.</summary>
    public ReadOnlySpan<SegmentedLru> ShardsOf(int queues) => _shards[queues].AsSpan(0, Volatile.Read(ref _activeShards[queues]));

    /// <summary>The shard for a new item.</summary>
    public SegmentedLru ShardFor(int queues, ulong hash) =>
        _shards[queues][(int)(hash >> ShardHashShift) & (Volatile.Read(ref _activeShards[queues]) - 1)];

    /// <summary>
    /// The shard that lets an item go for a new one: the new one's own, unless another that is picked at random holds clearly
    /// more. So shards that were added late fill up, and none is left behind.
    /// </summary>
    public SegmentedLru FullerShardFor(int queues, ulong hash)
    {
        SegmentedLru own = ShardFor(queues, hash);
        SegmentedLru other = ShardFor(queues, hash << OtherShardShift);
        return other.Count > own.Count + (own.Count / FullerBy) ? other : own;
    }

    /// <summary>The shard of an item that is linked.</summary>
    public SegmentedLru ShardOf(int queues, ItemPlace place) => _shards[queues][place.Shard & (_shards[queues].Length - 1)];

    /// <summary>Items of a queue set that may be evicted; without the locks, a moment old.</summary>
    public long CountOf(int queues)
    {
        long count = 0;
        foreach (SegmentedLru shard in ShardsOf(queues))
        {
            count += shard.Count;
        }

        return count;
    }

    /// <summary>The age of the queue set's oldest shard, in writes of the store; -1: it holds nothing that may be evicted. Without the locks, a moment old.</summary>
    public long AgeOf(int queues)
    {
        long oldest = -1;
        foreach (SegmentedLru shard in ShardsOf(queues))
        {
            oldest = shard.Count == 0 ? oldest : Math.Max(oldest, AgeOf(shard));
        }

        return oldest;
    }

    /// <summary>The age of one of the shards, as the policy lets its items go.</summary>
    public long AgeOf(SegmentedLru shard) => shard.Age(_hotLeaves);

    /// <summary>The segment of a shard that the item whose age that is lies in.</summary>
    public LruSegment LeavesNext(SegmentedLru shard) => shard.LeavesNext(_hotLeaves);

    /// <summary>Pinned items of a queue set; without the locks, a moment old.</summary>
    public long PinnedOf(int queues)
    {
        long count = 0;
        foreach (SegmentedLru shard in _shards[queues])
        {
            count += shard.CountOf(LruSegment.Pinned);
        }

        return count;
    }

    /// <summary>Makes the thread's counts of the tallies, before a lock is taken.</summary>
    public void PrepareThread()
    {
        foreach (SizeTally tally in Tallies)
        {
            tally.PrepareThread();
        }
    }

    /// <summary>Has whoever changes a length in place tell a tally from now on. One who is in a bucket now may not know yet.</summary>
    public void AnnounceTally(SizeTally tally) => Volatile.Write(ref _tallies, [.. _tallies, tally]);

    /// <summary>One at a time: counts all items in a tally that was announced to everybody, and from now on all that come and go. Holds each shard for as long as its items take to count.</summary>
    public void BeginTally(SizeTally tally)
    {
        foreach (SegmentedLru shard in _shards.SelectMany(static shards => shards))
        {
            SizeTally[] tallies = [.. shard.Tallies, tally]; // not under the lock, where nothing may allocate
            using (shard.Lock.Enter())
            {
                shard.BeginTally(tally, tallies);
            }
        }

        tally.IsComplete = true;
    }

    public void EndTally(SizeTally tally)
    {
        Volatile.Write(ref _tallies, [.. _tallies.Where(one => one != tally)]);
        foreach (SegmentedLru shard in _shards.SelectMany(static shards => shards))
        {
            SizeTally[] tallies = [.. shard.Tallies.Where(one => one != tally)];
            using (shard.Lock.Enter())
            {
                shard.Tallies = tallies;
            }
        }
    }

    /// <summary>
    /// Tells the tallies of a length that a linked item's value is about to get, in a bucket that the caller holds DIRTY. Where it leads to another class of
    /// somebody's, the length is changed under the queues' lock: who moves the item meanwhile has to know its class.
    /// </summary>
    public void Resize(int queues, ItemRef item, ref ItemHeader header, int valueLength)
    {
        SizeTally[] tallies = Tallies;
        if (tallies.Length == 0 || header.ValueLength == valueLength)
        {
            return;
        }

        if (StaysInClass(tallies, in header, valueLength))
        {
            foreach (SizeTally tally in tallies)
            {
                tally.ResizeWithinClass(in header, valueLength);
            }

            return;
        }

        SegmentedLru shard = ShardOf(queues, header.Place);
        using (shard.Lock.Enter())
        {
            shard.Resize(item, valueLength);
        }
    }

    /// <summary>Counts an item that the crawler looks at, without any lock.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)] // for each item that is crawled
    public void CountExamined(in ItemHeader header)
    {
        foreach (SizeTally tally in Tallies)
        {
            tally.CountExamined(in header);
        }
    }

    /// <summary>True if there is an item that may be evicted; without the locks, a moment old.</summary>
    public bool HasEvictable() => _shards.Any(static shards => shards.Any(static shard => shard.Count > 0));

    /// <summary>Doubles the shards that new items of a class spread over, if it has grown for it.</summary>
    public void WidenIfLarge(int queues)
    {
        int active = _activeShards[queues];
        if (active < _shards[queues].Length && CountOf(queues) > (long)active * ItemsPerShard)
        {
            Volatile.Write(ref _activeShards[queues], active * 2);
        }
    }

    private static bool StaysInClass(SizeTally[] tallies, in ItemHeader header, int valueLength)
    {
        foreach (SizeTally tally in tallies)
        {
            if (!tally.StaysInClass(in header, valueLength))
            {
                return false;
            }
        }

        return true;
    }
}
