using CacheCore.Memory;
using CacheCore.Options;

namespace CacheCore.Tests.Options;

internal sealed class MemoryLimitsTests
{
    private const long MiB = 1 << 20;
    private const long GiB = 1 << 30;

    [TestCase(256 * MiB, 0, 0, 256 * MiB, GiB)]                        // four times
    [TestCase(256 * MiB, 0, 512 * MiB, 256 * MiB, 512 * MiB)]          // as named
    [TestCase(256 * MiB, 0, 256 * MiB, 256 * MiB, 256 * MiB)]
    [TestCase(20 * GiB, 0, 0, 20 * GiB, 32 * GiB)]     // as far as handles of 8-byte granules reach
    [TestCase(40 * GiB, 0, 0, 40 * GiB, 64 * GiB)]
    [TestCase(200 * GiB, 0, 0, 200 * GiB, 256 * GiB)]
    [TestCase(256 * GiB, 0, 0, 256 * GiB, 256 * GiB)]
    [TestCase(7 * GiB, 8192, 0, 7 * GiB, 8 * GiB)]                     // as many pages as there may be
    public void Limits_follow_from_what_is_named(long limit, int pageSize, long highest, long first, long mayBecome)
    {
        var options = new CacheCoreOptions { MemoryLimit = limit, PageSize = pageSize, MaxMemoryLimit = highest };

        Assert.That(MemoryLimits.Of(options, totalMemory: 0), Is.EqualTo(new MemoryLimits(first, mayBecome)));
    }

    [TestCase(25, 0, 2 * GiB, 8 * GiB)]
    [TestCase(12.5, 0, GiB, 4 * GiB)]
    [TestCase(100, 0, 8 * GiB, 32 * GiB)]
    [TestCase(25, GiB, GiB, GiB)]                                     // a share, but no more than so much
    [TestCase(25, 3 * GiB, 2 * GiB, 3 * GiB)]
    public void A_share_counts_in_place_of_a_limit(double percent, long highest, long first, long mayBecome)
    {
        var options = new CacheCoreOptions { MemoryLimitPercent = percent, MaxMemoryLimit = highest };

        Assert.That(MemoryLimits.Of(options, totalMemory: 8 * GiB), Is.EqualTo(new MemoryLimits(first, mayBecome)));
    }

    [Test]
    public void A_share_of_a_huge_machine_is_as_much_as_a_store_can_hold() => Assert.That(
        MemoryLimits.Of(new CacheCoreOptions { MemoryLimitPercent = 50 }, totalMemory: 4096 * GiB),
        Is.EqualTo(new MemoryLimits(256 * GiB, 256 * GiB)));

    [TestCase(8192, MiB)]
    [TestCase(65536, MiB)]
    [TestCase(131072, 2 * MiB)]
    public void A_store_keeps_sixteen_pages(int pageSize, long lowest) => Assert.That(MemoryLimits.Lowest(pageSize), Is.EqualTo(lowest));

    [TestCase(MiB, 32 * GiB)]
    [TestCase((3 * MiB) / 2, 48 * GiB)]
    [TestCase(100 * MiB, 256 * GiB)]
    public void Whatever_a_limit_may_become_its_pages_are_few_enough_and_it_has_sixteen(long limit, long highest)
    {
        var geometry = new PoolGeometry(limit, 0, highest);

        Assert.That(geometry.PageCount, Is.LessThanOrEqualTo(PoolGeometry.MostPages));
        Assert.That(limit / geometry.PageSize, Is.GreaterThanOrEqualTo(PoolGeometry.FewestPages));
        Assert.That((long)(geometry.PageCount + 1) << geometry.PageShift >> geometry.GranuleShift, Is.LessThanOrEqualTo(1L << 32));
    }
}
