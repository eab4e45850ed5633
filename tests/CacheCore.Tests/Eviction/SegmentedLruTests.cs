using System.Diagnostics;
using System.Runtime.CompilerServices;
using CacheCore.Eviction;
using CacheCore.Memory;
using CacheCore.Primitives;

namespace CacheCore.Tests.Eviction;

internal sealed class SegmentedLruTests
{
    private readonly VersionSource _clock = new();
    private PagePool _pool = null!;
    private SegmentedLru _lru = null!;
    private ItemRef[] _items = null!;

    [SetUp]
    public void SetUp()
    {
        var geometry = new PoolGeometry(1 << 20, 8192);
        _pool = new PagePool(geometry, AddressRange.Reserve(geometry.TotalBytes, false));
        Assert.That(_pool.TryTake(out int page));
        _items = [.. Enumerable.Range(0, 8).Select(i => _pool.ChunkAt(page, i * 64))];
        _lru = new SegmentedLru(_pool, _clock, shard: 3, LruSegment.Hot);
    }

    [TearDown]
    public void TearDown() => _pool.Dispose();

    [Test]
    public void The_newest_is_at_the_head_and_the_oldest_at_the_tail()
    {
        Add(LruSegment.Hot, 0, 1, 2);

        Assert.That(Walk(LruSegment.Hot), Is.EqualTo((int[])[2, 1, 0]));
        Assert.That(_lru.TailOf(LruSegment.Hot), Is.EqualTo(_items[0]));
        Assert.That((_lru.Count, _lru.CountOf(LruSegment.Hot), _lru.CountOf(LruSegment.Warm)), Is.EqualTo((3L, 3L, 0L)));
    }

    [TestCase(0, new[] { 2, 1 })]
    [TestCase(1, new[] { 2, 0 })]
    [TestCase(2, new[] { 1, 0 })]
    public void Any_item_may_leave(int leaving, int[] left)
    {
        Add(LruSegment.Hot, 0, 1, 2);
        _lru.Remove(_items[leaving]);

        Assert.That(Walk(LruSegment.Hot), Is.EqualTo(left));
        Assert.That(Place(leaving).State, Is.EqualTo(ChunkState.Reserved));
    }

    [Test]
    public void The_last_item_leaves_an_empty_queue()
    {
        Add(LruSegment.Cold, 0);
        _lru.Remove(_items[0]);

        Assert.That(Walk(LruSegment.Cold), Is.Empty);
        Assert.That((_lru.TailOf(LruSegment.Cold).IsNone, _lru.HeadOf(LruSegment.Cold).IsNone, _lru.Count), Is.EqualTo((true, true, 0L)));
    }

    [Test]
    public void A_moved_item_is_the_other_segments_newest()
    {
        Add(LruSegment.Hot, 0, 1, 2);
        Add(LruSegment.Warm, 3);
        _lru.Move(_items[1], LruSegment.Warm);
        _lru.Move(_items[3], LruSegment.Warm);

        Assert.That(Walk(LruSegment.Hot), Is.EqualTo((int[])[2, 0]));
        Assert.That(Walk(LruSegment.Warm), Is.EqualTo((int[])[3, 1]));
        Assert.That(Place(1), Is.EqualTo(new ItemPlace(LruSegment.Warm, 3)));
    }

    [Test]
    public void The_oldest_tail_is_colds_then_the_older_of_the_others_then_a_temporary_one()
    {
        Assert.That(_lru.OldestTail(100).IsNone);
        Add(LruSegment.Temporary, 0);
        Assert.That(_lru.OldestTail(100), Is.EqualTo(_items[0]));
        Add(LruSegment.Hot, 1);
        Assert.That(_lru.OldestTail(100), Is.EqualTo(_items[1]));
        Add(LruSegment.Warm, 2);
        Idle(1, since: 50);
        Idle(2, since: 40);
        Assert.That(_lru.OldestTail(100), Is.EqualTo(_items[2]));
        Idle(2, since: 60);
        Assert.That(_lru.OldestTail(100), Is.EqualTo(_items[1]));
        Add(LruSegment.Cold, 3);
        Idle(3, since: 99);
        Assert.That(_lru.OldestTail(100), Is.EqualTo(_items[3]));
    }

