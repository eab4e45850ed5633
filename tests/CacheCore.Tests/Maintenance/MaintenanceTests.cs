using CacheCore.Tests.CacheStoreTests;
using CacheCore.Tests.Integrity;
using CacheCore.Tests.Primitives;
using Microsoft.Extensions.Time.Testing;

namespace CacheCore.Tests.Maintenance;

internal sealed class MaintenanceTests
{
    private readonly FakeTimeProvider _clock = new();

    [Test]
    public void What_was_to_end_while_the_machine_slept_has_ended()
    {
        using CacheStore store = TestStore.Create();
        _ = store.Set("key", "value"u8, ItemOptions.ExpiresAfter(TimeSpan.FromHours(8)));
        Func<long> boot = store.Parts.Clock.BootMilliseconds;
        store.Parts.Clock.BootMilliseconds = () => boot() + TimeSpan.MillisecondsPerDay;
        bool isThere = store.Contains("key");
        store.RunMaintenance();

        Assert.That((isThere, store.Contains("key")), Is.EqualTo((true, false)));
    }

    [Test]
    public void Items_that_are_not_read_go_from_hot_to_cold()
    {
        using CacheStore store = Filled(1000);
        SlabClassStatistics before = One(store);
        Assert.That((before.Hot.Items, before.Warm.Items, before.Cold.Items), Is.EqualTo((1000L, 0L, 0L)));
        for (int round = 0; round < 5; round++)
        {
            store.RunMaintenance();
        }

        SlabClassStatistics after = One(store);
        Assert.That((after.Hot.Items, after.Warm.Items, after.Cold.Items), Is.EqualTo((200L, 0L, 800L)));
        StoreIntegrity.Check(store);
    }

    [Test]
    public void Items_that_are_read_twice_go_to_warm()
    {
        using CacheStore store = Filled(1000);
        for (int i = 0; i < 100; i++)
        {
            _ = store.Get($"{i:0000}");
            _ = store.Get($"{i:0000}");
        }

        for (int round = 0; round < 5; round++)
        {
            store.RunMaintenance();
        }

        SlabClassStatistics after = One(store);
        Assert.That((after.Hot.Items, after.Warm.Items, after.Cold.Items), Is.EqualTo((200L, 100L, 700L)));
        StoreIntegrity.Check(store);
    }

    [Test]
    public void One_read_is_not_enough_for_warm()
    {
        using CacheStore store = Filled(1000);
        for (int i = 0; i < 1000; i++)
        {
            _ = store.Get($"{i:0000}");
        }

        for (int round = 0; round < 5; round++)
        {
            store.RunMaintenance();
        }

        Assert.That(One(store).Warm.Items, Is.Zero);
    }

    [Test]
    public void Cold_items_that_become_active_come_back_to_warm()
    {
        using CacheStore store = Filled(1000);
        for (int round = 0; round < 5; round++)
        {
            store.RunMaintenance();
        }

        for (int i = 0; i < 10; i++)
        {
            _ = store.Get($"{i:0000}");
            _ = store.Get($"{i:0000}");
        }

        store.RunMaintenance();
        Assert.That(One(store).Warm.Items, Is.EqualTo(10));
    }

    [Test]
    public void The_crawler_frees_what_has_expired_and_nothing_else()
    {
        using CacheStore store = TestStore.Create(clock: _clock, configure: options => options.EvictionPolicy = EvictionPolicy.Segmented);
        for (int i = 0; i < 300; i++)
        {
            _ = store.Set($"{i}", TestStore.Value(i * 100), i % 3 == 0 ? default : ItemOptions.ExpiresAfter(TimeSpan.FromSeconds(i % 3)));
        }

        _clock.Advance(TimeSpan.FromSeconds(1));
        store.RunMaintenance();
        Assert.That(store.EnumerateKeys().Count(), Is.EqualTo(200));
        Assert.That(store.GetStatistics().Items, Is.EqualTo(200));
        _clock.Advance(TimeSpan.FromSeconds(1));
        store.RunMaintenance();
        Assert.That(store.GetStatistics().Items, Is.EqualTo(100));
        Assert.That(Enumerable.Range(0, 100).All(i => store.Contains($"{i * 3}")));
        StoreIntegrity.Check(store);
    }

    [Test]
    public void The_thread_keeps_a_store_in_order_by_itself()
    {
        var told = new TaskCompletionSource();
        using var store = new CacheStore(new CacheCoreOptions { MemoryLimit = 1 << 20 }, _clock);
        store.ItemRemoved += (_, _) => told.TrySetResult();
        for (int i = 0; i < 4000; i++)
        {
            _ = store.Set($"{i}", TestStore.Value(500));
        }

        Assert.That(told.Task.Wait(TimeSpan.FromSeconds(30)), "Nobody told of the evictions.");
        Assert.That(SpinWait.SpinUntil(() => store.GetStatistics().Classes.Sum(one => one.Cold.Items) > 0, TimeSpan.FromSeconds(30)));
    }

    [Test]
    public void A_failure_of_a_round_goes_to_nobody_else()
    {
        using CacheStore store = Filled(10);
        store.ItemRemoved += (_, _) => throw new InvalidOperationException("listener");
        _ = store.Set("ends", [], ItemOptions.ExpiresAfter(TimeSpan.FromSeconds(1)));
        _clock.Advance(TimeSpan.FromSeconds(1));

        Assert.That(store.RunMaintenance, Throws.Nothing);
        Assert.That(store.GetStatistics().Items, Is.EqualTo(10));
    }

    /// <summary>The maintainer's steps fail, for it asks the clock, and the log that is to be told so fails too.</summary>
    [Test]
    public void A_log_that_cannot_be_written_to_ends_neither_store_nor_process()
    {
        using var broken = new GuardedLoggerFactoryTests.BrokenLogging();
        var clock = new BrokenClock();
        var store = new CacheStore(new CacheCoreOptions { MemoryLimit = 1 << 20 }, clock, broken);
        _ = store.Set("ends", [], ItemOptions.ExpiresAfter(TimeSpan.FromSeconds(1)));
        clock.IsBroken = true;
        int before = broken.Calls;
        Assert.That(SpinWait.SpinUntil(() => broken.Calls > before + 1, TimeSpan.FromSeconds(60)), "Nothing was to be logged.");
        clock.IsBroken = false;
        clock.Advance(TimeSpan.FromSeconds(2));

        Assert.That(
            SpinWait.SpinUntil(() => store.GetStatistics().Items == 0, TimeSpan.FromSeconds(60)),
            "Nobody keeps the store in order.");
        Assert.That(() => store.MemoryLimit = 2 << 20, Throws.Nothing);
        Assert.That(store.Dispose, Throws.Nothing);
    }

    private static SlabClassStatistics One(CacheStore store) => store.GetStatistics().Classes.Single();

    private CacheStore Filled(int items)
    {
        CacheStore store = TestStore.Create(clock: _clock, configure: options => options.EvictionPolicy = EvictionPolicy.Segmented);
        for (int i = 0; i < items; i++)
        {
            _ = store.Set($"{i:0000}", TestStore.Value(40));
        }

        return store;
    }

    private sealed class BrokenClock : FakeTimeProvider
    {
        public volatile bool IsBroken;

        public override DateTimeOffset GetUtcNow() => IsBroken ? throw new InvalidOperationException("clock") : base.GetUtcNow();

        public override long GetTimestamp() => IsBroken ? throw new InvalidOperationException("clock") : base.GetTimestamp();
    }
}
