using CacheCore.StressTests.Harness;

namespace CacheCore.StressTests;

/// <summary>What becomes of huge pages when memory goes from items to the index.</summary>
[Stress]
public class HugePageTests
{
    private const long Limit = 256 * Stores.MiB;

    [Test]
    public void An_index_that_grows_into_a_cleared_store_takes_few_of_them_apart()
    {
        using var store = new CacheStore(new CacheCoreOptions { MemoryLimit = Limit });
        Write(store, new byte[8000], evictions: 1);
        long before = Resident.HugeBytesOf(store);
        if (before < Limit / 2)
        {
            Assert.Inconclusive($"The system has given {before >> 20} MiB of huge pages.");
        }

        store.Clear();
        Write(store, new byte[20], evictions: 100_000);
        long after = Resident.HugeBytesOf(store);
        long resident = Resident.BytesOf(store);
        TestContext.Out.WriteLine($"{before >> 20} MiB of huge pages, then {after >> 20} of {resident >> 20}");
        Assert.That(after, Is.GreaterThan(resident / 2));
    }

    [Test]
    public void What_was_there_before_a_store_had_grown_lies_in_them_as_well()
    {
        if (!OperatingSystem.IsLinux() || Environment.OSVersion.Version < new Version(6, 1))
        {
            Assert.Ignore("The system does it when it finds the time.");
        }

        using var store = new CacheStore(new CacheCoreOptions { MemoryLimit = Limit, BackgroundMaintenance = false });
        for (int i = 0; store.GetStatistics().MemoryUsed < 32 * Stores.MiB; i++)
        {
            _ = store.Set(Keys.Make(i), new byte[1000]);
        }

        long before = Resident.HugeBytesOf(store);
        store.RunMaintenance();
        long after = Resident.HugeBytesOf(store);
        long resident = Resident.BytesOf(store);
        TestContext.Out.WriteLine($"{before >> 20} MiB of huge pages, then {after >> 20} of {resident >> 20}");
        if (before == 0)
        {
            Assert.Inconclusive("The system has none.");
        }

        Assert.That(after, Is.GreaterThan(resident - (4 * Stores.MiB)));
    }

    /// <summary>Writes new items until so many have left.</summary>
    private static void Write(CacheStore store, byte[] value, int evictions)
    {
        long before = store.GetStatistics().Evictions;
        for (int i = 0; i % 1000 != 0 || store.GetStatistics().Evictions < before + evictions; i++)
        {
            _ = store.Set(Keys.Make(i), value);
        }
    }
}
