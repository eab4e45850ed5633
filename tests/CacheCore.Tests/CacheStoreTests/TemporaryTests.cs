using CacheCore.Tests.Integrity;
using Microsoft.Extensions.Time.Testing;
using static CacheCore.Tests.CacheStoreTests.TestStore;

namespace CacheCore.Tests.CacheStoreTests;

/// <summary>Items whose life is so short that they are told apart: from the write to the end of their time.</summary>
internal sealed class TemporaryTests
{
    private static readonly TimeSpan Short = TimeSpan.FromSeconds(10);

    private readonly FakeTimeProvider _clock = new();

    [Test]
    public void Temporary_items_live_through_any_load_and_go_by_the_clock([Values] EvictionPolicy policy)
    {
        const int Count = 100;
        using CacheStore store = Make(policy);
        for (int i = 0; i < Count; i++)
        {
            // Of the size of those that come, of another that nobody needs, and large.
            _ = store.Set($"temporary{i:000}", Value(i % 10 == 0 ? 2 * PageSize : 500 * (1 + (i % 2))), ItemOptions.ExpiresAfter(Short));
        }

        for (int i = 0; i < 5000; i++)
        {
            Assert.That(store.Set($"ordinary{i:000}", Value(500)), Is.EqualTo(WriteResult.Stored));
            if (i % 500 == 0)
            {
                store.RunMaintenance();
            }
        }

        CacheStatistics before = store.GetStatistics();
        int left = Enumerable.Range(0, Count).Count(i => store.Contains($"temporary{i:000}"));
        Assert.That((left, before.Classes.Sum(one => one.Temporary.Items)), Is.EqualTo((Count, (long)Count)));
        Assert.That(before.Evictions, Is.GreaterThan(2000));

        _clock.Advance(Short);
        store.RunMaintenance();
        CacheStatistics after = store.GetStatistics();
        Assert.That((after.Classes.Sum(one => one.Temporary.Items), after.Expirations), Is.EqualTo((0L, (long)Count)));
        Assert.That((after.Items, after.Evictions), Is.EqualTo((before.Items - Count, before.Evictions)));
        Assert.That(after.MemoryUsed, Is.LessThan(before.MemoryUsed - (10 * 2 * PageSize)));
        StoreIntegrity.Check(store);
    }

    [Test]
    public void Temporary_items_are_evicted_where_there_are_no_others([Values] EvictionPolicy policy)
    {
        using CacheStore store = Make(policy);
        for (int i = 0; i < 5000; i++)
        {
            Assert.That(store.Set($"{i:0000}", Value(500), ItemOptions.ExpiresAfter(Short)), Is.EqualTo(WriteResult.Stored));
        }

        CacheStatistics statistics = store.GetStatistics();
        Assert.That(statistics.Classes.Sum(one => one.Temporary.Items), Is.EqualTo(statistics.Items));
        Assert.That(
            Enumerable.Range(5000 - (int)statistics.Items, (int)statistics.Items).All(i => store.Contains($"{i:0000}")),
            "The oldest go first.");
        StoreIntegrity.Check(store);
    }

    /// <summary>An item that reads keep alive would stay in TEMP, out of reach of any policy, for as long as it is read.</summary>
    [TestCase(null, ExpectedResult = 0)]
    [TestCase(60, ExpectedResult = 0)]
    [TestCase(10, ExpectedResult = 1)]
    public long A_sliding_item_is_temporary_if_no_renewal_can_make_it_live_longer(int? absoluteSeconds)
    {
        using CacheStore store = Make(EvictionPolicy.Adaptive);
        var options = new ItemOptions
        {
            SlidingExpiration = TimeSpan.FromSeconds(5),
            AbsoluteExpirationRelativeToNow = absoluteSeconds is { } seconds ? TimeSpan.FromSeconds(seconds) : null,
        };
        _ = store.Set("key", Value(100), options);
        _ = store.Set("key", Value(100), options);
        Assert.That(store.Touch("key", options));
        return store.GetStatistics().Classes.Sum(one => one.Temporary.Items);
    }

    private CacheStore Make(EvictionPolicy policy) => Create(1 << 20, _clock, options =>
    {
        options.TemporaryLifetime = Short;
        options.EvictionPolicy = policy;
    });
}
