using System.Buffers;
using System.Globalization;
using CacheCore.DistributedCache;
using Microsoft.Extensions.Caching.Distributed;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;

namespace CacheCore.Tests.DistributedCache;

/// <summary>The contracts, and where CacheCore promises more than them.</summary>
[TestFixture]
public sealed class CacheCoreDistributedCacheTests : BufferDistributedCacheContract
{
    private readonly List<CacheStore> _stores = [];

    private CacheCoreDistributedCache Adapter => (CacheCoreDistributedCache)Cache;

    protected override IDistributedCache Create(TimeProvider clock) => Create(clock, new(), null);

    /// <summary>A read does not renew until more than a 64th of the window has passed.</summary>
    protected override TimeSpan RenewalGap(TimeSpan window) => window / 64;

    [TearDown]
    public void DisposeStores()
    {
        _stores.ForEach(store => store.Dispose());
        _stores.Clear();
    }

    [Test]
    public void ArraysAreCopiedInAndOut()
    {
        byte[] given = [1, 2, 3];
        Cache.Set("key", given, Forever);
        given[0] = 0xFF;
        byte[] taken = Cache.Get("key")!;
        taken[1] = 0xFF;

        Assert.That(Cache.Get("key"), Is.EqualTo(Value));
    }

    [Test]
    public void ReadIntoAWriterCountsOnceWhateverTheLength([Values(0, 10, 5_000, 500_000)] int length)
    {
        CacheStore store = _stores[0];
        Cache.Set("key", new byte[length], Forever);
        Adapter.TryGet("key", new ArrayBufferWriter<byte>());
        Adapter.TryGet("missing", new ArrayBufferWriter<byte>());

        Assert.That(
            store.GetStatistics(),
            Has.Property(nameof(CacheStatistics.Hits)).EqualTo(1).And.Property(nameof(CacheStatistics.Misses)).EqualTo(1));
    }

    [Test]
    public void LongestRelativeExpirationMeansNever()
    {
        Cache.Set("key", Value, new() { AbsoluteExpirationRelativeToNow = TimeSpan.MaxValue });
        Clock.Advance(TimeSpan.FromDays(3650));

        Assert.That(Cache.Get("key"), Is.EqualTo(Value));
    }

    [Test]
    public void LatestAbsoluteExpirationMeansNever()
    {
        Cache.Set("key", Value, new() { AbsoluteExpiration = DateTimeOffset.MaxValue });
        Clock.Advance(TimeSpan.FromDays(3650));

        Assert.That(Cache.Get("key"), Is.EqualTo(Value));
    }

    [Test]
    public void IllFormedKeysAreRefusedRatherThanMixedUp()
    {
        using (Assert.EnterMultipleScope())
        {
            Assert.That(() => Cache.Get("\ud800"), Throws.ArgumentException);
            Assert.That(() => Cache.Set("a\udc00", Value, Forever), Throws.ArgumentException);
            Assert.That(() => Cache.Refresh("\ud800"), Throws.ArgumentException);
            Assert.That(() => Cache.Remove("\ud800"), Throws.ArgumentException);
        }
    }

    [Test]
    public void CancelledTokenIsHonouredBeforeAnythingIsDone()
    {
        CancellationToken cancelled = new(canceled: true);
        Cache.Set("key", Value, Forever);
        ArrayBufferWriter<byte> writer = new();

        Task[] tasks =
        [
            Adapter.GetAsync("key", cancelled),
            Adapter.SetAsync("key", [9], Forever, cancelled),
            Adapter.RefreshAsync("key", cancelled),
            Adapter.RemoveAsync("key", cancelled),
            Adapter.TryGetAsync("key", writer, cancelled).AsTask(),
            Adapter.SetAsync("key", new ReadOnlySequence<byte>([9]), Forever, cancelled).AsTask(),
        ];

        using (Assert.EnterMultipleScope())
        {
            Assert.That(tasks, Has.All.Property(nameof(Task.IsCanceled)).True);
            Assert.That(writer.WrittenCount, Is.Zero);
            Assert.That(Cache.Get("key"), Is.EqualTo(Value));
        }
    }

    [Test]
    public void NullKeyIsRefusedBeforeTheTokenIsLookedAt() =>
        AssertRefuses("key", () => _ = Cache.GetAsync(null!, new CancellationToken(canceled: true)));

    [Test]
    public void DefaultExpirationCountsForEntriesWithoutOne()
    {
        CacheCoreDistributedCache cache = Create(Clock, new() { DefaultExpiration = TimeSpan.FromMinutes(5) }, null);
        cache.Set("none given", Value, Forever);
        cache.Set("its own", Value, new() { AbsoluteExpirationRelativeToNow = TimeSpan.FromMinutes(10) });
        cache.Set("its own window", Value, new() { SlidingExpiration = TimeSpan.FromMinutes(10) });
        Clock.Advance(TimeSpan.FromMinutes(5));

        using (Assert.EnterMultipleScope())
        {
            Assert.That(cache.Get("none given"), Is.Null);
            Assert.That(cache.Get("its own"), Is.EqualTo(Value));
            Assert.That(cache.Get("its own window"), Is.EqualTo(Value));
        }
    }

