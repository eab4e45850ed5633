using CacheCore.Index;
using CacheCore.Memory;
using CacheCore.Reclaiming;

namespace CacheCore.Tests.Index;

/// <summary>The index alone becomes smaller: slots that name no real chunks, hashes chosen by the test.</summary>
internal sealed class IndexShrinkTests
{
    private const int PageSize = 8192;
    private const uint FirstBuckets = PageSize / PoolGeometry.LineSize;
    private const int Items = 20_000;

    private readonly Random _random = new(7);
    private PagePool _pool = null!;
    private HashIndex _index = null!;
    private ulong[] _hashes = null!;
    private int _first;

    [SetUp]
    public void SetUp()
    {
        var geometry = new PoolGeometry(8 << 20, PageSize);
        _pool = new PagePool(geometry, AddressRange.Reserve(geometry.TotalBytes, false));
        _index = new HashIndex(_pool);
        _hashes = [.. Enumerable.Range(0, Items).Select(_ => (ulong)_random.NextInt64())];
        _first = 0;
        for (int item = 0; item < Items; item++)
        {
            Add(item);
        }
    }

    [TearDown]
    public void TearDown() => _pool.Dispose();

    [Test]
    public void Every_item_is_found_after_each_merge_and_each_split()
    {
        uint full = _index.Shape.Buckets;
        RemoveUpTo(Items * 9 / 10);
        for (int merges = 0; _index.TryShrink(); merges++)
        {
            if (merges % 200 == 0)
            {
                AssertAllFound();
            }
        }

        AssertAllFound();
        Assert.That(_index.Shape.Buckets, Is.InRange(full / 10, full / 7));
        Assert.That(_index.WantsToGrow, Is.False, "Whoever adds an item next would split what was just merged.");
        Assert.That(_index.Merges, Is.EqualTo(full - _index.Shape.Buckets));

        for (int item = _first - 1; item >= 0; item--)
        {
            Add(item);
        }

        _first = 0;
        AssertAllFound();
        Assert.That(_index.Shape.Buckets, Is.EqualTo(full));
    }

    [Test]
    public void Pages_in_which_no_bucket_lives_go_back()
    {
        int full = _pool.IndexPages;
        RemoveUpTo(Items * 9 / 10);
        Shrink();

        Assert.That(_pool.IndexPages, Is.InRange(full / 11, full / 6));
        Assert.That(_index.BackedBuckets - _index.Shape.Buckets, Is.LessThan(FirstBuckets));
        AssertAllFound();
        RemoveUpTo(Items);
        Shrink();
        Assert.That((_index.Shape.Buckets, _index.Lines.Count, _pool.IndexPages), Is.EqualTo((FirstBuckets, FirstBuckets, 2)));
    }

    [Test]
    public void Overflow_lines_move_to_the_beginning_of_their_range()
    {
        uint before = _index.Lines.Count;
        Assert.That(before, Is.GreaterThan(3 * FirstBuckets), "Too few lines for a test.");
        RemoveUpTo(Items * 3 / 4);
        Shrink();

        Assert.That(_index.Lines.Count, Is.LessThan(before / 2));
        Assert.That(_index.Lines.HasSurplus, Is.False);
        AssertAllFound();
        Assert.That(UsedLines() + FreeLines(), Is.EqualTo(_index.Lines.Count - 1));

        // Some of what went back is wanted again.
        for (int item = _first - 1; item >= 0; item--)
        {
            Add(item);
        }

        _first = 0;
        AssertAllFound();
        Assert.That(UsedLines() + FreeLines(), Is.EqualTo(_index.Lines.Count - 1));
    }

    [Test]
    public void A_line_that_somebody_took_meanwhile_stays()
    {
        RemoveUpTo(Items * 3 / 4);
        while (_index.TryShrink())
        {
        }

        _index.Lines.BeginReturn();
        uint from = _index.Lines.ReturnedFrom;
        while (_index.Lines.Sift(100))
        {
        }

        for (uint bucket = 0; bucket < _index.Shape.Buckets; bucket++)
        {
            Assert.That(_index.TryLowerLines(bucket, from));
        }

        uint taken;
        do
        {
            Assert.That(_index.TryTakeLine(out taken));
        }
        while (taken < from);

        Assert.That((_index.Lines.TryReturn(), _index.Lines.Count > taken), Is.EqualTo((false, true)));
        _index.FreeLine(taken);
        Assert.That((_index.Lines.TryReturn(), _index.Lines.Count), Is.EqualTo((true, from)));
        AssertAllFound();
    }

