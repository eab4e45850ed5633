using CacheCore.Index;
using CacheCore.Memory;

namespace CacheCore.Tests.Index;

/// <summary>The index alone: slots that name no real chunks, hashes chosen by the test.</summary>
internal sealed class HashIndexTests
{
    private const int PageSize = 8192;
    private const uint FirstBuckets = PageSize / PoolGeometry.LineSize;

    private PagePool _pool = null!;
    private HashIndex _index = null!;

    [SetUp]
    public void SetUp()
    {
        var geometry = new PoolGeometry(8 << 20, PageSize);
        _pool = new PagePool(geometry, AddressRange.Reserve(geometry.TotalBytes, false));
        _index = new HashIndex(_pool);
        GrowTo(FirstBuckets);
    }

    [TearDown]
    public void TearDown() => _pool.Dispose();

    [Test]
    public void It_starts_with_the_buckets_of_one_page_of_the_systems()
    {
        using var pool = new PagePool(_pool.Geometry, AddressRange.Reserve(_pool.Geometry.TotalBytes, false));
        var index = new HashIndex(pool);

        uint few = (uint)Math.Min(PageSize, Environment.SystemPageSize) / PoolGeometry.LineSize;
        Assert.That((index.Shape.Buckets, index.BackedBuckets, pool.IndexPages, index.WantsToGrow), Is.EqualTo((few, few, 1, false)));
    }

    [Test]
    public void It_grows_into_the_rest_of_its_page_and_then_takes_another()
    {
        Assert.That((_index.Shape.Buckets, _index.BackedBuckets, _pool.IndexPages), Is.EqualTo((FirstBuckets, FirstBuckets, 1)));
        GrowTo(FirstBuckets + 1);
        Assert.That((_index.BackedBuckets > FirstBuckets, _pool.IndexPages), Is.EqualTo((true, 2)));
    }

    [TestCase(1)]
    [TestCase(7)]
    [TestCase(8)]
    [TestCase(14)]
    [TestCase(15)]
    [TestCase(60)]
    public void A_chain_of_any_length_comes_and_goes(int length)
    {
        for (uint i = 1; i <= length; i++)
        {
            Assert.That(TryAdd(i, HashOf(i)));
        }

        Assert.That(_index.Lines.Count - 1, Is.EqualTo((uint)Math.Max(0, (length - 1) / 7)));
        Assert.That(Found(length), Is.EqualTo(length));
        for (uint i = 1; i <= length; i++)
        {
            Remove(i, HashOf(i));
            Assert.That(Found(length), Is.EqualTo(length - i));
        }

        Assert.That(_index.Bucket(0).Word.Line, Is.Zero);
        Assert.That(FreeLines(), Is.EqualTo(_index.Lines.Count - 1));

        // All of one bucket, told apart by the tag.
        static ulong HashOf(uint i) => (ulong)i << 20;

        int Found(int count) => Enumerable.Range(1, count).Count(i => Contains((uint)i, HashOf((uint)i)));
    }

    [Test]
    public void A_chain_ends_somewhere()
    {
        int added = 0;
        while (TryAdd((uint)added + 1, (ulong)added << 20))
        {
            added++;
        }

        Assert.That(added, Is.EqualTo(HashIndex.MaxChain * HashBucket.SlotsPerLine));
    }

    [Test]
    public void Every_item_is_found_after_each_step_of_growth()
    {
        const uint Items = 6000;
        var random = new Random(5);
        ulong[] hashes = [.. Enumerable.Range(0, (int)Items + 1).Select(_ => (ulong)random.NextInt64())];
        for (uint i = 1; i <= Items; i++)
        {
            Assert.That(TryAdd(i, hashes[i]));
            _index.CountItems(1);
            Assert.That(_index.TryGrow());
            Assert.That(Contains(i, hashes[i]));
            if (i % 500 == 0)
            {
                Assert.That(Enumerable.Range(1, (int)i).All(one => Contains((uint)one, hashes[one])), $"{i}");
            }
        }

        Assert.That(_index.Shape.Buckets, Is.InRange(Items / 7, Items / 5));
        Assert.That(_index.Lines.Count, Is.GreaterThan(1), "No bucket ever overflowed.");
        Assert.That(_index.WantsToGrow, Is.False);
        for (uint i = 1; i <= Items; i++)
        {
            Remove(i, hashes[i]);
        }

        Assert.That(FreeLines(), Is.EqualTo(_index.Lines.Count - 1));
    }

    [Test]
    public void A_split_that_lacks_a_line_is_charged_for_its_buckets_once()
    {
        // More items move than one bucket holds, and no line is left for them.
        for (uint i = 1; i <= 10; i++)
        {
            Assert.That(TryAdd(i, ((ulong)i << 20) | FirstBuckets));
        }

        while (_index.Lines.Count % FirstBuckets != 0)
        {
            Assert.That(_index.TryTakeLine(out _));
        }

        int page = 0;
        while (_pool.UsedPages < _pool.PageLimit - 1)
        {
            Assert.That(_pool.TryTake(out page));
        }

        _index.CountItems(1_000_000);
        Assert.That(_index.TryGrow(), Is.False, "The last page went to the buckets, so that the line lacks one.");
        Assert.That((_index.Shape.Buckets, _pool.IndexPages), Is.EqualTo((FirstBuckets, 3)));

        _pool.Return(page);
        Assert.That(_index.TryGrow());
        Assert.That((_index.Shape.Buckets, _pool.IndexPages), Is.EqualTo((FirstBuckets + 2, 4)));
    }

