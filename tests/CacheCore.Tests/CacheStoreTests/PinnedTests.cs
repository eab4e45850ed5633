using CacheCore.Tests.Integrity;
using Microsoft.Extensions.Time.Testing;
using static CacheCore.Tests.CacheStoreTests.TestStore;

namespace CacheCore.Tests.CacheStoreTests;

/// <summary>Items that eviction passes over because of how their keys begin.</summary>
internal sealed class PinnedTests
{
    private const int Markers = 300;

    [Test]
    public void Pinned_items_outlive_any_load([Values] EvictionPolicy policy)
    {
        using CacheStore store = Create(1 << 20, configure: options => options.EvictionPolicy = policy);
        for (int i = 0; i < Markers; i++)
        {
            _ = store.Set($"__MSFT_HCT__{i}", Value(8, i));
            _ = store.Set($"__MSFT_HCX__{i}", Value(8, i));
        }

        int[] sizes = [8, 500, 3000, 30_000, 500, 8];
        foreach (int size in sizes)
        {
            for (int i = 0; i < 3 * (1 << 20) / (size + 60); i++)
            {
                Assert.That(store.Set($"load{size}/{i:000000}", Value(size)), Is.EqualTo(WriteResult.Stored));
            }

            store.RunMaintenance();
            StoreIntegrity.Check(store);
        }

        Assert.That(Enumerable.Range(0, Markers).All(i => store.Get($"__MSFT_HCT__{i}").AsSpan().SequenceEqual(Value(8, i))));
        Assert.That(Enumerable.Range(0, Markers).Count(i => store.Contains($"__MSFT_HCX__{i}")), Is.Zero);
        CacheStatistics statistics = store.GetStatistics();
        Assert.That((statistics.PinnedItems, statistics.PinnedEvictions, statistics.PinsRefused), Is.EqualTo(((long)Markers, 0L, 0L)));
        Assert.That(statistics.PinnedBytes, Is.InRange(Markers * 50, 1 << 16));
        Assert.That(statistics.Classes.Sum(one => one.Pinned.Items), Is.EqualTo(Markers));
        Assert.That(statistics.PagesTaken, Is.GreaterThan(50));
    }

    [Test]
    public void Pinned_items_expire_without_any_access()
    {
        var clock = new FakeTimeProvider();
        using CacheStore store = Pinning(clock);
        _ = store.Set("pin", Value(8), ItemOptions.ExpiresAfter(TimeSpan.FromSeconds(1)));
        _ = store.Set("pin of longer life", Value(8), ItemOptions.ExpiresAfter(TimeSpan.FromSeconds(2)));
        clock.Advance(TimeSpan.FromSeconds(1));
        store.RunMaintenance();

        CacheStatistics statistics = store.GetStatistics();
        Assert.That((statistics.Items, statistics.PinnedItems, statistics.Expirations), Is.EqualTo((1L, 1L, 1L)));
        StoreIntegrity.Check(store);
    }

    [Test]
    public void Pinned_items_can_be_read_changed_and_removed_like_any_other()
    {
        using CacheStore store = Pinning();
        _ = store.Set("pin", "1"u8);
        Assert.That(store.Increment("pin", 41, out ulong value), Is.EqualTo(WriteResult.Stored));
        Assert.That(store.Append("pin", ", and that is long"u8), Is.EqualTo(WriteResult.Stored));
        Assert.That(store.Touch("pin", ItemOptions.ExpiresAfter(TimeSpan.FromHours(1))));
        Assert.That((value, Text(store.Get("pin"))), Is.EqualTo((42ul, "42, and that is long")));
        Assert.That(store.GetStatistics().PinnedItems, Is.EqualTo(1));
        StoreIntegrity.Check(store);
        Assert.That(store.Remove("pin"));

        Assert.That((store.GetStatistics().PinnedItems, store.GetStatistics().PinnedBytes), Is.EqualTo((0L, 0L)));
        StoreIntegrity.Check(store);
    }

    [Test]
    public void A_clear_takes_pinned_items_too()
    {
        using CacheStore store = Pinning();
        _ = store.Set("pin", Value(8));
        store.Clear();

        Assert.That((store.GetStatistics().Items, store.GetStatistics().PinnedBytes), Is.EqualTo((0L, 0L)));
        StoreIntegrity.Check(store);
    }

    [Test]
    public void What_exceeds_the_bound_is_ordinary_and_counted()
    {
        using CacheStore store = Create(1 << 20, configure: options => options.MaxPinnedBytes = 10 * 64);
        for (int i = 0; i < 15; i++)
        {
            _ = store.Set($"__MSFT_HCT__{i:00}", Value(8));   // chunks of 56 bytes
        }

        CacheStatistics before = store.GetStatistics();
        Assert.That((before.Items, before.PinnedItems, before.PinnedBytes, before.PinsRefused), Is.EqualTo((15L, 11L, 11L * 56, 4L)));
        for (int i = 0; i < 50_000; i++)
        {
            _ = store.Set($"ordinary{i:000000}", Value(8));
        }

        Assert.That(Enumerable.Range(0, 15).Where(i => store.Contains($"__MSFT_HCT__{i:00}")), Is.EqualTo(Enumerable.Range(0, 11)));
        StoreIntegrity.Check(store);
    }