    [Test]
    public void WithoutOptionsOfItsOwnThoseOfTheStoreCount()
    {
        CacheCoreOptions options = new()
        {
            DefaultExpiration = TimeSpan.FromMinutes(5),
            ThrowOnRejectedSet = true,
            BackgroundMaintenance = false,
        };
        using CacheStore store = new(options, Clock);
        options.DefaultExpiration = TimeSpan.FromMinutes(50);
        CacheCoreDistributedCache cache = new(store);
        CacheCoreDistributedCache other = new(store, new CacheCoreOptions());
        cache.Set("none given", Value, Forever);
        other.Set("otherwise", Value, Forever);
        Clock.Advance(TimeSpan.FromMinutes(5));

        Assert.That((cache.Get("none given"), cache.Get("otherwise")), Is.EqualTo(((byte[]?)null, Value)));
        Assert.That(() => cache.Set("large", new byte[2 << 20], Forever), Throws.InvalidOperationException);
        Assert.That(() => other.Set("large", new byte[2 << 20], Forever), Throws.Nothing);
    }

    [Test]
    public void DefaultSlidingExpirationCountsForEntriesWithoutAny()
    {
        TimeSpan window = TimeSpan.FromMinutes(20);
        CacheCoreDistributedCache cache = Create(Clock, new() { DefaultSlidingExpiration = window }, null);
        cache.Set("read", Value, Forever);
        cache.Set("left alone", Value, Forever);
        Clock.Advance(TimeSpan.FromMinutes(15));
        cache.Refresh("read");
        Clock.Advance(TimeSpan.FromMinutes(15));

        using (Assert.EnterMultipleScope())
        {
            Assert.That(cache.Get("left alone"), Is.Null);
            Assert.That(cache.Get("read"), Is.EqualTo(Value));
        }
    }

    [Test]
    public void TooLargeValueIsDroppedTogetherWithTheOneItWouldReplace()
    {
        CacheCoreDistributedCache cache = Create(Clock, new() { MaxItemSize = 1024 }, null);
        cache.Set("key", Value, Forever);
        cache.Set("key", new byte[2000], Forever);

        Assert.That(cache.Get("key"), Is.Null);
    }

    [Test]
    public void TooLargeSequenceIsDroppedTogetherWithTheValueItWouldReplace()
    {
        CacheCoreDistributedCache cache = Create(Clock, new() { MaxItemSize = 1024 }, null);
        cache.Set("key", Value, Forever);
        cache.Set("key", new ReadOnlySequence<byte>(new byte[2000]), Forever);

        Assert.That(cache.Get("key"), Is.Null);
    }

    [Test]
    public void TooLargeValueThrowsWhereThatWasAskedFor()
    {
        CacheCoreDistributedCache cache = Create(Clock, new() { MaxItemSize = 1024, ThrowOnRejectedSet = true }, null);
        cache.Set("key", Value, Forever);

        using (Assert.EnterMultipleScope())
        {
            Assert.That(() => cache.Set("key", new byte[2000], Forever),
                Throws.InvalidOperationException.With.Message.Contains("2000")
                    .And.Message.Contains("MaxItemSize")
                    .And.Message.Not.Contains("key\""));
            Assert.That(cache.Get("key"), Is.Null);
        }
    }

    [Test]
    public void RejectedSetsAreLoggedOnceAndThenCountedAtMostOnceAMinute()
    {
        FakeLogCollector logs = new();
        CacheCoreDistributedCache cache = Create(Clock, new() { Name = "small", MaxItemSize = 1024 }, logs);

        RejectThreeTimes();
        Clock.Advance(TimeSpan.FromSeconds(59));
        RejectThreeTimes();
        Clock.Advance(TimeSpan.FromSeconds(1));
        RejectThreeTimes();

        IReadOnlyList<FakeLogRecord> rejections = [.. logs.GetSnapshot().Where(record => record.Id.Name == "SetRejected")];
        using (Assert.EnterMultipleScope())
        {
            Assert.That(rejections, Has.All.Property(nameof(FakeLogRecord.Level)).EqualTo(LogLevel.Warning));
            Assert.That(rejections.Select(record => record.GetStructuredStateValue("Count")), Is.EqualTo((string[])["1", "6"]));
            Assert.That(rejections[0].GetStructuredStateValue("Reason"), Is.EqualTo(nameof(WriteResult.TooLarge)));
            Assert.That(rejections[0].GetStructuredStateValue("ValueLength"), Is.EqualTo("1.95 KiB"));
            Assert.That(rejections[0].Message, Does.Contain("'small'").And.Contain("MaxItemSize is 1 KiB").And.Not.Contain("secret"));
        }

        void RejectThreeTimes()
        {
            for (int i = 0; i < 3; i++)
            {
                cache.Set("secret key", new byte[2000], Forever);
            }
        }
    }

