using CacheCore.DistributedCache;
using Microsoft.Extensions.Caching.Distributed;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;

namespace CacheCore.Tests.DependencyInjection;

[TestFixture]
public sealed class AddCacheCoreTests
{
    private static readonly byte[] Value = [1, 2, 3];
    private static readonly DistributedCacheEntryOptions Forever = new();

    private readonly ServiceCollection _services = [];
    private ServiceProvider? _provider;

    private ServiceProvider Provider => _provider ??= _services.BuildServiceProvider(
        new ServiceProviderOptions { ValidateOnBuild = true, ValidateScopes = true });

    [TearDown]
    public async Task DisposeProvider()
    {
        _services.Clear();
        if (_provider is { } provider)
        {
            _provider = null;
            await provider.DisposeAsync();
        }
    }

    [Test]
    public void OneLineGivesAWorkingCacheWithoutLoggingClockOrMeters()
    {
        _services.AddCacheCore();
        IDistributedCache cache = Provider.GetRequiredService<IDistributedCache>();
        cache.Set("key", Value, Forever);

        Assert.That(cache.Get("key"), Is.EqualTo(Value));
    }

    [Test]
    public void AllInterfacesAreOneCacheOverOneStore()
    {
        _services.AddCacheCore();
        IDistributedCache cache = Provider.GetRequiredService<IDistributedCache>();
        cache.Set("key", Value, Forever);

        using (Assert.EnterMultipleScope())
        {
            Assert.That(Provider.GetRequiredService<IBufferDistributedCache>(), Is.SameAs(cache));
            Assert.That(Provider.GetRequiredService<CacheCoreDistributedCache>(), Is.SameAs(cache));
            Assert.That(Provider.GetRequiredService<CacheStore>().Get("key"), Is.EqualTo(Value));
        }
    }

    [Test]
    public void WinsOverTheMemoryCacheAddedBefore()
    {
        _services.AddDistributedMemoryCache();
        _services.AddCacheCore();

        Assert.That(Provider.GetRequiredService<IDistributedCache>(), Is.InstanceOf<CacheCoreDistributedCache>());
    }

    [Test]
    public void WinsOverTheMemoryCacheAddedAfter()
    {
        _services.AddCacheCore();
        _services.AddDistributedMemoryCache();

        Assert.That(Provider.GetServices<IDistributedCache>().Single(), Is.InstanceOf<CacheCoreDistributedCache>());
    }

    [Test]
    public void AddedTwiceConfigurationAddsUpOverOneStore()
    {
        _services.AddCacheCore(options =>
        {
            options.MemoryLimit = 2 << 20;
            options.HotPercent = 11;
        });
        _services.AddCacheCore(options => options.MemoryLimit = 3 << 20);

        using (Assert.EnterMultipleScope())
        {
            Assert.That(Provider.GetServices<CacheStore>().Count(), Is.EqualTo(1));
            Assert.That(Provider.GetServices<IDistributedCache>().Count(), Is.EqualTo(1));
            Assert.That(Options(""), Has.Property(nameof(CacheCoreOptions.MemoryLimit)).EqualTo(3 << 20)
                .And.Property(nameof(CacheCoreOptions.HotPercent)).EqualTo(11));
        }
    }

    [Test]
    public void StoreTakesItsOptions()
    {
        _services.AddCacheCore(options =>
        {
            options.Name = "orders";
            options.MemoryLimit = 3 << 20;
        });
        CacheStore store = Provider.GetRequiredService<CacheStore>();

        using (Assert.EnterMultipleScope())
        {
            Assert.That(store.Name, Is.EqualTo("orders"));
            Assert.That(store.GetStatistics().MemoryLimit, Is.EqualTo(3 << 20));
        }
    }

    [Test]
    public void ConfigurationComesFirstAndCodeAfterIt()
    {
        _services.AddCacheCore(
            Configuration(("Cache:MemoryLimit", "512MB"), ("Cache:MaxItemSize", "2MB")).GetSection("Cache"),
            options => options.MaxItemSize = 1 << 16);

        Assert.That(Options(""), Has.Property(nameof(CacheCoreOptions.MemoryLimit)).EqualTo(512L << 20)
            .And.Property(nameof(CacheCoreOptions.MaxItemSize)).EqualTo(1 << 16));
    }

