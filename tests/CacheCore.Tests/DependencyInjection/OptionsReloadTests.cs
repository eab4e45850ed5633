using Microsoft.Extensions.Caching.Distributed;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;
using Microsoft.Extensions.Time.Testing;

namespace CacheCore.Tests.DependencyInjection;

[TestFixture]
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class OptionsReloadTests : IDisposable
{
    private const long MiB = 1 << 20;

    private readonly FakeLogCollector _logs = new();
    private readonly FakeTimeProvider _clock = new();
    private readonly IConfigurationRoot _configuration;
    private readonly ServiceProvider _provider;

    public OptionsReloadTests()
    {
        _configuration = new ConfigurationBuilder().AddInMemoryCollection([new("Cache:MemoryLimit", "32MB")]).Build();
        ServiceCollection services = [];
        services.AddLogging(builder => builder.AddProvider(new FakeLoggerProvider(_logs)));
        services.AddSingleton<TimeProvider>(_clock);
        services.AddCacheCore(_configuration.GetSection("Cache"), options => options.BackgroundMaintenance = false);
        _provider = services.BuildServiceProvider();
    }

    private CacheStore Store => _provider.GetRequiredService<CacheStore>();

    public void Dispose() => _provider.Dispose();

    [Test]
    public void A_changed_limit_is_the_limit()
    {
        _ = Store;
        Change(("MemoryLimit", "64MB"));

        Assert.That(Store.MemoryLimit, Is.EqualTo(64 * MiB));
        Assert.That(
            _logs.LatestRecord,
            Has.Property(nameof(FakeLogRecord.Message))
                .Contains("MemoryLimit")
                .And.Property(nameof(FakeLogRecord.Level))
                .EqualTo(LogLevel.Information));
    }

    [Test]
    public void What_may_move_moves()
    {
        IDistributedCache cache = _provider.GetRequiredService<IDistributedCache>();
        Change(
            ("PageBalancing", "Eager"), ("TemporaryLifetime", "00:00:05"), ("HotPercent", "11"), ("DefaultExpiration", "00:01:00"),
            ("ThrowOnRejectedSet", "true"));
        cache.Set("key", [1], new());
        _clock.Advance(TimeSpan.FromMinutes(1));

        using (Assert.EnterMultipleScope())
        {
            Assert.That(Store.PageBalancing, Is.EqualTo(PageBalancing.Eager));
            Assert.That(Store.TemporaryLifetime, Is.EqualTo(TimeSpan.FromSeconds(5)));
            Assert.That(cache.Get("key"), Is.Null);
            Assert.That(() => cache.Set("large", new byte[2 * MiB], new()), Throws.InvalidOperationException);
        }
    }

    [Test]
    public void What_cannot_move_waits_and_is_named()
    {
        _ = Store;
        Change(("MaxItems", "7"), ("MemoryLimit", "48MB"));

        using (Assert.EnterMultipleScope())
        {
            Assert.That(Store.MemoryLimit, Is.EqualTo(48 * MiB));
            Assert.That(
                _logs.GetSnapshot().Single(record => record.Id.Name == "OptionsWait").Message,
                Does.Contain("MaxItems").And.Not.Contain("Name"));
        }
    }

    [Test]
    public void What_waits_is_told_by_what_runs()
    {
        _ = Store;
        Change(("MaxItems", "7"));
        Change(("MaxItems", "0"));

        Assert.That(_logs.GetSnapshot().Count(record => record.Id.Name == "OptionsWait"), Is.EqualTo(1), "nothing waits any more");
    }

    [Test]
    public void A_change_while_the_store_is_made_is_not_lost()
    {
        ServiceCollection services = [];
        services.AddCacheCore(_configuration.GetSection("Cache"), options => options.BackgroundMaintenance = false);
        services.AddSingleton<TimeProvider>(_ =>
        {
            Change(("MemoryLimit", "24MB"));
            return _clock;
        });
        using ServiceProvider provider = services.BuildServiceProvider();

        Assert.That(provider.GetRequiredService<CacheStore>().MemoryLimit, Is.EqualTo(24 * MiB));
    }

    [TestCase("MemoryLimit", "bananas", "bananas")]
    [TestCase("MemoryLimit", "1", "MemoryLimit")]
    [TestCase("MemoryLimit", "200GB", "MemoryLimit")]
    [TestCase("HotPercent", "99", "HotPercent")]
    public void A_bad_change_is_logged_and_ignored(string option, string value, string named)
    {
        _ = Store;
        Assert.That(() => Change((option, value)), Throws.Nothing);
        FakeLogRecord record = _logs.LatestRecord;
        Change((option, null), ("MemoryLimit", "16MB"));

        using (Assert.EnterMultipleScope())
        {
            Assert.That((record.Level, record.Id.Name), Is.EqualTo((LogLevel.Error, "OptionsRefused")));
            Assert.That(record.Message, Does.Contain(named));
            Assert.That(Store.MemoryLimit, Is.EqualTo(16 * MiB), "the next good change counts");
        }
    }

    [Test]
    public void A_key_that_nobody_knows_is_a_bad_change()
    {
        _ = Store;
        Change(("MemoryLimt", "64MB"));

        Assert.That(_logs.LatestRecord.Message, Does.Contain("MemoryLimt"));
        Assert.That(Store.MemoryLimit, Is.EqualTo(32 * MiB));
    }

    [Test]
    public void What_was_set_by_hand_stays_where_configuration_has_not_moved()
    {
        Store.MemoryLimit = 20 * MiB;
        Change(("PageBalancing", "Off"));

        Assert.That(Store.MemoryLimit, Is.EqualTo(20 * MiB));
    }

    [Test]
    public void After_the_end_of_the_container_nobody_follows()
    {
        CacheStore store = Store;
        _provider.Dispose();

        Assert.That(() => Change(("MemoryLimit", "64MB")), Throws.Nothing);
        Assert.That(store.MemoryLimit, Is.EqualTo(32 * MiB));
        Assert.That(_logs.GetSnapshot().Select(record => record.Level), Has.None.EqualTo(LogLevel.Error));
    }

    private void Change(params (string Option, string? Value)[] options)
    {
        foreach ((string option, string? value) in options)
        {
            _configuration[$"Cache:{option}"] = value;
        }

        _configuration.Reload();
    }
}
