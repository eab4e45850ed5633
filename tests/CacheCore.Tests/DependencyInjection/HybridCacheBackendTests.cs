using Microsoft.Extensions.Caching.Hybrid;
using Microsoft.Extensions.Caching.Memory;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace CacheCore.Tests.DependencyInjection;

/// <summary>The lines by which docs/configuration.md puts CacheCore behind HybridCache do what it says they do.</summary>
[TestFixture]
public sealed class HybridCacheBackendTests
{
    private const string ThisFile = "tests/CacheCore.Tests/DependencyInjection/HybridCacheBackendTests.cs";

    private IHost _host = null!;
    private int _calls;

    private static CancellationToken Token => TestContext.CurrentContext.CancellationToken;

    private HybridCache Hybrid => _host.Services.GetRequiredService<HybridCache>();

    private CacheStore Store => _host.Services.GetRequiredKeyedService<CacheStore>("hybrid");

    [SetUp]
    public void BuildHost()
    {
        HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(settings: null);
        AddCaches(builder);
        _host = builder.Build();
        _calls = 0;
    }

    [TearDown]
    public void DisposeHost() => _host.Dispose();

    [Test]
    public async Task ValuesLieInTheStoreAndNowhereElse()
    {
        string[] values = [await Read("key", 100), await Read("key", 100)];

        using (Assert.EnterMultipleScope())
        {
            Assert.That(values, Is.All.EqualTo(new string('1', 100)));
            Assert.That((Store.GetStatistics().Items, Store.GetStatistics().Hits), Is.EqualTo((1L, 1L)));
            Assert.That(((MemoryCache)_host.Services.GetRequiredService<IMemoryCache>()).Count, Is.Zero);
        }
    }

    [Test]
    public async Task ValuesUpToTheLimitAreKept()
    {
        const int Limit = 4 << 20;
        const int Header = 100;
        string key = new('k', 1024);
        int largest = Limit - (2 * key.Length) - Header;   // the header names the key once more
        _ = await Read(key, largest);
        string again = await Read(key, largest);
        _ = await Read("larger", Limit);
        string larger = await Read("larger", Limit);

        Assert.That((again[0], again.Length, larger[0]), Is.EqualTo(('1', largest, '3')));
    }

    [Test]
    public async Task TagMarkersArePinned()
    {
        _ = await Read("key", 100);
        await Hybrid.RemoveByTagAsync("tag", Token);

        Assert.That((await Read("key", 100))[0], Is.EqualTo('2'));
        Assert.That(Store.GetStatistics().PinnedItems, Is.EqualTo(1));
    }

    /// <summary>What the document says of their number.</summary>
    [Test]
    public async Task ATagMarkerLivesLongAndTakesLittle()
    {
        string tag = new('t', 20);
        await Hybrid.RemoveByTagAsync(tag, Token);

        Assert.That(Store.TryGetInfo($"__MSFT_HCT__{tag}", out ItemInfo info));
        Assert.That(info.TimeToLive?.TotalDays, Is.EqualTo(1000).Within(1));
        Assert.That((info.MemorySize, (16 << 20) / info.MemorySize), Is.EqualTo((72L, 233_016L)));
    }

    [Test]
    public void DocumentShowsTheSameLines()
    {
        string[] lines = SourceTree.Read(ThisFile).Split('\n');
        int begin = Array.FindLastIndex(lines, line => line.Contains("void AddCaches(", StringComparison.Ordinal)) + 2;
        string[] shown = [.. lines.Skip(begin).TakeWhile(line => line != "    }").Select(line => line.Length < 8 ? line : line[8..])];

        Assert.That(shown, Has.Length.GreaterThan(5));
        Assert.That(SourceTree.Read("docs/configuration.md"), Does.Contain($"```csharp\n{string.Join('\n', shown)}\n```"));
    }

    private static void AddCaches(HostApplicationBuilder builder)
    {
        const int LargestItem = 4 << 20;   // a value, its key, and the header that HybridCache adds
        builder.Services.AddKeyedCacheCore("hybrid", options =>
        {
            options.MemoryLimit = 1L << 30;
            options.MaxItemSize = LargestItem;
        });
        builder.Services.AddHybridCache(options =>
        {
            options.DistributedCacheServiceKey = "hybrid";
            options.MaximumPayloadBytes = LargestItem;
            options.DefaultEntryOptions = new() { Flags = HybridCacheEntryFlags.DisableLocalCache };
        });
    }

    /// <summary>A string is its UTF-8 in the cache. The first letter tells which call made it.</summary>
    private ValueTask<string> Read(string key, int length) => Hybrid.GetOrCreateAsync(
        key, _ => ValueTask.FromResult(new string((char)('1' + _calls++), length)), tags: ["tag"], cancellationToken: Token);
}