    [Test]
    public void A_split_gives_back_the_lines_that_are_not_needed_any_more()
    {
        // Half of a long chain belongs to the bucket that is split off.
        ulong moved = FirstBuckets;
        for (uint i = 1; i <= 28; i++)
        {
            Assert.That(TryAdd(i, ((ulong)i << 20) | (i % 2 == 0 ? moved : 0)));
        }

        Assert.That(FreeLines(), Is.Zero);
        _index.CountItems(1_000_000);
        Assert.That(_index.TryGrow());
        Assert.That(_index.Shape.Buckets, Is.EqualTo(FirstBuckets + 2));
        for (uint i = 1; i <= 28; i++)
        {
            Assert.That(Contains(i, ((ulong)i << 20) | (i % 2 == 0 ? moved : 0)));
        }

        Assert.That(_index.Lines.Count - 1 - FreeLines(), Is.EqualTo(2u), "14 items each: one line each.");
        Assert.That(_index.Bucket(FirstBuckets).Word.Line, Is.Not.Zero);
    }

    [Test]
    public void Without_a_page_it_says_no_and_works_on()
    {
        while (_pool.TryTake(out _))
        {
        }

        _index.CountItems(1_000_000);
        Assert.That(_index.TryGrow(), Is.False);
        Assert.That(_index.Shape.Buckets, Is.EqualTo(FirstBuckets));
        for (uint i = 1; i <= 7; i++)
        {
            Assert.That(TryAdd(i, (ulong)i << 20));
        }

        Assert.That(TryAdd(8, 8ul << 20), Is.False);
        _pool.Return(1);
        Assert.That(TryAdd(8, 8ul << 20));
        Assert.That(Contains(8, 8ul << 20) && Contains(1, 1ul << 20));
    }

    [Test]
    public void A_locked_bucket_lets_nobody_else_in_and_its_neighbours_do()
    {
        Assert.That(_index.TryEnter(0, out LockedBucket locked));
        Assert.That(_index.TryEnter(0, out _), Is.False);
        Assert.That(_index.TryEnter(FirstBuckets, out _), Is.False, "The bucket that is not split off yet is the same one.");
        Assert.That(_index.TryEnter(1, out LockedBucket neighbour));
        neighbour.ExitUnchanged();
        locked.ExitUnchanged();
        Assert.That(_index.TryEnter(0, out locked));
        locked.ExitUnchanged();
    }

    [Test]
    public void Leaving_changed_moves_the_version_and_leaving_unchanged_does_not()
    {
        BucketWord before = _index.Bucket(0).Word;
        Assert.That(_index.TryEnter(0, out LockedBucket locked));
        Assert.That(_index.Bucket(0).Word.IsLocked);
        locked.ExitUnchanged();
        Assert.That(_index.Bucket(0).Word, Is.EqualTo(before));
        Assert.That(_index.TryEnter(0, out locked));
        locked.MarkDirty();
        Assert.That(_index.Bucket(0).Word.IsDirty);
        locked.ExitChanged();
        Assert.That(_index.Bucket(0).Word, Is.EqualTo(before.Next(0)));
    }

    [Test]
    public void Whoever_waits_for_a_bucket_gets_it()
    {
        Assert.That(_index.TryEnter(0, out LockedBucket locked));
        using var waiting = new ManualResetEventSlim();
        Task other = Task.Run(() =>
        {
            waiting.Set();
            _index.Enter(0, out LockedBucket mine);
            mine.ExitUnchanged();
        });
        waiting.Wait();
        Assert.That(other.IsCompleted, Is.False);
        locked.ExitUnchanged();

        Assert.That(other.Wait(TimeSpan.FromSeconds(20)));
    }

    private void GrowTo(uint buckets)
    {
        const int Many = 1_000_000;
        _index.CountItems(Many);
        while (_index.Shape.Buckets < buckets)
        {
            Assert.That(_index.TryGrow());
        }

        _index.CountItems(-Many);
    }

    private bool TryAdd(uint item, ulong hash)
    {
        _index.Enter(hash, out LockedBucket locked);
        bool added = locked.TryAdd(new Slot(new ItemRef(item), hash));
        locked.ExitChanged();
        return added;
    }

    private void Remove(uint item, ulong hash)
    {
        _index.Enter(hash, out LockedBucket locked);
        Assert.That(locked.TryFind(new ItemRef(item), out SlotRef place));
        locked.Remove(place);
        locked.ExitChanged();
    }

    private bool Contains(uint item, ulong hash)
    {
        _index.Enter(hash, out LockedBucket locked);
        bool found = locked.TryFind(new ItemRef(item), out _);
        locked.ExitUnchanged();
        return found;
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
