using CacheCore.HitRate.Sizes;

namespace CacheCore.HitRate.Tests.Sizes;

internal sealed class ShareRunTests
{
    private const long Limit = 16L << 20;
    private const int Requests = 150_000;

    /// <summary>Points: so few requests for large values leave some room to chance.</summary>
    private const double Gap = 4;

    /// <summary>
    /// By how much depends on how soon the store leaves recency, with which it begins; a run as short as this shows that it does.
    /// </summary>
    [Test]
    public void Large_values_that_pass_through_leave_small_items_more_than_LRU_would([Values(64, 256)] int kibibytes)
    {
        ShareResult result = ShareRun.Run(new ShareLoad("passing", kibibytes << 10, 200, 0), Requests, EvictionPolicy.Adaptive, Limit);

        Assert.That(result.Large, Is.Zero);
        Assert.That(result.Small, Is.GreaterThan(result.SmallLru));
        Assert.That(result.Share, Is.GreaterThan(0).And.LessThan(result.ShareLru));
    }

    [Test]
    public void Popular_large_values_are_found_as_often_as_under_LRU_and_small_items_too()
    {
        ShareResult result = ShareRun.Run(new ShareLoad("popular", 64 << 10, 50, 200), Requests, EvictionPolicy.Adaptive, Limit);

        Assert.That(result.LargeLru, Is.GreaterThan(20));
        Assert.That(result.Large, Is.GreaterThan(result.LargeLru!.Value - Gap));
        Assert.That(result.Small, Is.GreaterThan(result.SmallLru - Gap));
    }
}
