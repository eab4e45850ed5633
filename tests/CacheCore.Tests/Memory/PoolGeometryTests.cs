using System.Numerics;
using CacheCore.Index;
using CacheCore.Memory;

namespace CacheCore.Tests.Memory;

internal sealed class PoolGeometryTests
{
    private static readonly long[] Limits =
    [
        .. Enumerable.Range(20, 19).Select(bits => 1L << bits), (1L << 20) + 1, 1_500_000_000, (32L << 30) - 1, 100L << 30,
    ];

    [TestCase(1L << 20, 8 << 10)]
    [TestCase(64L << 20, 16 << 10)]
    [TestCase(256L << 20, 64 << 10)]
    [TestCase(512L << 20, 128 << 10)]
    [TestCase(32L << 30, 128 << 10)]
    [TestCase(64L << 30, 256 << 10)]
    [TestCase(256L << 30, 1 << 20)]
    public void The_page_size_follows_the_limit(long limit, int pageSize) =>
        Assert.That(new PoolGeometry(limit, 0).PageSize, Is.EqualTo(pageSize));

    [Test]
    public void A_page_is_whole_pages_of_the_system_and_a_store_has_sixteen(
        [Values(4 << 10, 16 << 10, 64 << 10)] int systemPageSize, [ValueSource(nameof(Limits))] long limit)
    {
        int pageSize = PoolGeometry.DefaultPageSize(limit, limit, PoolGeometry.SmallestPageOn(systemPageSize));

        Assert.That(pageSize % systemPageSize, Is.Zero);
        Assert.That(limit / pageSize, Is.GreaterThanOrEqualTo(PoolGeometry.FewestPages));
    }

    [Test]
    public void Pages_follow_the_system_that_this_runs_on() =>
        Assert.That(
            new PoolGeometry(1 << 20, 0).PageSize,
            Is.EqualTo(PoolGeometry.SmallestPage).And.EqualTo(Math.Max(8 << 10, Environment.SystemPageSize)));

    [TestCaseSource(nameof(Limits))]
    public void Handles_reach_every_granule(long limit)
    {
        var geometry = new PoolGeometry(limit, 0);
        long last = (long)(geometry.PageCount + 1) << geometry.PageShift;

        Assert.That(BitOperations.IsPow2(geometry.PageSize));
        Assert.That(last >> geometry.GranuleShift, Is.LessThanOrEqualTo(1L << 32));
        Assert.That(geometry.Granule, Is.EqualTo(8).Or.EqualTo((int)(BitOperations.RoundUpToPowerOf2((ulong)last) >> 32)));
        Assert.That(geometry.PageCount, Is.InRange(100, 1 << 20));
    }

    [TestCaseSource(nameof(Limits))]
    public void The_ranges_lie_one_behind_the_other_in_whole_pages(long limit)
    {
        var geometry = new PoolGeometry(limit, 0);
        long[] borders =
        [
            0, geometry.ItemBytes, geometry.LineOffset, geometry.LineOffset + geometry.LineBytes, geometry.BucketOffset,
            geometry.TotalBytes,
        ];

        Assert.That(borders, Is.Ordered);
        Assert.That(borders.Select(border => border % geometry.PageSize), Is.All.Zero);
        Assert.That(geometry.ItemBytes, Is.InRange(limit - geometry.PageSize, limit));
        Assert.That(geometry.LineOffset, Is.EqualTo(geometry.ItemBytes));
        Assert.That(geometry.BucketOffset, Is.EqualTo(geometry.LineOffset + geometry.LineBytes));
    }

    [TestCase(256L << 20, 256L << 20, 64 << 10, 8)]
    [TestCase(256L << 20, 1L << 30, 64 << 10, 8)]
    [TestCase(1L << 20, 32L << 30, 32 << 10, 8)]
    [TestCase(64L << 20, 256L << 30, 256 << 10, 64)]
    public void Addresses_and_handles_reach_as_far_as_the_limit_may_be_raised(long limit, long highest, int pageSize, int granule)
    {
        var geometry = new PoolGeometry(limit, 0, highest);

        Assert.That((geometry.PageSize, geometry.Granule), Is.EqualTo((pageSize, granule)));
        Assert.That(geometry.ItemBytes, Is.InRange(highest - pageSize, highest));
        Assert.That(geometry.PageCount, Is.EqualTo(geometry.ItemBytes / pageSize));
        Assert.That(geometry.BucketBytes, Is.InRange((highest - pageSize) / 4, (highest / 4) + pageSize));
    }

    /// <summary>
    /// The numbers that people write: handles begin at page 1, and the page that is too much must not double what each item takes.
    /// </summary>
    [TestCase(32, 8)]
    [TestCase(64, 16)]
    [TestCase(128, 32)]
    [TestCase(256, 64)]
    public void A_power_of_two_has_the_granule_of_what_is_just_below_it(int gibibytes, int granule)
    {
        long limit = (long)gibibytes << 30;
        var exact = new PoolGeometry(limit, 0, PoolGeometry.UsualHighestLimit(limit, 0));
        var below = new PoolGeometry(limit - exact.PageSize, 0);

        Assert.That((exact.Granule, below.Granule), Is.EqualTo((granule, granule)));
        Assert.That(exact.ItemBytes, Is.EqualTo(limit - exact.PageSize));
    }

    /// <summary>A bucket has 0.0385 overflow lines an item where linear hashing is in its worst phase.</summary>
    [Test]
    public void The_largest_store_has_lines_for_the_smallest_items()
    {
        var geometry = new PoolGeometry(PoolGeometry.LargestLimit, 0);
        double items = PoolGeometry.LargestLimit / (geometry.Granule + 15.0);
        double lines = Math.Min(BucketWord.MaxLine, geometry.LineBytes / PoolGeometry.LineSize);

        Assert.That(lines, Is.GreaterThan(1.5 * 0.0385 * items));
    }

    [TestCase(8 << 10)]
    [TestCase(1 << 20)]
    public void A_named_page_size_is_taken(int pageSize) =>
        Assert.That(new PoolGeometry(64 << 20, pageSize).PageSize, Is.EqualTo(pageSize));
}