    [Test]
    public void A_bucket_that_does_not_live_is_locked()
    {
        RemoveUpTo(Items * 9 / 10);
        while (_index.TryShrink())
        {
        }

        for (uint bucket = _index.Shape.Buckets; bucket < _index.BackedBuckets; bucket++)
        {
            Assert.That((_index.Bucket(bucket).Word.IsLocked, _index.TryEnterNumber(bucket, out _)), Is.EqualTo((true, false)));
        }
    }

    /// <summary>A reader that saw the bucket before it was merged must not take it for unchanged.</summary>
    [Test]
    public void A_bucket_that_comes_back_has_a_version_that_it_never_had()
    {
        uint last = _index.Shape.Buckets - 1;
        for (int time = 0; time < 50; time++)
        {
            _index.Enter(last, out LockedBucket locked);
            locked.ExitChanged();
        }

        BucketWord before = _index.Bucket(last).Word;
        int removed = Items * 9 / 10;
        RemoveUpTo(removed);
        Shrink();
        Assert.That(_index.Bucket(last).Word.Version, Is.Zero, "Its page has gone.");
        for (int item = removed - 1; item >= 0; item--)
        {
            Add(item);
        }

        Assert.That(_index.Shape.Buckets, Is.EqualTo(last + 1));
        Assert.That(_index.Bucket(last).Word.Version, Is.GreaterThan(before.Version));
    }

    [Test]
    public void Of_a_chain_that_becomes_too_long_nothing_is_merged()
    {
        uint last = _index.Shape.Buckets - 1;
        uint source = new IndexShape(last).SplitSource;
        RemoveUpTo(Items);
        uint item = Items;
        foreach (uint bucket in (uint[])[source, last])
        {
            for (int number = 0; number < BucketChain.MostSlots * 3 / 5; number++)
            {
                _index.Enter(bucket, out LockedBucket locked);
                Assert.That(locked.TryAdd(new Slot(new ItemRef(++item), ((ulong)number << 20) | bucket)));
                locked.ExitChanged();
            }
        }

        Assert.That((_index.HasSurplusBucket, _index.TryShrink(), _index.Shape.Buckets), Is.EqualTo((true, false, last + 1)));
        Assert.That(_index.Bucket(last).Word.IsLocked || _index.Bucket(source).Word.IsLocked, Is.False);
    }

    [Test]
    public void A_store_that_ends_merges_nothing()
    {
        RemoveUpTo(Items);
        _index.StopShrinking();

        Assert.That(_index.TryShrink(), Is.False);
    }

    private void Shrink()
    {
        var shrinker = new IndexShrinker(_index);
        while (shrinker.Run(1000) > 0)
        {
        }
    }

    private void Add(int item)
    {
        _index.Enter(_hashes[item], out LockedBucket locked);
        Assert.That(locked.TryAdd(new Slot(new ItemRef((uint)item + 1), _hashes[item])));
        locked.ExitChanged();
        _index.CountItems(1);
        Assert.That(_index.TryGrow());
    }

    private void RemoveUpTo(int end)
    {
        for (; _first < end; _first++)
        {
            _index.Enter(_hashes[_first], out LockedBucket locked);
            Assert.That(locked.TryFind(new ItemRef((uint)_first + 1), out SlotRef place));
            locked.Remove(place);
            locked.ExitChanged();
            _index.CountItems(-1);
        }
    }

    private void AssertAllFound()
    {
        for (int item = _first; item < Items; item++)
        {
            _index.Enter(_hashes[item], out LockedBucket locked);
            bool isFound = locked.TryFind(new ItemRef((uint)item + 1), out _);
            locked.ExitUnchanged();
            Assert.That(isFound, $"Item {item} of {_first} to {Items}.");
        }
    }

    private uint UsedLines()
    {
        uint used = 0;
        for (uint bucket = 0; bucket < _index.Shape.Buckets; bucket++)
        {
            for (uint line = _index.Bucket(bucket).Word.Line; line != 0; line = _index.Line(line).NextLine)
            {
                used++;
            }
        }

        return used;
    }

    private uint FreeLines()
    {
        uint free = 0;
        foreach (uint first in _index.Lines.FirstFree)
        {
            for (uint line = first; line != 0; line = _index.Line(line).NextLine)
            {
                free++;
            }
        }

        return free;
    }
}
