using CacheCore.Reclaiming;

namespace CacheCore.Tests.Reclaiming;

/// <summary>Two classes of 100 chunks a page, and large values.</summary>
internal sealed class PageGiverTests
{
    private static readonly SlabSample Used = new(Pages: 10, FreeChunks: 0, ChunksPerPage: 100, AgeSeconds: 10, Evictions: 0);
    private static readonly SlabSample UsedLarge = Used with { ChunksPerPage = 0 };

    [Test]
    public void The_class_that_has_waited_longest_gives()
    {
        Assert.That(Choose(Used with { AgeSeconds = 11 }, Used, UsedLarge), Is.Zero);
        Assert.That(Choose(Used, Used with { AgeSeconds = 11 }, UsedLarge), Is.EqualTo(1));
        Assert.That(Choose(Used, Used, UsedLarge with { AgeSeconds = 11 }), Is.EqualTo(2));
    }

    [TestCase(99, ExpectedResult = 1)]
    [TestCase(100, ExpectedResult = 0)]
    public int A_page_of_free_chunks_goes_before_any_age(int freeChunks) =>
        Choose(Used with { FreeChunks = freeChunks }, Used with { AgeSeconds = 1000 }, UsedLarge);

    [Test]
    public void Of_several_with_free_pages_the_one_with_most_gives() =>
        Assert.That(Choose(Used with { FreeChunks = 150, AgeSeconds = 1000 }, Used with { FreeChunks = 200 }, UsedLarge), Is.EqualTo(1));

    [TestCase(1, ExpectedResult = 1)]
    [TestCase(2, ExpectedResult = 0)]
    public int A_class_keeps_its_last_page(int pages) => Choose(Used with { Pages = pages, AgeSeconds = 1000 }, Used, UsedLarge);

    [TestCase(0, ExpectedResult = 0)]
    [TestCase(1, ExpectedResult = 2)]
    public int Large_values_may_give_their_last(int pages) => Choose(Used, Used, UsedLarge with { Pages = pages, AgeSeconds = 1000 });

    [TestCase(900, ExpectedResult = 0)]
    [TestCase(901, ExpectedResult = 1)]
    public int A_class_keeps_the_pages_that_its_pinned_items_need(int pinned) =>
        Choose(Used with { Pinned = pinned, AgeSeconds = 1000 }, Used, UsedLarge);

    [Test]
    public void Among_equals_the_one_with_most_pages_gives() =>
        Assert.That(Choose(Used, Used with { Pages = 11 }, UsedLarge), Is.EqualTo(1));

    [Test]
    public void The_taker_does_not_give() =>
        Assert.That(PageGiver.Choose([Used with { AgeSeconds = 1000 }, Used, UsedLarge with { Pages = 0 }], taker: 0), Is.EqualTo(1));

    [Test]
    public void Nobody_gives_where_there_is_nothing() =>
        Assert.That(Choose(Used with { Pages = 1 }, Used with { Pages = 0 }, UsedLarge with { Pages = 0 }), Is.EqualTo(PageGiver.None));

    private static int Choose(params SlabSample[] classes) => PageGiver.Choose(classes, PageGiver.None);
}