    [Test]
    public void ClockIsTakenFromTheContainer()
    {
        FakeTimeProvider clock = new();
        _services.AddSingleton<TimeProvider>(clock);
        _services.AddCacheCore(options => options.BackgroundMaintenance = false);
        IDistributedCache cache = Provider.GetRequiredService<IDistributedCache>();
        cache.Set("key", Value, new() { AbsoluteExpirationRelativeToNow = TimeSpan.FromMinutes(1) });
        clock.Advance(TimeSpan.FromMinutes(1));

        Assert.That(cache.Get("key"), Is.Null);
    }

    [Test]
    public void DefaultExpirationsReachTheAdapter()
    {
        FakeTimeProvider clock = new();
        _services.AddSingleton<TimeProvider>(clock);
        _services.AddCacheCore(options =>
        {
            options.BackgroundMaintenance = false;
            options.DefaultExpiration = TimeSpan.FromMinutes(1);
        });
        IDistributedCache cache = Provider.GetRequiredService<IDistributedCache>();
        cache.Set("key", Value, Forever);
        clock.Advance(TimeSpan.FromMinutes(1));

        Assert.That(cache.Get("key"), Is.Null);
    }

    [Test]
    public async Task StoreEndsWithTheContainer()
    {
        _services.AddCacheCore();
        CacheStore store = Provider.GetRequiredService<CacheStore>();
        await DisposeProvider();

        Assert.That(() => store.Get("key"), Throws.InstanceOf<ObjectDisposedException>());
    }

    [Test]
    public void KeyedCachesAreApartFromEachOtherAndFromTheOneWithoutKey()
    {
        _services.AddCacheCore();
        _services.AddKeyedCacheCore("a");
        _services.AddKeyedCacheCore("b");
        object?[] keys = [null, "a", "b"];
        foreach (object? key in keys)
        {
            Provider.GetRequiredKeyedService<IDistributedCache>(key).SetString("key", $"value of {key}");
        }

        using (Assert.EnterMultipleScope())
        {
            Assert.That(keys.Select(key => Provider.GetRequiredKeyedService<IDistributedCache>(key).GetString("key")),
                Is.EqualTo((string[])["value of ", "value of a", "value of b"]));
            Assert.That(keys.Select(key => Provider.GetRequiredKeyedService<CacheStore>(key)), Is.Unique);
            Assert.That(
                keys.Select(key => Provider.GetRequiredKeyedService<CacheStore>(key).Name),
                Is.EqualTo((string[])["default", "a", "b"]));
            Assert.That(keys, Has.All.Matches<object?>(key =>
                Provider.GetRequiredKeyedService<IBufferDistributedCache>(key)
                    == Provider.GetRequiredKeyedService<IDistributedCache>(key)));
        }
    }

    [Test]
    public void KeyedCacheLeavesTheUnkeyedInterfacesAlone()
    {
        _services.AddKeyedCacheCore("a");

        using (Assert.EnterMultipleScope())
        {
            Assert.That(Provider.GetService<IDistributedCache>(), Is.Null);
            Assert.That(Provider.GetService<CacheStore>(), Is.Null);
        }
    }

    [Test]
    public void KeyedCachesHaveOptionsOfTheirOwn()
    {
        _services.AddCacheCore(options => options.MemoryLimit = 2 << 20);
        _services.AddKeyedCacheCore("code", options => options.MemoryLimit = 3 << 20);
        _services.AddKeyedCacheCore("file", Configuration(("MemoryLimit", "4MB")), options => options.HotPercent = 12);
        _services.AddKeyedCacheCore("code", options => options.HotPercent = 13);

        using (Assert.EnterMultipleScope())
        {
            Assert.That(Options(""), Has.Property("MemoryLimit").EqualTo(2 << 20).And.Property("HotPercent").EqualTo(20));
            Assert.That(Options("code"), Has.Property("MemoryLimit").EqualTo(3 << 20).And.Property("HotPercent").EqualTo(13));
            Assert.That(Options("file"), Has.Property("MemoryLimit").EqualTo(4 << 20).And.Property("HotPercent").EqualTo(12));
        }
    }