    /// <summary>The segments' first items have waited so many blocks of writes. TEMP goes by the clock.</summary>
    [TestCase(new[] { 3, 2, 1 }, true, ExpectedResult = 3)]
    [TestCase(new[] { 3, 2, 1 }, false, ExpectedResult = 1)]
    [TestCase(new[] { 1, 2, 3 }, true, ExpectedResult = 3)]
    [TestCase(new[] { 2, 1, 0 }, false, ExpectedResult = 2)]
    [TestCase(new[] { 1, 2, 0 }, true, ExpectedResult = 2)]
    [TestCase(new[] { 0, 2, 0 }, true, ExpectedResult = 2)]
    [TestCase(new[] { 0, 0, 0, 4 }, true, ExpectedResult = 0)]
    [TestCase(new[] { 1, 0, 0, 4 }, true, ExpectedResult = 1)]
    [TestCase(new int[0], true, ExpectedResult = 0)]
    public long The_age_is_that_of_whoever_may_leave_next(int[] waited, bool hotLeaves)
    {
        const int Block = 32;
        var counters = new CounterSet(1);
        for (int left = 5; left > 0; left--)
        {
            for (int segment = 0; segment < waited.Length; segment++)
            {
                if (waited[segment] == left)
                {
                    _lru.Add(_items[segment], (LruSegment)segment);
                }
            }

            for (int write = 0; write < Block; write++)
            {
                _ = _clock.Next(counters.Mine);
            }
        }

        LruSegment next = _lru.LeavesNext(hotLeaves);
        return next == LruSegment.Temporary ? 0 : _lru.AgeOf(next) / Block;
    }

    [Test]
    public void Pinned_items_are_no_tail_and_do_not_count()
    {
        Add(LruSegment.Pinned, 0, 1);
        Assert.That((_lru.OldestTail(100).IsNone, _lru.Count, _lru.CountOf(LruSegment.Pinned)), Is.EqualTo((true, 0L, 2L)));
        Add(LruSegment.Hot, 2);
        Assert.That((_lru.OldestTail(100), _lru.Count), Is.EqualTo((_items[2], 1L)));
        _lru.Remove(_items[1]);
        Assert.That(Walk(LruSegment.Pinned), Is.EqualTo((int[])[0]));
    }

    [Test]
    public void A_table_tells_pinned_items_from_those_that_may_be_evicted()
    {
        var table = new LruTable(_pool, _clock, 2, LruSegment.Hot);
        table.Prepare(1);
        table.Prepare(2);
        table.ShardsOf(1)[0].Add(_items[0], LruSegment.Pinned);
        Assert.That((table.PinnedOf(0), table.PinnedOf(1), table.CountOf(1), table.HasEvictable()), Is.EqualTo((0L, 1L, 0L, false)));
        table.ShardsOf(2)[0].Add(_items[1], LruSegment.Temporary);
        Assert.That((table.CountOf(2), table.HasEvictable()), Is.EqualTo((1L, true)));
    }

    [Test]
    public void A_tail_is_described_in_figures()
    {
        Add(LruSegment.Hot, 0, 1);
        Add(LruSegment.Temporary, 2);
        Idle(0, since: 90);
        Assert.That(_lru.Describe(LruSegment.Hot, 100), Is.EqualTo(new LruTail(LruSegment.Hot, 2, 2, 10, int.MaxValue)));
        Add(LruSegment.Cold, 3);
        Idle(3, since: 30);
        Assert.That(_lru.Describe(LruSegment.Hot, 100), Is.EqualTo(new LruTail(LruSegment.Hot, 2, 3, 10, 70)));
    }

    [Test]
    public void An_item_that_moves_is_linked_all_the_while()
    {
        Add(LruSegment.Hot, 0, 1);
        bool isOver = false;
        var mover = new Thread(() =>
        {
            while (!Volatile.Read(ref isOver))
            {
                _lru.Move(_items[0], LruSegment.Cold);
                _lru.Move(_items[0], LruSegment.Hot);
            }
        });
        mover.Start();
        ref ItemPlace place = ref _pool.View(_items[0]).Header.Place;
        int missed = 0;
        for (var watch = Stopwatch.StartNew(); watch.ElapsedMilliseconds < 300;)
        {
            for (int look = 0; look < 1000; look++)
            {
                missed += new ItemPlace(Volatile.Read(ref Unsafe.As<ItemPlace, byte>(ref place))).State == ChunkState.Linked ? 0 : 1;
            }
        }

        Volatile.Write(ref isOver, true);
        mover.Join();
        Assert.That(missed, Is.Zero, "The crawler looks with no lock, and would pass by.");
    }

