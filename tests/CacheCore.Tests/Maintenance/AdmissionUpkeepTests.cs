using System.Numerics;
using CacheCore.Eviction;
using CacheCore.Maintenance;
using CacheCore.Tests.Integrity;
using static CacheCore.Tests.CacheStoreTests.TestStore;

namespace CacheCore.Tests.Maintenance;

internal sealed class AdmissionUpkeepTests
{
    [TestCase(100)]
    [TestCase(100_000)]
    [TestCase(10_000_000)]
    [TestCase(4_000_000_000)]
    public void One_request_in_so_many_is_sampled(long items)
    {
        var tuner = new AdmissionTuner(items, _ => 0, AdmissionSetting.First);

        Assert.That(BitOperations.PopCount(AdmissionUpkeep.SampleMask(tuner.Ratio)), Is.EqualTo(BitOperations.Log2((ulong)tuner.Ratio)));
        Assert.That(items / tuner.Ratio, Is.InRange(50, 1024));
    }

    [Test]
    public void A_cache_whose_items_were_all_read_still_takes_every_new_one()
    {
        const int Most = 20_000;
        using CacheStore store = Create(configure: options => options.MaxItems = Most);
        for (int i = 0; i < Most; i++)
        {
            _ = store.Set($"{i}", Value(10));
        }

        store.RunMaintenance();
        for (int round = 0; round < 2; round++)
        {
            for (int i = 0; i < Most; i++)
            {
                Assert.That(store.Contains($"{i}"));
            }
        }

        for (int i = 0; i < Most; i++)
        {
            Assert.That(store.Set($"new{i}", Value(10)), Is.EqualTo(WriteResult.Stored));
        }

        Assert.That(store.GetStatistics().Items, Is.EqualTo(Most));
        StoreIntegrity.Check(store);
    }

    [Test]
    public void What_the_policy_knows_grows_with_the_items_and_stays_small()
    {
        using CacheStore store = Create(64 << 20, configure: options => options.PageSize = 0);
        for (int i = 0; i < 600_000; i++)
        {
            _ = store.Set($"{i}", Value(100));
            if (i % 10_000 == 0)
            {
                store.RunMaintenance();
            }
        }

        CacheStatistics statistics = store.GetStatistics();
        Assert.That(statistics.Evictions, Is.Positive);
        Assert.That((double)statistics.PolicyBytes / statistics.Items, Is.InRange(4, 12));
        StoreIntegrity.Check(store);
    }
}
