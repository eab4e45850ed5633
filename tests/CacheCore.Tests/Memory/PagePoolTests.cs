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
        AddressRange range = portable
            ? AddressRange.ReservePortable(geometry.TotalBytes)
            : AddressRange.Reserve(geometry.TotalBytes, false);
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
    public void Once_disposed_of_it_gives_no_page_and_takes_none_back()
    {
        _ = TakeAll();
        _pool.Return(7);
        _pool.Return(8);
        _pool.SetLimit(64 * PageSize);
        _pool.Dispose();
        _pool.Return(9);

        Assert.That(_pool.DiscardSurplus(10), Is.Zero);
        _pool.SetLimit(128 * PageSize);
        Assert.That(_pool.TryTake(out _), Is.False);
        Assert.That(_pool.CountHeldPages(), Is.EqualTo((128, 2)));
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
        Assert.That(
            (_pool.IsPage(0), _pool.IsPage(1), _pool.IsPage(128), _pool.IsPage(129), _pool.IsPage(uint.MaxValue)),
            Is.EqualTo((false, true, true, false, false)));
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

    [Test]
    public void A_limit_below_what_is_in_use_lets_nobody_take_a_page()
    {
        List<int> pages = TakeAll();
        pages[100..].ForEach(_pool.Return);
        _pool.SetLimit(64 * PageSize);
        Assert.That((_pool.MemoryLimit, _pool.PageLimit, _pool.IsFull, _pool.IsOverfull), Is.EqualTo((64L * PageSize, 100, true, false)));
        Assert.That(_pool.TryTake(out _) || _pool.TryChargePage(_pool.Geometry.BucketOffset) || _pool.TryChargeElsewhere(1), Is.False);

        _pool.Return(pages[0]);
        Assert.That(_pool.TryTake(out _), "The place of a page that came back may be taken until the limit comes down.");
        Assert.That(_pool.TryTake(out _), Is.False);
    }

    [Test]
    public void A_lowered_limit_comes_down_a_page_at_a_time_as_pages_come_back()
    {
        List<int> pages = TakeAll();
        _pool.SetLimit(126 * PageSize);

        Assert.That((_pool.TryLower(), _pool.PageLimit, _pool.IsOverfull), Is.EqualTo((true, 127, true)));
        Assert.That((_pool.TryLower(), _pool.PageLimit), Is.EqualTo((true, 127)), "It does not run away from a page that is still in use.");
        _pool.Return(pages[0]);
        Assert.That((_pool.TryLower(), _pool.PageLimit, _pool.IsOverfull), Is.EqualTo((true, 126, true)));
        _pool.Return(pages[1]);
        Assert.That((_pool.TryLower(), _pool.IsOverfull, _pool.IsSettled), Is.EqualTo((false, false, false)));

        Assert.That((_pool.DiscardSurplus(100), _pool.IsSettled), Is.EqualTo((2, true)));
        Assert.That(_pool.TryTake(out _), Is.False);
    }

    [Test]
    public void A_limit_above_what_is_in_use_is_there_at_once()
    {
        for (int page = 0; page < 10; page++)
        {
            _ = _pool.TryTake(out _);
        }

        _pool.SetLimit(20 * PageSize);
        Assert.That((_pool.PageLimit, _pool.TryLower(), _pool.IsSettled), Is.EqualTo((20, false, true)));
        _pool.SetLimit(30 * PageSize);
        Assert.That(_pool.PageLimit, Is.EqualTo(30));
    }

    [Test]
    public void What_leaves_by_itself_brings_a_lowered_limit_down()
    {
        List<int> pages = TakeAll();
        _pool.SetLimit(50 * PageSize);
        pages[..100].ForEach(_pool.Return);

        Assert.That((_pool.TryLower(), _pool.PageLimit, _pool.IsOverfull), Is.EqualTo((true, 50, false)));
    }

    [Test]
    public void A_limit_that_is_raised_while_it_comes_down_stops()
    {
        List<int> pages = TakeAll();
        _pool.SetLimit(50 * PageSize);
        _ = _pool.TryLower();
        _pool.Return(pages[0]);

        _pool.SetLimit(100 * PageSize);
        Assert.That((_pool.TryLower(), _pool.PageLimit), Is.EqualTo((true, 126)), "There is some way to go still.");
        _pool.SetLimit(128 * PageSize);
        Assert.That((_pool.TryLower(), _pool.PageLimit, _pool.TryTake(out _)), Is.EqualTo((false, 128, true)));
    }

    [Test]
    public void Memory_beyond_a_lowered_limit_goes_back_and_the_pages_can_be_used_again()
    {
        List<int> pages = TakeAll();
        pages.ForEach(page => _pool.PageBytes(page).Fill(7));
        pages.ForEach(_pool.Return);
        _pool.SetLimit(16 * PageSize);

        Assert.That(_pool.DiscardSurplus(50), Is.EqualTo(50));
        Assert.That(_pool.DiscardSurplus(1000), Is.EqualTo(62));
        Assert.That(pages.Count(page => _pool.PageBytes(page).ContainsAnyExcept<byte>(0)), Is.EqualTo(16));

        _pool.SetLimit(128 * PageSize);
        Assert.That(TakeAll(), Is.EquivalentTo(pages));
    }

    [Test]
    public void Whoever_charges_a_page_does_not_pay_for_a_limit_that_was_lowered()
    {
        List<int> pages = TakeAll();
        pages.ForEach(page => _pool.PageBytes(page).Fill(7));
        pages.ForEach(_pool.Return);
        _pool.SetLimit(16 * PageSize);
        Assert.That(_pool.TryChargePage(_pool.Geometry.BucketOffset));

        Assert.That(pages.Count(page => _pool.PageBytes(page).ContainsAnyExcept<byte>(0)), Is.EqualTo(126));
    }

    [Test]
    public void A_page_of_the_index_goes_back_with_its_memory()
    {
        long offset = _pool.Geometry.BucketOffset;
        _ = _pool.TryChargePage(offset);
        _ = _pool.TryChargePage(_pool.Geometry.SketchOffset);
        _pool.RangeBytes(offset, PageSize).Fill(7);

        _pool.DischargePage(offset);
        Assert.That((_pool.IndexPages, _pool.PolicyPages, _pool.UsedPages), Is.EqualTo((0, 1, 1)));
        Assert.That(_pool.RangeBytes(offset, PageSize).ContainsAnyExcept<byte>(0), Is.False);
        _pool.DischargePage(_pool.Geometry.SketchOffset);
        Assert.That((_pool.PolicyPages, _pool.UsedPages), Is.EqualTo((0, 0)));
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
