using CacheCore.DependencyInjection;
using CacheCore.Primitives;
using CacheCore.Tests.CacheStoreTests;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;

namespace CacheCore.Tests.Primitives;

[TestFixture]
public sealed class MemoryBudgetTests
{
    private const long MiB = 1 << 20;

    [TestCase(1024, 768, 256, false)]    // container, the collector's own three quarters: the rest is free
    [TestCase(1024, 768, 257, true)]
    [TestCase(1024, 256, 768, false)]    // the collector limited by hand
    [TestCase(1024, 256, 769, true)]
    [TestCase(1024, 2048, 1, true)]      // the collector alone may take more than there is
    [TestCase(16384, 0, 16384, false)]   // a machine, no limit on the collector: only a cache larger than the machine is told
    [TestCase(16384, 0, 16385, true)]
    [TestCase(0, 0, 262144, false)]      // nothing known, nothing said
    [TestCase(0, 512, 262144, false)]
    public void CacheAndHeapTogetherMustFit(long available, long gcLimit, long memoryLimit, bool exceeded) =>
        Assert.That(new MemoryBudget(available * MiB, gcLimit * MiB).IsExceededBy(memoryLimit * MiB), Is.EqualTo(exceeded));

    [TestCase(900, 90, 700, 1000, 700)]
    [TestCase(970, 97, 0, 1000, 0)]
    [TestCase(900, 0, 700, 0, 0)]
    [TestCase(0, 90, 700, 0, 700)]
    [TestCase(900, 101, 0, 0, 0)]
    [TestCase(201326592, 75, 201326592, 268435456, 201326592)]
    public void AvailableMemoryFollowsFromTheLoadThatCountsAsHigh(
        long highLoad, long percent, long hardLimit, long available, long gcLimit) =>
        Assert.That(MemoryBudget.From(highLoad, percent, hardLimit), Is.EqualTo(new MemoryBudget(available, gcLimit)));

    [Test]
    public void ThisProcessHasMemory() => Assert.That(MemoryBudget.OfThisProcess().Available, Is.GreaterThan(64 * MiB));

    [Test]
    public void TheLimitsOfAllCachesOfAContainerAreAddedUp()
    {
        MemoryBudget budget = MemoryBudget.OfThisProcess();
        Assume.That(budget.Total, Is.LessThan(256L << 30));
        FakeLogCollector logs = new();
        ServiceCollection services = [];
        services.AddLogging(builder => builder.AddProvider(new FakeLoggerProvider(logs)));
        foreach (string key in new[] { "first", "second" })
        {
            services.AddKeyedCacheCore(key, options =>
            {
                options.MemoryLimitPercent = 60;
                options.BackgroundMaintenance = false;
            });
        }

        using ServiceProvider provider = services.BuildServiceProvider();
        long limits = provider.GetRequiredKeyedService<CacheStore>("first").MemoryLimit
            + provider.GetRequiredKeyedService<CacheStore>("second").MemoryLimit;

        FakeLogRecord warning = logs.GetSnapshot().Single(record => record.Id.Name is "MemoryOvercommitted" or "MemoryExceeded");
        Assert.That(warning.GetStructuredStateValue("CacheName"), Is.EqualTo("second"));
        Assert.That(warning.GetStructuredStateValue("MemoryLimit"), Is.EqualTo(new ByteSize(limits).ToString()));
    }

    [TestCase(256 * MiB, 75)]
    [TestCase(1_000_003, 75)]
    [TestCase((3L << 30) + 4096, 90)]
    public void AQuarterAndTheCollectorsThreeQuartersFit(long container, int highLoadPercent)
    {
        MemoryBudget budget = MemoryBudget.From(container * highLoadPercent / 100, highLoadPercent, container * 3 / 4);

        Assert.That(budget.IsExceededBy((long)(budget.Total * 0.25)), Is.False);
    }

    [Test]
    public void ShortMemoryIsWarnedOfWithAllFigures()
    {
        FakeLogCollector logs = new();
        using ILoggerFactory loggerFactory = LoggerFactory.Create(builder => builder.AddProvider(new FakeLoggerProvider(logs)));
        using CacheStore store = TestStore.Create(600 * MiB, configure: options => options.Name = "pages");
        MadeStores stores = new();
        stores.Add(store, new(1000 * MiB, 400 * MiB), loggerFactory.CreateLogger<CacheStore>());
        Assert.That(logs.GetSnapshot(), Is.Empty);
        stores.Add(store, new(1000 * MiB, 500 * MiB), loggerFactory.CreateLogger<CacheStore>());
        stores.Add(store, new(1000 * MiB, 500 * MiB), loggerFactory.CreateLogger<CacheStore>());

        FakeLogRecord record = logs.GetSnapshot().Single();
        using (Assert.EnterMultipleScope())
        {
            Assert.That((record.Level, record.Id.Name), Is.EqualTo((LogLevel.Warning, "MemoryOvercommitted")));
            Assert.That(record.Message, Does.Contain("'pages'").And.Contain("1.17 GiB").And.Contain("500 MiB").And.Contain("1000 MiB"));
        }
    }

    [Test]
    public void WhereTheHeapHasNoLimitNothingIsSaidOfOne()
    {
        FakeLogCollector logs = new();
        using ILoggerFactory loggerFactory = LoggerFactory.Create(builder => builder.AddProvider(new FakeLoggerProvider(logs)));
        using CacheStore store = TestStore.Create(600 * MiB);
        new MadeStores().Add(store, new(500 * MiB, 0), loggerFactory.CreateLogger<CacheStore>());

        Assert.That(logs.GetSnapshot().Single().Message, Does.Contain("600 MiB").And.Contain("500 MiB").And.Not.Contain("heap"));
    }
}
