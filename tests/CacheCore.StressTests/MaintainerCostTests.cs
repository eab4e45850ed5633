using System.Diagnostics;
using CacheCore.Maintenance;
using CacheCore.StressTests.Harness;

namespace CacheCore.StressTests;

/// <summary>What the maintenance threads take of a processor, and how soon it gives back what has expired.</summary>
[Stress]
public class MaintainerCostTests
{
    private const int Items = 1_000_000;

    /// <summary>Time to write all items before the first of them ends.</summary>
    private static readonly TimeSpan Head = TimeSpan.FromSeconds(6);

    private static readonly TimeSpan Spread = TimeSpan.FromSeconds(10);

    [Test]
    public void A_million_items_that_end_within_ten_seconds_go_by_themselves()
    {
        using CacheStore store = Make("ends");
        ThreadTime threads = ThreadTime.Of(MaintenanceThreads.ThreadName);
        var random = new Random(1);
        var watch = Stopwatch.StartNew();
        DateTimeOffset start = DateTimeOffset.UtcNow;
        byte[] value = new byte[100];
        for (int i = 0; i < Items; i++)
        {
            DateTimeOffset deadline = start + Head + (random.NextDouble() * Spread);
            _ = store.Set(Keys.Make(i), value, new ItemOptions { AbsoluteExpiration = deadline });
        }

        Assert.That(watch.Elapsed, Is.LessThan(Head), "The machine is too slow, or too busy, to fill the store in time.");
        Assert.That(store.GetStatistics().Items, Is.EqualTo(Items));
        WaitUntil(() => watch.Elapsed >= Head);
        TimeSpan usedBefore = threads.Used;
        WaitUntil(() => IsEmpty(store) || watch.Elapsed > Head + Spread + TimeSpan.FromSeconds(20));
        TimeSpan late = watch.Elapsed - (Head + Spread);
        double share = (threads.Used - usedBefore) / (watch.Elapsed - Head);
        CacheStatistics statistics = store.GetStatistics();
        TestContext.Out.WriteLine(
            $"all memory back {late.TotalMilliseconds:0} ms after the last deadline, {share:P2} of a core, "
            + $"{statistics.CrawledPages} pages and {statistics.CrawledItems} items looked at");

        Assert.That(IsEmpty(store));
        Assert.That(late, Is.LessThan(TimeSpan.FromSeconds(10)));
        Assert.That(share, Is.LessThan(0.10));
        Assert.That(statistics.Expirations, Is.EqualTo(Items));
    }

    [TestCase(null)]
    [TestCase(3600)]
    public void An_idle_store_costs_nothing(int? lifetimeSeconds)
    {
        string name = $"i{lifetimeSeconds}";
        using CacheStore store = Make(name);
        ThreadTime threads = ThreadTime.Of(MaintenanceThreads.ThreadName);
        ItemOptions options = lifetimeSeconds is { } seconds ? ItemOptions.ExpiresAfter(TimeSpan.FromSeconds(seconds)) : default;
        for (int i = 0; i < Items / 10; i++)
        {
            _ = store.Set(Keys.Make(i), new byte[100], options);
        }

        WaitUntil(() => store.Parts.Bell.IsAwaited);
        TimeSpan usedBefore = threads.Used;
        var watch = Stopwatch.StartNew();
        WaitUntil(() => watch.Elapsed > TimeSpan.FromSeconds(10));
        double share = (threads.Used - usedBefore) / watch.Elapsed;
        TestContext.Out.WriteLine($"{share:P4} of a core");

        Assert.That(share, Is.LessThan(0.002));
        Assert.That(store.GetStatistics().Items, Is.EqualTo(Items / 10));
    }

    [Test]
    public void A_hundred_idle_stores_cost_nothing_either()
    {
        CacheStore[] stores =
            [.. Enumerable.Range(0, 100).Select(static i => new CacheStore(new CacheCoreOptions { Name = $"{i}", MemoryLimit = 1 << 20 }))];
        ThreadTime threads = ThreadTime.Of(MaintenanceThreads.ThreadName);
        foreach (CacheStore store in stores)
        {
            _ = store.Set("key", new byte[100], ItemOptions.ExpiresAfter(TimeSpan.FromHours(1)));
        }

        WaitUntil(() => stores.All(static store => store.Parts.Bell.IsAwaited));
        TimeSpan usedBefore = threads.Used;
        var watch = Stopwatch.StartNew();
        WaitUntil(() => watch.Elapsed > TimeSpan.FromSeconds(10));
        double share = (threads.Used - usedBefore) / watch.Elapsed;
        TestContext.Out.WriteLine($"{share:P4} of a core");
        Array.ForEach(stores, static store => store.Dispose());

        Assert.That(share, Is.LessThan(0.002));
    }

    private static CacheStore Make(string name) => new(new CacheCoreOptions { Name = name, MemoryLimit = 512 * Stores.MiB });

    private static bool IsEmpty(CacheStore store)
    {
        CacheStatistics statistics = store.GetStatistics();
        return statistics.Items == 0 && statistics.MemoryUsed == statistics.IndexBytes + statistics.PolicyBytes;
    }

    /// <summary>Looks now and then, which leaves the processors to the maintainer: it is the one that is measured.</summary>
    private static void WaitUntil(Func<bool> holds)
    {
        while (!holds())
        {
            Thread.Sleep(10);
        }
    }
}
