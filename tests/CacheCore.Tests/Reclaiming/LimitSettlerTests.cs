using CacheCore.Reclaiming;
using CacheCore.Tests.Integrity;
using CacheCore.Wiring;
using static CacheCore.Tests.CacheStoreTests.TestStore;

namespace CacheCore.Tests.Reclaiming;

/// <summary>How a lowered limit is come down to.</summary>
internal sealed class LimitSettlerTests
{
    private const int MiB = 1 << 20;

    [Test]
    public void A_round_takes_about_a_mebibyte()
    {
        using CacheStore store = Filled(16 * MiB);
        LimitSettler settler = SettlerOf(store);
        Assert.That((settler.IsPending, settler.Run()), Is.EqualTo((false, 0)));
        store.MemoryLimit = 4 * MiB;

        Assert.That(settler.IsPending);
        long before = store.GetStatistics().MemoryUsed;
        int rounds = 0;
        while (settler.Run() > 0)
        {
            long used = store.GetStatistics().MemoryUsed;
            Assert.That(before - used, Is.LessThanOrEqualTo(MiB * 5 / 4), $"Round {rounds}.");
            before = used;
            rounds++;
            StoreIntegrity.Check(store);
        }

        Assert.That(rounds, Is.InRange(9, 15));
        Assert.That((settler.IsPending, store.Parts.Memory.Pool.IsSettled), Is.EqualTo((false, true)));
        Assert.That(before, Is.LessThanOrEqualTo(4 * MiB));
    }

    [Test]
    public void Where_nothing_can_leave_it_tries_again_later()
    {
        using CacheStore store = Create(4 * MiB);
        var links = new List<int>();
        while (store.Parts.Memory.Slabs.TryTakeLink(out int page))
        {
            links.Add(page);
        }

        LimitSettler settler = SettlerOf(store);
        store.MemoryLimit = 2 * MiB;
        Assert.That((settler.Run(), settler.IsPending), Is.EqualTo((0, true)));

        links.ForEach(store.Parts.Memory.Slabs.FreeLink);
        Assert.That(settler.RunAll(), Is.Positive);
        Assert.That((settler.IsPending, store.GetStatistics().MemoryUsed <= 2 * MiB), Is.EqualTo((false, true)));
        StoreIntegrity.Check(store);
    }

    [Test]
    public void The_memory_of_pages_that_nobody_uses_goes_back_too()
    {
        using CacheStore store = Filled(16 * MiB);
        store.Clear();
        LimitSettler settler = SettlerOf(store);
        store.MemoryLimit = MiB;
        Assert.That(store.Parts.Memory.Pool.IsSettled, Is.False);

        Assert.That(settler.RunAll(), Is.GreaterThan(15 * MiB / PageSize));
        Assert.That(store.Parts.Memory.Pool.IsSettled);
        StoreIntegrity.Check(store);
    }

    [Test]
    public void Index_and_policy_data_shrink_with_the_items()
    {
        using CacheStore store = Filled(16 * MiB, valueLength: 10);
        CacheStatistics before = store.GetStatistics();
        store.MemoryLimit = 2 * MiB;
        store.RunMaintenance();

        CacheStatistics after = store.GetStatistics();
        double indexPerItem = (double)after.IndexBytes / after.Items;
        Assert.That(after.MemoryUsed, Is.InRange(2 * MiB * 0.9, 2 * MiB));
        Assert.That(after.Items, Is.GreaterThan(before.Items / 12), "They take so much that little is left for items.");
        Assert.That(indexPerItem, Is.LessThan(1.5 * before.IndexBytes / before.Items));
        StoreIntegrity.Check(store);
    }

    /// <summary>However busy the maintainer's processor is; here there is no maintainer.</summary>
    [TestCase(20)]
    [TestCase(300)]
    [TestCase(3000)]
    [TestCase(300_000)]
    public void Writers_bring_the_store_down_by_as_much_as_they_write(int valueLength)
    {
        const int Limit = 32 * MiB;
        const int Lowered = 24 * MiB;
        using CacheStore store = Filled(Limit, valueLength);
        store.MemoryLimit = Lowered;
        int chunk = valueLength + 44;
        int writes = (Limit - Lowered) / chunk;
        byte[] value = Value(valueLength);
        for (int i = 0; i < writes * 5 / 4; i++)
        {
            Assert.That(store.Set($"new/{i}", value), Is.EqualTo(WriteResult.Stored));
        }

        Assert.That(store.GetStatistics().MemoryUsed, Is.LessThanOrEqualTo(Lowered));
        StoreIntegrity.Check(store);
    }

    /// <summary>What the policy knows is the maintainer's to fit: items must not go for it meanwhile.</summary>
    [Test]
    public void Writers_wait_for_the_maintainer_where_little_would_be_left_for_items()
    {
        using CacheStore store = Filled(32 * MiB, valueLength: 20);
        store.MemoryLimit = MiB;
        for (int i = 0; i < 1_000_000; i++)
        {
            Assert.That(store.Set($"new/{i}", Value(20)), Is.EqualTo(WriteResult.Stored));
        }

        CacheStatistics before = store.GetStatistics();
        Assert.That(before.ItemBytes, Is.GreaterThanOrEqualTo(before.MemoryUsed / 2 * 9 / 10));
        store.RunMaintenance();
        CacheStatistics after = store.GetStatistics();
        Assert.That(
            (after.MemoryUsed <= MiB, after.ItemBytes > MiB / 4),
            Is.EqualTo((true, true)),
            () => $"{after.ItemBytes} bytes of items.");
        StoreIntegrity.Check(store);
    }

    /// <summary>A slow listener, and more writers than processors that evict all the time.</summary>
    [Test]
    public void A_lowered_limit_is_carried_out_under_full_load()
    {
        using var store = new CacheStore(new CacheCoreOptions { MemoryLimit = 32 * MiB });
        store.ItemRemoved += (_, _) => Thread.Sleep(1);
        using var end = new CancellationTokenSource();
        Task[] writers = [.. Enumerable.Range(0, 4).Select(writer => Task.Factory.StartNew(
            () => Write(store, writer, end.Token), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default))];
        Assert.That(SpinWait.SpinUntil(() => store.GetStatistics().Evictions > 100_000, TimeSpan.FromSeconds(120)));
        store.MemoryLimit = 4 * MiB;

        bool isSettled = SpinWait.SpinUntil(() => store.Parts.Memory.Pool.IsSettled, TimeSpan.FromSeconds(120));
        Assert.That(isSettled, () => $"{store.GetStatistics().MemoryUsed} bytes.");
        end.Cancel();
        Assert.That(Task.WaitAll(writers, TimeSpan.FromSeconds(60)));
        store.Upkeep!.Dispose();
        StoreIntegrity.Check(store);
    }

    private static void Write(CacheStore store, int writer, CancellationToken end)
    {
        byte[] value = Value(20);
        for (int i = 0; !end.IsCancellationRequested; i++)
        {
            _ = store.Set($"{writer}/{i}", value);
        }
    }

    private static CacheStore Filled(int limit, int valueLength = 300)
    {
        CacheStore store = Create(limit);
        for (int i = 0; store.GetStatistics().Evictions == 0; i++)
        {
            for (int j = 0; j < 1000; j++)
            {
                _ = store.Set($"{i}/{j}", Value(valueLength));
            }

            store.RunMaintenance();
        }

        return store;
    }

    private static LimitSettler SettlerOf(CacheStore store) => new StoreWorkers(store.Parts).Settler;
}