    [Test]
    public void Moves_are_counted_by_where_from_and_where_to()
    {
        Add(LruSegment.Hot, 0, 1, 2);
        _lru.Move(_items[0], LruSegment.Cold);
        _lru.Move(_items[1], LruSegment.Cold);
        _lru.Move(_items[2], LruSegment.Hot);
        _lru.Move(_items[0], LruSegment.Warm);

        Assert.That(MovesFrom(LruSegment.Hot), Is.EqualTo((1L, 0L, 2L)));
        Assert.That(MovesFrom(LruSegment.Cold), Is.EqualTo((0L, 1L, 0L)));
        Assert.That(MovesFrom(LruSegment.Warm), Is.EqualTo((0L, 0L, 0L)));

        (long, long, long) MovesFrom(LruSegment segment)
        {
            SegmentCounts counts = _lru.FiguresOf(segment, 0).Counts;
            return (counts.MovesTo(LruSegment.Hot), counts.MovesTo(LruSegment.Warm), counts.MovesTo(LruSegment.Cold));
        }
    }

    [TestCase(LruSegment.Hot)]
    [TestCase(LruSegment.Warm)]
    [TestCase(LruSegment.Cold)]
    [TestCase(LruSegment.Temporary)]
    public void An_eviction_is_counted_in_the_segment_that_it_is_from(LruSegment segment)
    {
        Add(segment, 0, 1, 2);
        Times(0, deadline: ItemTimes.Never, since: 90);
        Times(1, deadline: 100_001, since: 70);
        Assert.That(_lru.Evict(_items[0], wasRead: true, 100_000), Is.False);
        Assert.That(_lru.Evict(_items[1], wasRead: false, 100_000), Is.False);

        SegmentFigures left = _lru.FiguresOf(segment, 100);
        Assert.That(
            (left.Items, left.Counts.Evictions, left.Counts.EvictedUnread, left.Counts.EvictedBeforeDeadline),
            Is.EqualTo((1L, 2L, 1L, 1L)));
        Assert.That((left.Counts.LastEvictedAt, left.Counts.LastEvictedIdle), Is.EqualTo((100, 30)));
        Assert.That(Enum.GetValues<LruSegment>().Sum(any => _lru.FiguresOf(any, 100).Counts.Evictions), Is.EqualTo(2));
        Assert.That((_lru.Evictions, Place(1).State), Is.EqualTo((2L, ChunkState.Reserved)));
    }

    [Test]
    public void An_item_whose_time_is_over_is_no_eviction()
    {
        Add(LruSegment.Cold, 0, 1);
        Times(0, deadline: 100_000, since: 70);
        Assert.That(_lru.Evict(_items[0], wasRead: false, 100_000), Is.True);
        _lru.Expire(_items[1], wasRead: true, ExpiryFinder.Seeker);

        SegmentCounts cold = _lru.FiguresOf(LruSegment.Cold, 100).Counts;
        Assert.That((cold.Expirations, cold.ExpiredUnread, cold.Reclaimed, cold.Evictions), Is.EqualTo((2L, 1L, 1L, 0L)));
        Assert.That((_lru.Evictions, _lru.Count), Is.EqualTo((0L, 0L)));
    }

    [Test]
    public void Bytes_of_large_values_follow_them()
    {
        foreach (int item in (int[])[0, 1])
        {
            ref ItemHeader header = ref _pool.View(_items[item]).Header;
            header.Traits = new ItemTraits(sliding: false, lastDeadline: false, clientFlags: false, large: true);
            header.Identity = new ItemIdentity(1, keyLength: 10);
            header.ValueLength = 1_000_000 * (item + 1);
        }

        Add(LruSegment.Hot, 0, 1, 2);
        _lru.Move(_items[0], LruSegment.Warm);
        Assert.That((LargeBytes(LruSegment.Hot), LargeBytes(LruSegment.Warm)), Is.EqualTo((2_000_010L, 1_000_010L)));
        _lru.Remove(_items[0]);
        _ = _lru.Evict(_items[1], wasRead: true, 0);
        Assert.That((LargeBytes(LruSegment.Hot), LargeBytes(LruSegment.Warm)), Is.EqualTo((0L, 0L)));

        long LargeBytes(LruSegment segment) => _lru.FiguresOf(segment, 0).Counts.LargeBytes;
    }

