using CacheCore.Eviction;
using CacheCore.Memory;

namespace CacheCore.Tests.Eviction;

internal sealed class SegmentedLruTests
{
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
        _lru = new SegmentedLru(_pool, shard: 3);
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
        var table = new LruTable(_pool, 2);
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
    public void A_class_that_grows_spreads_new_items_and_finds_the_old_ones()
    {
        var table = new LruTable(_pool, 2);
        ulong[] hashes = [.. Enumerable.Range(0, 64).Select(i => (ulong)i << 48)];
        Assert.That(hashes.Select(hash => table.ShardFor(0, hash)).Distinct().Count(), Is.EqualTo(1));
        table.WidenIfLarge(0);
        Assert.That(hashes.Select(hash => table.ShardFor(0, hash)).Distinct().Count(), Is.EqualTo(1));
        for (int shard = 0; shard < table.ShardsOf(0).Length; shard++)
        {
            Assert.That(table.ShardOf(0, new ItemPlace(LruSegment.Hot, shard)), Is.SameAs(table.ShardsOf(0)[shard]));
        }

        Assert.That((table.Count, table.LargeValues), Is.EqualTo((3, 2)));
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