    [Test]
    public void The_bound_is_a_sixteenth_of_the_limit_unless_another_is_named()
    {
        using CacheStore store = Create(1 << 20);
        for (int i = 0; i < 1500; i++)
        {
            _ = store.Set($"__MSFT_HCT__{i:0000}", Value(6));   // chunks of 56 bytes
        }

        Assert.That(store.GetStatistics().PinnedBytes, Is.EqualTo((1 << 16) / 56 * 56));
    }

    [TestCase("removed")]
    [TestCase("overwritten")]
    [TestCase("expired")]
    public void Room_that_a_pinned_item_leaves_is_another_ones(string how)
    {
        var clock = new FakeTimeProvider();
        using CacheStore store = Pinning(clock, options => options.MaxPinnedBytes = 200);
        _ = store.Set("pin1", Value(100), ItemOptions.ExpiresAfter(TimeSpan.FromSeconds(1)));
        switch (how)
        {
            case "removed":
                _ = store.Remove("pin1");
                break;
            case "overwritten":
                _ = store.Set("pin1", Value(1));
                break;
            default:
                clock.Advance(TimeSpan.FromSeconds(1));
                _ = store.Get("pin1");
                break;
        }

        _ = store.Set("pin2", Value(100));
        Assert.That(
            (store.GetStatistics().PinsRefused, store.GetStatistics().PinnedItems),
            Is.EqualTo((0L, how == "overwritten" ? 2L : 1L)));
        StoreIntegrity.Check(store);
    }

    [Test]
    public void An_item_that_grows_beyond_the_bound_becomes_ordinary()
    {
        using CacheStore store = Pinning(configure: options => options.MaxPinnedBytes = 200);
        _ = store.Set("pin", Value(100));
        _ = store.Set("pin", Value(300));

        CacheStatistics statistics = store.GetStatistics();
        Assert.That((statistics.PinnedItems, statistics.PinnedBytes, statistics.PinsRefused), Is.EqualTo((0L, 0L, 1L)));
        StoreIntegrity.Check(store);
        _ = store.Set("pin", Value(100));
        Assert.That(store.GetStatistics().PinnedItems, Is.EqualTo(1));
    }

    [Test]
    public void A_large_value_is_not_pinned()
    {
        using CacheStore store = Pinning();
        _ = store.Set("pin", Value(5));
        _ = store.Set("pin", Value(PageSize));

        Assert.That((store.GetStatistics().PinnedItems, store.GetStatistics().PinsRefused), Is.EqualTo((0L, 1L)));
        StoreIntegrity.Check(store);
    }

    [Test]
    public void A_write_that_is_refused_pins_nothing()
    {
        using CacheStore store = Pinning();
        _ = store.Set("pin", Value(5));
        Assert.That(store.Add("pin", Value(500)), Is.EqualTo(WriteResult.NotStored));
        Assert.That(store.CompareAndSwap("pin", Value(500), 4711), Is.EqualTo(WriteResult.VersionMismatch));
        Assert.That(store.Replace("pin2", Value(500)), Is.EqualTo(WriteResult.NotStored));

        StoreIntegrity.Check(store);
        Assert.That(store.GetStatistics().PinnedItems, Is.EqualTo(1));
    }

    [Test]
    public void A_short_life_does_not_make_a_pinned_item_temporary()
    {
        using CacheStore store = Pinning(new FakeTimeProvider(), options => options.TemporaryLifetime = TimeSpan.FromMinutes(1));
        _ = store.Set("pin", Value(8), ItemOptions.ExpiresAfter(TimeSpan.FromSeconds(1)));
        _ = store.Set("pin", Value(8, 2), ItemOptions.ExpiresAfter(TimeSpan.FromHours(1)));
        _ = store.Set("pin", Value(8, 3), ItemOptions.ExpiresAfter(TimeSpan.FromSeconds(1)));
        Assert.That(store.Touch("pin", ItemOptions.ExpiresAfter(TimeSpan.FromSeconds(2))));

        SlabClassStatistics one = store.GetStatistics().Classes.Single();
        Assert.That((one.Pinned.Items, one.Temporary.Items), Is.EqualTo((1L, 0L)));
    }

    [TestCase(0)]
    [TestCase(5)]
    public void Where_items_are_limited_in_number_pinned_ones_leave_last(int ordinary)
    {
        using CacheStore store = Pinning(configure: options => options.MaxItems = 10);
        for (int i = 0; i < 10 - ordinary; i++)
        {
            _ = store.Set($"pin{i}", Value(8));
        }

        for (int i = 0; i < 20; i++)
        {
            Assert.That(store.Set($"{i}", Value(i * 100)), Is.EqualTo(WriteResult.Stored));
        }

        CacheStatistics statistics = store.GetStatistics();
        Assert.That((statistics.Items, statistics.PinnedEvictions), Is.EqualTo((10L, ordinary == 0 ? 1L : 0L)));
        Assert.That(store.Contains("pin0"), Is.EqualTo(ordinary != 0));
        StoreIntegrity.Check(store);
    }

    [Test]
    public void Prefixes_are_read_once()
    {
        List<string> prefixes = ["pin"];
        using CacheStore store = Create(configure: options => options.PinnedKeyPrefixes = prefixes);
        prefixes[0] = "other";
        _ = store.Set("pin", Value(8));
        _ = store.Set("other", Value(8));

        Assert.That(store.GetStatistics().PinnedItems, Is.EqualTo(1));
    }

    private static CacheStore Pinning(TimeProvider? clock = null, Action<CacheCoreOptions>? configure = null) =>
        Create(clock: clock, configure: options =>
        {
            options.PinnedKeyPrefixes = ["pin"];
            configure?.Invoke(options);
        });
}