    [TestCase(5, 10, 6, 1, ExpectedResult = "6/1")]
    [TestCase(6, 1, 5, 10, ExpectedResult = "6/1")]
    [TestCase(5, 10, 5, 11, ExpectedResult = "5/11")]
    [TestCase(5, 11, 5, 10, ExpectedResult = "5/11")]
    [TestCase(0, 0, -1, 0, ExpectedResult = "0/0")]
    [TestCase(-1, 0, 0, 0, ExpectedResult = "0/0")]
    public string Of_two_shards_the_last_eviction_is_the_later(int at, int idle, int otherAt, int otherIdle)
    {
        SegmentCounts sum = Evicted(at, idle);
        sum.Add(Evicted(otherAt, otherIdle));
        return $"{sum.LastEvictedAt}/{sum.LastEvictedIdle}";

        static SegmentCounts Evicted(int at, int idle)
        {
            var counts = default(SegmentCounts);
            if (at >= 0)
            {
                counts.CountEviction(wasRead: true, hadDeadline: false, at, idle);
            }

            return counts;
        }
    }

    [Test]
    public void Figures_of_shards_add_up()
    {
        var other = new SegmentedLru(_pool, _clock, shard: 0, LruSegment.Hot);
        Add(LruSegment.Cold, 0, 1, 2);
        other.Add(_items[3], LruSegment.Cold);
        other.Add(_items[4], LruSegment.Cold);
        Times(0, deadline: 1, since: 0);
        Times(4, deadline: 1, since: 0);
        _ = _lru.Evict(_items[0], wasRead: false, 100_000);
        _ = other.Evict(_items[4], wasRead: false, 100_000);
        _lru.Move(_items[2], LruSegment.Warm);
        Times(1, deadline: ItemTimes.Never, since: 70);
        Times(3, deadline: ItemTimes.Never, since: 60);
        other.Move(_items[3], LruSegment.Cold);

        var sum = new SegmentFigures();
        Assert.That(sum.OldestIdle, Is.EqualTo(-1));
        sum.Add(_lru.FiguresOf(LruSegment.Cold, 100));
        sum.Add(other.FiguresOf(LruSegment.Cold, 100));
        Assert.That(
            (sum.Items, sum.OldestIdle, sum.Counts.Expirations, sum.Counts.ExpiredUnread, sum.Counts.Reclaimed),
            Is.EqualTo((2L, 40L, 2L, 2L, 2L)));
        Assert.That((sum.Counts.MovesTo(LruSegment.Warm), sum.Counts.MovesTo(LruSegment.Cold)), Is.EqualTo((1L, 1L)));
    }

    [Test]
    public void A_class_that_grows_spreads_new_items_and_finds_the_old_ones()
    {
        var table = new LruTable(_pool, _clock, 2, LruSegment.Hot);
        table.Prepare(0);
        ulong[] hashes = [.. Enumerable.Range(0, 64).Select(i => (ulong)i << 48)];
        Assert.That(hashes.Select(hash => table.ShardFor(0, hash)).Distinct().Count(), Is.EqualTo(1));
        table.WidenIfLarge(0);
        Assert.That(hashes.Select(hash => table.ShardFor(0, hash)).Distinct().Count(), Is.EqualTo(1));
        for (int shard = 0; shard < table.ShardsOf(0).Length; shard++)
        {
            Assert.That(table.ShardOf(0, new ItemPlace(LruSegment.Hot, shard)), Is.SameAs(table.ShardsOf(0)[shard]));
        }

        Assert.That((table.Count, table.LargeValues, table.ShardsOf(0).Length), Is.EqualTo((3, 2, 1)));
    }

    private void Add(LruSegment segment, params int[] items)
    {
        foreach (int item in items)
        {
            _lru.Add(_items[item], segment);
        }
    }

    private void Idle(int item, long since) => Times(item, ItemTimes.Never, since);

    private void Times(int item, long deadline, long since)
    {
        ref ItemHeader header = ref _pool.View(_items[item]).Header;
        header.Times = new ItemTimes(deadline, since);
    }

    private ItemPlace Place(int item) => _pool.View(_items[item]).Header.Place;

    /// <summary>Numbers of the items from head to tail; the way back is checked too.</summary>
    private List<int> Walk(LruSegment segment)
    {
        List<int> walked = [];
        ItemRef previous = ItemRef.None;
        for (ItemRef item = _lru.HeadOf(segment); !item.IsNone; item = new ItemRef(_pool.View(item).Header.LruNext))
        {
            Assert.That(_pool.View(item).Header.LruPrevious, Is.EqualTo(previous.Value));
            walked.Add(Array.IndexOf(_items, item));
            previous = item;
        }

        Assert.That(_lru.TailOf(segment), Is.EqualTo(previous));
        Assert.That(_lru.CountOf(segment), Is.EqualTo(walked.Count));
        return walked;
    }
}
