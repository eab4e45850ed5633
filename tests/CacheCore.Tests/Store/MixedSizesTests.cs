using CacheCore.Tests.Integrity;

namespace CacheCore.Tests.Store;

/// <summary>A full store of many sizes, log-normal as caches see them: median 300 B, sigma 1, from 50 B to 100 kB.</summary>
internal sealed class MixedSizesTests
{
    private const long Limit = 64L << 20;
    private const double Bar = 0.18;

    [Test]
    public void Beyond_keys_and_values_it_takes_eighteen_percent_at_most([Values] EvictionPolicy policy)
    {
        using var store = new CacheStore(
            new CacheCoreOptions { MemoryLimit = Limit, EvictionPolicy = policy, BackgroundMaintenance = false, UseHugePages = false });
        var random = new Random(1);
        byte[] value = new byte[100_000];
        int next = 0;
        for (long written = 0; written < 2 * Limit;)
        {
            int size = NextSize(random);
            Assert.That(store.Set($"key/{next++:0000000000000000}", value.AsSpan(0, size)), Is.EqualTo(WriteResult.Stored));
            written += size;
            if (next % 1000 == 0)
            {
                store.RunMaintenance();
            }
        }

        CacheStatistics statistics = store.GetStatistics();
        Assert.That(statistics.MemoryUsed, Is.GreaterThan(0.98 * Limit));
        Assert.That(((double)statistics.MemoryUsed / statistics.StoredBytes) - 1, Is.LessThanOrEqualTo(Bar));
        StoreIntegrity.Check(store);
    }

    /// <summary>By the method of Box and Muller.</summary>
    private static int NextSize(Random random)
    {
        double normal = Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
        return (int)Math.Clamp(300 * Math.Exp(normal), 50, 100_000);
    }
}
