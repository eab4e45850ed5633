using System.Numerics;
using CacheCore.Memory;

namespace CacheCore.Tests.Memory;

internal sealed class PoolGeometryTests
{
    private static readonly long[] Limits = [.. Enumerable.Range(20, 19).Select(bits => 1L << bits), (1L << 20) + 1, 1_500_000_000, (32L << 30) - 1, 100L << 30];

    [TestCase(1L << 20, 8 << 10)]
    [TestCase(64L << 20, 16 << 10)]
    [TestCase(256L << 20, 64 << 10)]
    [TestCase(512L << 20, 128 << 10)]
    [TestCase(32L << 30, 128 << 10)]
    [TestCase(64L << 30, 256 << 10)]
    [TestCase(256L << 30, 1 << 20)]
    public void The_page_size_follows_the_limit(long limit, int pageSize) =>
        Assert.That(new PoolGeometry(limit, 0).PageSize, Is.EqualTo(pageSize));

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
        long[] borders = [0, geometry.ItemBytes, geometry.LineOffset, geometry.LineOffset + geometry.LineBytes, geometry.BucketOffset, geometry.TotalBytes];

        Assert.That(borders, Is.Ordered);
        Assert.That(borders.Select(border => border % geometry.PageSize), Is.All.Zero);
        Assert.That(geometry.ItemBytes, Is.InRange(limit - geometry.PageSize, limit));
        Assert.That(geometry.LineOffset, Is.EqualTo(geometry.ItemBytes));
        Assert.That(geometry.BucketOffset, Is.EqualTo(geometry.LineOffset + geometry.LineBytes));
    }

    [TestCase(256L << 20, 256L << 20, 64 << 10, 8)]
    [TestCase(256L << 20, 1L << 30, 64 << 10, 8)]
    [TestCase(1L << 20, 32L << 30, 32 << 10, 16)]
    [TestCase(64L << 20, 256L << 30, 256 << 10, 128)]
    public void Addresses_and_handles_reach_as_far_as_the_limit_may_be_raised(long limit, long highest, int pageSize, int granule)
    {
        var geometry = new PoolGeometry(limit, 0, highest);

        Assert.That((geometry.PageSize, geometry.Granule), Is.EqualTo((pageSize, granule)));
        Assert.That((geometry.ItemBytes, geometry.PageCount), Is.EqualTo((highest, (int)(highest / pageSize))));
        Assert.That(geometry.BucketBytes, Is.EqualTo(highest / 4));
    }

    [TestCase(8 << 10)]
    [TestCase(1 << 20)]
    public void A_named_page_size_is_taken(int pageSize) =>
        Assert.That(new PoolGeometry(64 << 20, pageSize).PageSize, Is.EqualTo(pageSize));
}
