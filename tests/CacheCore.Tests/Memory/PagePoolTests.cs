using CacheCore.Memory;

namespace CacheCore.Tests.Memory;

[TestFixture(false)]
[TestFixture(true)]
internal sealed class PagePoolTests(bool portable)
{
    private const int PageSize = 8192;

    private PagePool _pool = null!;

    [SetUp]
    public void SetUp()
    {
        var geometry = new PoolGeometry(1 << 20, PageSize);
        AddressRange range = portable ? AddressRange.ReservePortable(geometry.TotalBytes) : AddressRange.Reserve(geometry.TotalBytes, false);
        _pool = new PagePool(geometry, range);
    }

    [TearDown]
    public void TearDown() => _pool.Dispose();

    [Test]
    public void The_limit_is_hard()
    {
        HashSet<int> pages = [.. TakeAll()];

        Assert.That(pages, Has.Count.EqualTo(128));
        Assert.That(pages, Has.All.InRange(1, 128));
        Assert.That((_pool.IsFull, _pool.UsedPages), Is.EqualTo((true, 128)));
        Assert.That(_pool.TryTake(out _), Is.False);
        Assert.That(_pool.TryChargePage(_pool.Geometry.BucketOffset), Is.False);
    }

    [Test]
    public void What_comes_back_is_given_again()
    {
        _ = TakeAll();
        _pool.Return(7);
        Assert.That(_pool.IsFull, Is.False);
        Assert.That(_pool.TryTake(out int page));
        Assert.That(page, Is.EqualTo(7));
    }

    [Test]
    public void Index_pages_count_against_the_limit()
    {
        for (int page = 0; page < 3; page++)
        {
            Assert.That(_pool.TryChargePage(_pool.Geometry.BucketOffset + (page * PageSize)));
        }

        Assert.That(TakeAll(), Has.Count.EqualTo(125));
        Assert.That((_pool.IndexPages, _pool.UsedPages), Is.EqualTo((3, 128)));
    }

    [Test]
    public void A_page_that_the_index_takes_over_gives_its_memory_back_first()
    {
        foreach (int page in TakeAll())
        {
            _pool.PageBytes(page).Fill(7);
        }

        _pool.Return(7);
        Assert.That(_pool.TryChargePage(_pool.Geometry.BucketOffset));
        Assert.That(_pool.PageBytes(7).ContainsAnyExcept<byte>(0), Is.False, "The page holds its memory still.");
        Assert.That(_pool.PageBytes(8).ContainsAnyExcept<byte>(7), Is.False);
        _pool.Return(9);
        Assert.That(_pool.TryTake(out int again));
        Assert.That(again, Is.EqualTo(9));
    }

    [Test]
    public void Handles_and_pages_belong_together()
    {
        ItemRef chunk = _pool.ChunkAt(5, 1024);

        Assert.That((_pool.PageOf(chunk), _pool.OffsetInPage(chunk)), Is.EqualTo((5, 1024)));
        Assert.That(_pool.ChunkAt(1, 0).IsNone, Is.False);
    }

    [Test]
    public void Only_a_page_that_was_taken_once_is_a_page()
    {
        Assert.That(_pool.IsPage(1), Is.False);

        _ = _pool.TryTake(out int first);
        Assert.That((_pool.IsPage((uint)first), _pool.IsPage((uint)first + 1)), Is.EqualTo((true, false)));

        _ = TakeAll();
        Assert.That((_pool.IsPage(0), _pool.IsPage(1), _pool.IsPage(128), _pool.IsPage(129), _pool.IsPage(uint.MaxValue)), Is.EqualTo((false, true, true, false, false)));
    }

    [Test]
    public void A_view_ends_with_its_page()
    {
        _ = TakeAll();
        ItemView view = _pool.View(_pool.ChunkAt(3, PageSize - 1024));

        Assert.That(view.Bytes(0, 1024).Length, Is.EqualTo(1024));
        Assert.That(view.Bytes(0, 1025).IsEmpty);
        Assert.That(view.Bytes(1024, 1).IsEmpty);
        Assert.That(view.Bytes(-1, 1).IsEmpty);
        Assert.That(view.Bytes(2000, -1000).IsEmpty);
        Assert.That(view.TryCopyValue(1000, 24, new byte[100]));
        Assert.That(view.TryCopyValue(1000, 25, new byte[100]), Is.False);
        Assert.That(view.TryCopyValue(1000, -1, new byte[100]), Is.False);
    }

    private List<int> TakeAll()
    {
        List<int> taken = [];
        while (_pool.TryTake(out int page))
        {
            taken.Add(page);
        }

        return taken;
    }
}
