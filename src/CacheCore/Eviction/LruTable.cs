using System.Numerics;
using System.Runtime.CompilerServices;
using CacheCore.Memory;
using CacheCore.Primitives;

namespace CacheCore.Eviction;

/// <summary>
/// The queue sets of all slab classes, and behind them one more for large values. Most classes never hold an item, and have no queues. A
/// class starts with one shard; as it grows, new items spread over more, so that writers on many cores seldom meet.
/// An item keeps its shard for life.
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

    private readonly PagePool _pool;
    private readonly VersionSource _clock;
    private readonly SegmentedLru[][] _shards;
    private readonly SegmentedLru[] _unused;
    private readonly int _mostShards = Math.Min(MostShards, (int)BitOperations.RoundUpToPowerOf2((uint)(2 * Environment.ProcessorCount)));
    private readonly LruSegment _entry;
    private SizeTally[] _tallies = [];

    /// <param name="pool">Where the items lie.</param>
    /// <param name="clock">Tells how many writes there were.</param>
    /// <param name="slabClasses">How many there are.</param>
    /// <param name="entry">The segment that new items start in.</param>
    public LruTable(PagePool pool, VersionSource clock, int slabClasses, LruSegment entry)
    {
        _pool = pool;
        _clock = clock;
        LargeValues = slabClasses;
        _entry = entry;
        _unused = [NewShard(0)];
        _shards = [.. Enumerable.Repeat(_unused, slabClasses + 1)];
    }

    /// <summary>Number of queue sets: one a slab class, and that of large values.</summary>
    public int Count => _shards.Length;

    /// <summary>The queue set of large values, whose items must not compete with the small ones of the heads' class.</summary>
    public int LargeValues { get; }

    /// <summary>Who counts items by size classes of its own.</summary>
    public SizeTally[] Tallies => Volatile.Read(ref _tallies);

    /// <summary>
    /// The shards of a queue set; those that were added a moment ago may be missing.
    /// One that is empty for good, where there never was an item.
    /// </summary>
    public ReadOnlySpan<SegmentedLru> ShardsOf(int queues) => Volatile.Read(ref _shards[queues]);

    /// <summary>The shard for a new item, of a queue set that was prepared.</summary>
    public SegmentedLru ShardFor(int queues, ulong hash) => PickFrom(Volatile.Read(ref _shards[queues]), hash);

    /// <summary>Makes the queues of a set that had no item yet, before a bucket is entered to link one.</summary>
    public void Prepare(int queues)
    {
        if (ReferenceEquals(Volatile.Read(ref _shards[queues]), _unused))
        {
            Extend(queues, _unused, [NewShard(0)]);
        }
    }

    /// <summary>
    /// The shard that lets an item go for a new one: the new one's own, unless another that is picked at random holds clearly
    /// more. So shards that were added late fill up, and none is left behind.
    /// </summary>
    public SegmentedLru FullerShardFor(int queues, ulong hash)
    {
        SegmentedLru[] shards = Volatile.Read(ref _shards[queues]);
        SegmentedLru own = PickFrom(shards, hash);
        SegmentedLru other = PickFrom(shards, hash << OtherShardShift);
        return other.Count > own.Count + (own.Count / FullerBy) ? other : own;
    }

    /// <summary>The shard of an item that is linked.</summary>
    public SegmentedLru ShardOf(int queues, ItemPlace place)
    {
        SegmentedLru[] shards = Volatile.Read(ref _shards[queues]);
        return shards[place.Shard & (shards.Length - 1)];
    }

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

    /// <summary>Pinned items of a queue set; without the locks, a moment old.</summary>
    public long PinnedOf(int queues)
    {
        long count = 0;
        foreach (SegmentedLru shard in ShardsOf(queues))
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

    /// <summary>
    /// One at a time: counts all items in a tally that was announced to everybody, and from now on all that come and go.
    /// Holds each shard for as long as its items take to count.
    /// </summary>
    public void BeginTally(SizeTally tally)
    {
        foreach (SegmentedLru shard in UsedShards())
        {
            BeginTally(shard, tally);
        }
    }

    public void EndTally(SizeTally tally)
    {
        Volatile.Write(ref _tallies, [.. _tallies.Where(one => one != tally)]);
        foreach (SegmentedLru shard in UsedShards())
        {
            EndTally(shard, tally);
        }
    }

    /// <summary>
    /// Tells the tallies of a length that a linked item's value is about to get, in a bucket that the caller holds DIRTY. Where it
    /// leads to another class of somebody's, the length is changed under the queues' lock: who moves the item meanwhile has to know its
    /// class. So it is where the item's queues do not tell one of the tallies yet: they are about to count it in that one, with its old
    /// length or its new one.
    /// </summary>
    public void Resize(int queues, ItemRef item, ref ItemHeader header, int valueLength)
    {
        SizeTally[] tallies = Tallies;
        if (tallies.Length == 0 || header.ValueLength == valueLength)
        {
            return;
        }

        SegmentedLru shard = ShardOf(queues, header.Place);
        if (StaysInClass(tallies, shard.Tallies, in header, valueLength))
        {
            foreach (SizeTally tally in tallies)
            {
                tally.ResizeWithinClass(in header, valueLength);
            }

            return;
        }

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
        SegmentedLru[] shards = _shards[queues];
        if (shards.Length < _mostShards && CountOf(queues) > (long)shards.Length * ItemsPerShard)
        {
            Extend(queues, shards, [.. shards, .. Enumerable.Range(shards.Length, shards.Length).Select(NewShard)]);
        }
    }

    private static SegmentedLru PickFrom(SegmentedLru[] shards, ulong hash) => shards[(int)(hash >> ShardHashShift) & (shards.Length - 1)];

    private SegmentedLru NewShard(int number) => new(_pool, _clock, number, _entry) { Tallies = Tallies };

    private IEnumerable<SegmentedLru> UsedShards() => _shards.Where(shards => shards != _unused).SelectMany(static shards => shards);

    /// <summary>Puts more shards in the place of those that a queue set has, unless somebody else was first.</summary>
    private void Extend(int queues, SegmentedLru[] seen, SegmentedLru[] more)
    {
        if (Interlocked.CompareExchange(ref _shards[queues], more, seen) != seen)
        {
            return;
        }

        // A tally that was begun or ended while the shards were made has not met them, or they it.
        foreach (SegmentedLru shard in more)
        {
            foreach (SizeTally tally in Tallies)
            {
                BeginTally(shard, tally);
            }

            foreach (SizeTally tally in shard.Tallies.Except(Tallies))
            {
                EndTally(shard, tally);
            }
        }
    }

    private static void BeginTally(SegmentedLru shard, SizeTally tally)
    {
        for (SizeTally[] seen = shard.Tallies; !seen.Contains(tally); seen = shard.Tallies)
        {
            SizeTally[] tallies = [.. seen, tally]; // not under the lock, where nothing may allocate
            using (shard.Lock.Enter())
            {
                if (shard.Tallies == seen)
                {
                    shard.BeginTally(tally, tallies);
                }
            }
        }
    }

    private static void EndTally(SegmentedLru shard, SizeTally tally)
    {
        for (SizeTally[] seen = shard.Tallies; seen.Contains(tally); seen = shard.Tallies)
        {
            SizeTally[] tallies = [.. seen.Where(one => one != tally)];
            using (shard.Lock.Enter())
            {
                shard.Tallies = shard.Tallies == seen ? tallies : shard.Tallies;
            }
        }
    }

    private static bool StaysInClass(SizeTally[] tallies, SizeTally[] told, in ItemHeader header, int valueLength)
    {
        foreach (SizeTally tally in tallies)
        {
            if (Array.IndexOf(told, tally) < 0 || !tally.StaysInClass(in header, valueLength))
            {
                return false;
            }
        }

        return true;
    }
}
