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
        _lru = new SegmentedLru(_pool, _clock, shard: 3);
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
        Assert.That(Place(1), Is.EqualTo(new ItemPlace(ChunkState.Linked, LruSegment.Warm, 3)));
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

    /// <summary>The segments' first items have waited so many blocks of writes. TEMP is asked for last.</summary>
    [TestCase(new[] { 3, 2, 1 }, true, ExpectedResult = 3)]
    [TestCase(new[] { 3, 2, 1 }, false, ExpectedResult = 1)]
    [TestCase(new[] { 1, 2, 3 }, true, ExpectedResult = 3)]
    [TestCase(new[] { 2, 1, 0 }, false, ExpectedResult = 2)]
    [TestCase(new[] { 1, 2, 0 }, true, ExpectedResult = 2)]
    [TestCase(new[] { 0, 0, 0, 4 }, true, ExpectedResult = 4)]
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

        return _lru.Age(hotLeaves) / Block;
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
    public void A_class_that_grows_spreads_new_items_and_finds_the_old_ones()
    {
        var table = new LruTable(_pool, _clock, 2);
        ulong[] hashes = [.. Enumerable.Range(0, 64).Select(i => (ulong)i << 48)];
        Assert.That(hashes.Select(hash => table.ShardFor(0, hash)).Distinct().Count(), Is.EqualTo(1));
        table.WidenIfLarge(0);
        Assert.That(hashes.Select(hash => table.ShardFor(0, hash)).Distinct().Count(), Is.EqualTo(1));
        for (int shard = 0; shard < table.ShardsOf(0).Length; shard++)
        {
            Assert.That(table.ShardOf(0, new ItemPlace(ChunkState.Linked, LruSegment.Hot, shard)), Is.SameAs(table.ShardsOf(0)[shard]));
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

    private void Idle(int item, long since)
    {
        ref ItemHeader header = ref _pool.View(_items[item]).Header;
        header.Times = new ItemTimes(ItemTimes.Never, since);
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