    [Test]
    public void KeysThatReadAlikeAreStillTwoCaches()
    {
        string[] names =
        [
            _services.AddKeyedCacheCore("1").Name,
            _services.AddKeyedCacheCore(1).Name,
            _services.AddKeyedCacheCore("").Name,
            _services.AddKeyedCacheCore(null).Name,
        ];

        using (Assert.EnterMultipleScope())
        {
            Assert.That(names, Is.EqualTo((string[])["1", "1#2", "#2", ""]));
            Assert.That(Provider.GetRequiredKeyedService<CacheStore>("1"), Is.Not.SameAs(Provider.GetRequiredKeyedService<CacheStore>(1)));
        }
    }

    [Test]
    public void NullKeyMeansTheCacheWithoutOne()
    {
        _services.AddCacheCore();
        _services.AddKeyedCacheCore(null, options => options.HotPercent = 14);

        using (Assert.EnterMultipleScope())
        {
            Assert.That(Provider.GetServices<CacheStore>().Count(), Is.EqualTo(1));
            Assert.That(Options("").HotPercent, Is.EqualTo(14));
        }
    }

    [Test]
    public void CacheForAnyKeyIsRefused() =>
        Assert.That(
            () => _services.AddKeyedCacheCore(KeyedService.AnyKey),
            Throws.ArgumentException.With.Property("ParamName").EqualTo("serviceKey"));

    [Test]
    public void BuilderSaysWhatWasAdded()
    {
        ICacheCoreBuilder plain = _services.AddCacheCore();
        ICacheCoreBuilder keyed = _services.AddKeyedCacheCore("a");

        using (Assert.EnterMultipleScope())
        {
            Assert.That((plain.Services, plain.Name, plain.ServiceKey), Is.EqualTo(((IServiceCollection)_services, "", (object?)null)));
            Assert.That((keyed.Services, keyed.Name, keyed.ServiceKey), Is.EqualTo(((IServiceCollection)_services, "a", (object?)"a")));
        }
    }

    [Test]
    public void HostRefusesToStartWithABadOptionOfAnyCache()
    {
        HostApplicationBuilder host = Host.CreateEmptyApplicationBuilder(null);
        host.Services.AddCacheCore();
        host.Services.AddKeyedCacheCore("pages", options => options.GrowthFactor = 3);
        using IHost app = host.Build();

        Assert.That(async () => await app.StartAsync(),
            Throws.TypeOf<OptionsValidationException>()
                .With.Message.EqualTo("Cache 'pages': GrowthFactor is 3; it must be from 1.04 to 2."));
    }

    [Test]
    public void HostRefusesToStartWithConfigurationThatCannotBeRead()
    {
        HostApplicationBuilder host = Host.CreateEmptyApplicationBuilder(null);
        host.Services.AddCacheCore(Configuration(("Cache:MemoryLimit", "512 bananas")).GetSection("Cache"));
        using IHost app = host.Build();

        Assert.That(async () => await app.StartAsync(),
            Throws.TypeOf<OptionsValidationException>().With.Message.Contains("'Cache:MemoryLimit' is '512 bananas'"));
    }

    [Test]
    public void WithoutAHostTheStoreRefusesBadOptions()
    {
        _services.AddCacheCore(options => options.MemoryLimit = 1);

        Assert.That(() => Provider.GetRequiredService<IDistributedCache>(), Throws.TypeOf<OptionsValidationException>());
    }

    [Test]
    public void NullArgumentsAreRefusedByName()
    {
        using (Assert.EnterMultipleScope())
        {
            AssertRefuses("services", () => CacheCoreServiceCollectionExtensions.AddCacheCore(null!));
            AssertRefuses("configure", () => _services.AddCacheCore((Action<CacheCoreOptions>)null!));
            AssertRefuses("configuration", () => _services.AddCacheCore((IConfiguration)null!));
            AssertRefuses("configure", () => _services.AddKeyedCacheCore("a", (Action<CacheCoreOptions>)null!));
            AssertRefuses("configuration", () => _services.AddKeyedCacheCore("a", (IConfiguration)null!));
        }
    }

    private static void AssertRefuses(string parameter, Action call) =>
        Assert.That(call, Throws.ArgumentNullException.With.Property(nameof(ArgumentException.ParamName)).EqualTo(parameter));

    private static IConfiguration Configuration(params (string Key, string? Value)[] entries) =>
        new ConfigurationBuilder().AddInMemoryCollection(entries.Select(entry => KeyValuePair.Create(entry.Key, entry.Value))).Build();

    private CacheCoreOptions Options(string name) => Provider.GetRequiredService<IOptionsMonitor<CacheCoreOptions>>().Get(name);
}