    [Test]
    public void AKeyThatIsTooLongIsLoggedAsSuchWithTheLongestOne([Values(0, 100, 40_000)] int valueLength)
    {
        FakeLogCollector logs = new();
        CacheCoreDistributedCache cache = Create(Clock, new() { MemoryLimit = 16 << 20, ThrowOnRejectedSet = true }, logs);
        DistributedCacheEntryOptions longLived = new()
        {
            SlidingExpiration = TimeSpan.FromHours(1),
            AbsoluteExpiration = Clock.GetUtcNow().AddDays(1),
        };
        string key = new('ä', 20_000);

        Assert.That(
            () => cache.Set(key, new byte[valueLength], longLived),
            Throws.InvalidOperationException.With.Message.Contains("key of 40000 bytes").And.Message.Contains("PageSize"));

        FakeLogRecord record = logs.GetSnapshot().Single(record => record.Level == LogLevel.Warning);
        int longest = int.Parse(record.GetStructuredStateValue("LongestKey")!, CultureInfo.InvariantCulture);
        Assert.That(record.Id.Name, Is.EqualTo("KeyRejected"));
        Assert.That(record.Message, Does.Contain("40000 bytes").And.Contain($"{longest}").And.Not.Contain("MaxItemSize"));
        Assert.That(() => cache.Set(new string('k', longest), new byte[valueLength], longLived), Throws.Nothing);
        Assert.That(() => cache.Set(new string('k', longest + 1), new byte[valueLength], longLived), Throws.InvalidOperationException);
    }

    [Test]
    public void KeysAndValuesThatAreTooLargeAreCountedEachForItself()
    {
        FakeLogCollector logs = new();
        CacheCoreDistributedCache cache = Create(Clock, new() { MemoryLimit = 16 << 20, MaxItemSize = 64 << 10 }, logs);
        for (int i = 0; i < 2; i++)
        {
            cache.Set(new string('k', 40_000), Value, Forever);
            cache.Set("key", new byte[100_000], Forever);
        }

        Assert.That(
            logs.GetSnapshot().Where(record => record.Level == LogLevel.Warning).Select(record => record.Id.Name),
            Is.EqualTo((string[])["KeyRejected", "SetRejected"]));
    }

    [Test]
    public void WhereTheMemoryLimitBindsTheWarningNamesIt()
    {
        FakeLogCollector logs = new();
        CacheCoreDistributedCache cache = Create(Clock, new() { MemoryLimit = 1 << 20, MaxItemSize = 4 << 20 }, logs);
        cache.Set("key", new byte[1 << 20], Forever);

        Assert.That(logs.GetSnapshot().Single(record => record.Id.Name == "SetRejected").Message,
            Does.Contain("1 MiB").And.Contain("MemoryLimit").And.Contain("512 KiB"));
    }

    [Test]
    public void AnItemSizeThatIsCutIsWarnedOfAtTheStart()
    {
        FakeLogCollector logs = new();
        _ = Create(Clock, new() { MemoryLimit = 16 << 20, MaxItemSize = 64 << 20 }, logs);
        _ = Create(Clock, new() { MemoryLimit = 1 << 20 }, logs);

        Assert.That(
            logs.GetSnapshot().Single(record => record.Id.Name == "MaxItemSizeCut").Message,
            Does.Contain("64 MiB").And.Contain("16 MiB"));
    }

    [Test]
    public void DisposedStoreIsReportedAsSuch()
    {
        CacheStore store = new(new CacheCoreOptions(), Clock);
        CacheCoreDistributedCache cache = new(store);
        store.Dispose();

        using (Assert.EnterMultipleScope())
        {
            Assert.That(() => cache.Get("key"), Throws.InstanceOf<ObjectDisposedException>());
            Assert.That(() => cache.Set("key", Value, Forever), Throws.InstanceOf<ObjectDisposedException>());
            Assert.That(() => cache.Refresh("key"), Throws.InstanceOf<ObjectDisposedException>());
            Assert.That(() => cache.Remove("key"), Throws.InstanceOf<ObjectDisposedException>());
            Assert.That(() => cache.TryGet("key", new ArrayBufferWriter<byte>()), Throws.InstanceOf<ObjectDisposedException>());
        }
    }

    [Test]
    public void StoreIsRequired() => AssertRefuses("store", () => _ = new CacheCoreDistributedCache(null!));

    private CacheCoreDistributedCache Create(TimeProvider clock, CacheCoreOptions options, FakeLogCollector? logs)
    {
        options.BackgroundMaintenance = false;
        ILoggerFactory? loggerFactory = logs is null
            ? null
            : LoggerFactory.Create(builder => builder.AddProvider(new FakeLoggerProvider(logs)));
        CacheStore store = new(options, clock, loggerFactory);
        _stores.Add(store);
        return new(store, options, clock, loggerFactory);
    }
}
