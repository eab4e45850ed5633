using CacheCore.DistributedCache;
using CacheCore.Tests.CacheStoreTests;
using CacheCore.Tests.Integrity;
using Microsoft.Extensions.Caching.Distributed;
using Microsoft.Extensions.Caching.Hybrid;
using Microsoft.Extensions.DependencyInjection;

namespace CacheCore.Tests.DependencyInjection;

/// <summary>
/// Two HybridCaches over one store, as two processes have them. HybridCache keeps when a tag was removed under a key of the
/// cache behind it. If that marker is evicted before the values of the tag, whoever meets the tag for the first time takes
/// an old value for a good one.
/// </summary>
[TestFixture]
public sealed class HybridCacheTagTests
{
    private const string Key = "price";
    private const string Tag = "prices";
    private const string Marker = "__MSFT_HCT__prices";

    private static CancellationToken Token => TestContext.CurrentContext.CancellationToken;

    [Test]
    public async Task RemovedTagStaysRemovedUnderLoad([Values] EvictionPolicy policy)
    {
        using CacheStore store = TestStore.Create(1 << 20, configure: options => options.EvictionPolicy = policy);
        string read = await ReadAfterLoad(store);

        using (Assert.EnterMultipleScope())
        {
            Assert.That(read, Is.EqualTo("new"));
            Assert.That(store.Contains(Marker));
            Assert.That(store.GetStatistics().PinnedItems, Is.EqualTo(1));
        }
    }

    /// <summary>The same without pinning: what the test above would say if it proved nothing.</summary>
    [Test]
    public async Task WithoutItsMarkerATagIsForgotten()
    {
        using CacheStore store = TestStore.Create(1 << 20, configure: options => options.PinnedKeyPrefixes = []);
        string read = await ReadAfterLoad(store);

        Assert.That((read, store.Contains(Marker)), Is.EqualTo(("old", false)));
    }

    [Test]
    public async Task RemovalOfEverythingStaysUnderLoad()
    {
        using CacheStore store = TestStore.Create(1 << 20);

        Assert.That(await ReadAfterLoad(store, removed: "*"), Is.EqualTo("new"));
    }

    /// <summary>One cache stores a value and removes its tag, load comes that the value alone outlives, another cache reads.</summary>
    private static async Task<string> ReadAfterLoad(CacheStore store, string removed = Tag)
    {
        await using (ServiceProvider first = Caches(store))
        {
            _ = await Read(first, "old");
            await first.GetRequiredService<HybridCache>().RemoveByTagAsync(removed, Token);
        }

        for (int i = 0; i < 20_000; i++)
        {
            // Read again and again, so that it stays. Others come in the size of the marker, which would stay for want of need.
            Assert.That(store.Contains(Key));
            _ = store.Set($"load{i:00000000000000}", TestStore.Value(8));
            _ = store.Set($"other{i}", TestStore.Value(500));
        }

        store.RunMaintenance();
        StoreIntegrity.Check(store);
        await using ServiceProvider second = Caches(store);
        return await Read(second, "new");
    }

    private static ServiceProvider Caches(CacheStore store)
    {
        ServiceCollection services = [];
        services.AddSingleton<IDistributedCache>(new CacheCoreDistributedCache(store));
        services.AddHybridCache();
        return services.BuildServiceProvider();
    }

    private static ValueTask<string> Read(ServiceProvider provider, string made) =>
        provider.GetRequiredService<HybridCache>().GetOrCreateAsync(
            Key, _ => ValueTask.FromResult(made), tags: [Tag], cancellationToken: Token);
}
