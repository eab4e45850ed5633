using CacheCore.Reclaiming;

namespace CacheCore.Tests.Reclaiming;

internal sealed class PageDemandTests
{
    [TestCase(1, ExpectedResult = 1)]
    [TestCase(7, ExpectedResult = 1)]
    [TestCase(8, ExpectedResult = 2)]
    [TestCase(80, ExpectedResult = 20)]
    [TestCase(2730, ExpectedResult = 64)]
    public int A_class_looks_around_four_times_a_page_of_evictions_and_not_too_seldom(int chunksPerPage) =>
        PageDemand.EvictionsBetweenLooks(chunksPerPage, items: 1_000_000, judges: true);

    [TestCase(0, true, ExpectedResult = 1)]
    [TestCase(250, true, ExpectedResult = 2)]
    [TestCase(1900, true, ExpectedResult = 19)]
    [TestCase(2100, true, ExpectedResult = 20)]
    [TestCase(250, false, ExpectedResult = 20)]
    public int A_class_of_few_items_looks_around_at_each_hundredth_of_them_where_newcomers_are_judged(long items, bool judges) =>
        PageDemand.EvictionsBetweenLooks(chunksPerPage: 80, items, judges);

    [TestCase(1000, 1, ExpectedResult = 500)]
    [TestCase(1000, 9, ExpectedResult = 900)]
    [TestCase(-1, 0, ExpectedResult = 0)]
    public long Giving_makes_younger_by_a_pages_share(long age, long pages) => PageDemand.AgeAfterGiving(age, pages);

    [TestCase(1000, 1, ExpectedResult = 2000)]
    [TestCase(1000, 10, ExpectedResult = 1100)]
    [TestCase(0, 0, ExpectedResult = 0)]
    public long Taking_makes_older_by_a_pages_share(long age, long pages) => PageDemand.AgeAfterTaking(age, pages);

    [TestCase(126, 100, ExpectedResult = true)]
    [TestCase(125, 100, ExpectedResult = false)]
    [TestCase(0, 0, ExpectedResult = false)]
    [TestCase(1, 0, ExpectedResult = true)]
    public bool The_giver_must_be_older_by_a_quarter(long giver, long taker) => PageDemand.IsWorthIt(giver, taker);

    /// <summary>Whichever of two classes took the page, the other does not take it back, unless it was its last.</summary>
    [Test]
    public void No_page_goes_to_and_fro(
        [Values(1, 2, 5, 40)] int one, [Values(2, 3, 5, 40)] int other, [Values(0.2, 0.7, 1.0, 1.3, 4.0)] double ratio)
    {
        double perPage = 1000;
        double otherPerPage = perPage * ratio * one / other;
        if (Takes(one, perPage, other, otherPerPage))
        {
            Assert.That(Takes(other - 1, otherPerPage, one + 1, perPage), Is.False);
        }

        static bool Takes(int taker, double takersAge, int giver, double giversAge) => PageDemand.IsWorthIt(
            PageDemand.AgeAfterGiving((long)(giver * giversAge), giver), PageDemand.AgeAfterTaking((long)(taker * takersAge), taker));
    }
}
