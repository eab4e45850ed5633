using Microsoft.Extensions.Caching.Hybrid;
using Microsoft.Extensions.DependencyInjection;

namespace CacheCore.Tests.DependencyInjection;

/// <summary>HybridCache as it comes, with CacheCore as the cache behind it.</summary>
[TestFixture]
public sealed class HybridCacheTests
{
    private static readonly HybridCacheEntryOptions BehindOnly = new() { Flags = HybridCacheEntryFlags.DisableLocalCache };

    private ServiceProvider _provider = null!;
    private HybridCache _hybrid = null!;

    private static CancellationToken Token => TestContext.CurrentContext.CancellationToken;

    [SetUp]
    public void MakeCaches()
    {
        ServiceCollection services = [];
        services.AddCacheCore();
        services.AddHybridCache();
        _provider = services.BuildServiceProvider();
        _hybrid = _provider.GetRequiredService<HybridCache>();
    }

    [TearDown]
    public async Task DisposeProvider() => await _provider.DisposeAsync();

    [Test]
    public async Task FactoryIsCalledOnceAndTheValueComesFromTheStore()
    {
        int calls = 0;
        string first = await Read();
        string second = await Read();
        CacheStatistics statistics = _provider.GetRequiredService<CacheStore>().GetStatistics();

        using (Assert.EnterMultipleScope())
        {
            Assert.That((first, second), Is.EqualTo(("value 1", "value 1")));
            Assert.That(calls, Is.EqualTo(1));
            Assert.That(statistics, Has.Property(nameof(statistics.Hits)).EqualTo(1).And.Property(nameof(statistics.Writes)).EqualTo(1));
        }

        ValueTask<string> Read() =>
            _hybrid.GetOrCreateAsync("key", _ => ValueTask.FromResult($"value {++calls}"), BehindOnly, cancellationToken: Token);
    }

    [Test]
    public async Task CrowdAskingAtOnceMeetsOneFactoryCall()
    {
        int calls = 0;
        TaskCompletionSource<string> source = new(TaskCreationOptions.RunContinuationsAsynchronously);
        Task<string>[] readers = [.. Enumerable.Range(0, 50).Select(_ => _hybrid.GetOrCreateAsync(
            "key",
            async _ =>
            {
                Interlocked.Increment(ref calls);
                return await source.Task;
            },
            BehindOnly,
            cancellationToken: Token).AsTask())];
        source.SetResult("value");
        string[] values = await Task.WhenAll(readers);

        using (Assert.EnterMultipleScope())
        {
            Assert.That(values, Is.All.EqualTo("value"));
            Assert.That(calls, Is.EqualTo(1));
        }
    }

    [Test]
    public async Task RemovedAndTaggedValuesAreMadeAgain()
    {
        int calls = 0;
        await Read();
        await _hybrid.RemoveAsync("key", Token);
        string afterRemove = await Read();
        await _hybrid.RemoveByTagAsync("tag", Token);
        string afterTag = await Read();

        Assert.That((afterRemove, afterTag), Is.EqualTo(("value 2", "value 3")));

        ValueTask<string> Read() =>
            _hybrid.GetOrCreateAsync("key", _ => ValueTask.FromResult($"value {++calls}"), BehindOnly, ["tag"], Token);
    }
}
