using System.Globalization;
using CacheCore.Parts;
using CacheCore.Tests.Integrity;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;
using static CacheCore.Tests.CacheStoreTests.TestStore;

namespace CacheCore.Tests.CacheStoreTests;

/// <summary>The memory limit is changed while the store runs.</summary>
internal sealed class MemoryLimitTests
{
    private const int KiB = 1 << 10;
    private const int MiB = 1 << 20;

    [Test]
    public void The_limit_is_the_option_and_may_be_raised_to_four_times_it()
    {
        using CacheStore store = Create(16 * MiB);

        Assert.That((store.MemoryLimit, store.MaxMemoryLimit), Is.EqualTo((16L * MiB, 64L * MiB)));
        store.MemoryLimit = store.MaxMemoryLimit;
        Assert.That((store.MemoryLimit, store.GetStatistics().MemoryLimit), Is.EqualTo((64L * MiB, 64L * MiB)));
    }

    [Test]
    public void A_limit_that_is_no_whole_number_of_pages_is_told_as_it_was_set()
    {
        using CacheStore store = Create(16 * MiB);
        store.MemoryLimit = 3_000_001;

        Assert.That(
            (store.MemoryLimit, store.GetStatistics().MemoryLimit, store.Parts.Memory.Pool.PageLimit),
            Is.EqualTo((3_000_001L, 3_000_001L, 366)));
    }

    [Test]
    public void Two_who_set_it_at_once_leave_one_limit()
    {
        using CacheStore store = Create(16 * MiB);
        for (int round = 0; round < 500; round++)
        {
            using var start = new Barrier(2);
            Task[] both = [.. Enumerable.Range(4, 2).Select(mebibytes => Task.Factory.StartNew(
                () =>
                {
                    start.SignalAndWait();
                    store.MemoryLimit = mebibytes * MiB;
                },
                CancellationToken.None,
                TaskCreationOptions.LongRunning,
                TaskScheduler.Default))];
            Task.WaitAll(both);

            Assert.That(store.Parts.Eviction.Pinned.Bound * PinnedItems.DefaultShare, Is.EqualTo(store.MemoryLimit));
        }
    }

    [TestCase(MiB - 1)]
    [TestCase((32 * MiB) + 1)]
    [TestCase(0)]
    [TestCase(-1)]
    public void A_limit_out_of_range_is_refused_with_the_range(long limit)
    {
        using CacheStore store = Create(16 * MiB, configure: options => options.MaxMemoryLimit = 32 * MiB);

        Assert.That(() => store.MemoryLimit = limit, Throws.InstanceOf<ArgumentOutOfRangeException>().With.Message
            .Contains(string.Create(CultureInfo.InvariantCulture, $"MemoryLimit cannot be {limit:N0} bytes"))
            .And.Message.Contains("from 1,048,576 to 33,554,432")
            .And.Message.Contains("MaxMemoryLimit")
            .And.Property("ParamName")
            .EqualTo("value"));
        Assert.That(store.MemoryLimit, Is.EqualTo(16 * MiB));
    }

    [Test]
    public void Large_pages_need_a_higher_limit()
    {
        using CacheStore store = Create(64 * MiB, configure: options => options.PageSize = MiB);

        Assert.That(
            () => store.MemoryLimit = (16 * MiB) - 1,
            Throws.InstanceOf<ArgumentOutOfRangeException>().With.Message.Contains("from 16,777,216 to"));
        store.MemoryLimit = 16 * MiB;
        Assert.That(store.Set("key", Value(300 * KiB)), Is.EqualTo(WriteResult.Stored));
    }

    [TestCase(EvictionPolicy.Adaptive)]
    [TestCase(EvictionPolicy.Segmented)]
    [TestCase(EvictionPolicy.Lru)]
    [TestCase(EvictionPolicy.Sieve)]
    public void A_store_works_at_every_limit_up_and_down(EvictionPolicy policy)
    {
        using CacheStore store = Create(4 * MiB, configure: options => options.EvictionPolicy = policy);
        int[] mebibytes = [4, 16, 1, 2, 8, 1, 3, 16];
        int number = 0;
        foreach (int limit in mebibytes)
        {
            store.MemoryLimit = limit * MiB;
            store.RunMaintenance();
            Assert.That(store.GetStatistics().MemoryUsed, Is.LessThanOrEqualTo(limit * MiB));
            StoreIntegrity.Check(store);
            foreach (int size in (int[])[10, 200, 3000, 40_000, 400_000])
            {
                byte[] value = Value(size, number);
                for (int i = 0; i < Math.Clamp(limit * MiB / 4 / size, 4, 3000); i++)
                {
                    Assert.That(store.Set($"{number}", value), Is.EqualTo(WriteResult.Stored), $"{size} bytes at {limit} MiB");
                    Assert.That(store.Get($"{number}").AsSpan().SequenceEqual(value), $"{size} bytes at {limit} MiB");
                    number++;
                }
            }

            StoreIntegrity.Check(store);
            Assert.That(store.GetStatistics().MemoryUsed, Is.InRange(limit * MiB / 2, limit * MiB));
        }

        Assert.That(store.GetStatistics().RejectedOutOfMemory, Is.Zero);
    }

    [Test]
    public void Before_the_maintainer_has_come_writers_take_no_more_than_was_in_use()
    {
        using CacheStore store = Create(8 * MiB);
        Fill(store, 8 * MiB);
        long used = store.GetStatistics().MemoryUsed;
        store.MemoryLimit = 2 * MiB;
        foreach (int size in (int[])[100, 5000, 200_000, 1_000_000])
        {
            for (int i = 0; i < 20; i++)
            {
                Assert.That(store.Set($"{size}/{i}", Value(size)), Is.EqualTo(WriteResult.Stored));
            }

            Assert.That(store.GetStatistics().MemoryUsed, Is.LessThanOrEqualTo(used));
        }

        StoreIntegrity.Check(store);
    }

    [Test]
    public void What_is_used_most_outlives_a_lowered_limit()
    {
        using CacheStore store = Create(8 * MiB);
        Fill(store, 8 * MiB);
        int[] used = [.. Enumerable.Range(0, 30_000).Where(i => i % 10 == 0 && store.Contains($"{i}"))];
        for (int round = 0; round < 3; round++)
        {
            Array.ForEach(used, i => store.Get($"{i}"));
        }

        store.MemoryLimit = 2 * MiB;
        store.RunMaintenance();

        Assert.That(used, Has.Length.GreaterThan(1000));
        Assert.That(used.Count(i => store.Contains($"{i}")), Is.GreaterThan(used.Length * 0.9));
        StoreIntegrity.Check(store);
    }

    [Test]
    public void No_item_may_exceed_half_the_limit_of_now()
    {
        using CacheStore store = Create(4 * MiB, configure: options => options.MaxItemSize = 100 * MiB);
        Assert.That(store.Set("key", Value(3 * MiB)), Is.EqualTo(WriteResult.TooLarge));
        store.MemoryLimit = 8 * MiB;
        Assert.That(store.Set("key", Value(3 * MiB)), Is.EqualTo(WriteResult.Stored));

        store.MemoryLimit = MiB;
        Assert.That(store.Set("other", Value(600 * KiB)), Is.EqualTo(WriteResult.TooLarge));
        Assert.That(store.Set("third", Value(400 * KiB)), Is.EqualTo(WriteResult.Stored));
        store.RunMaintenance();
        Assert.That(store.GetStatistics().MemoryUsed, Is.LessThanOrEqualTo(MiB));
        Assert.That((store.Contains("key"), store.Get("third")), Is.EqualTo((false, Value(400 * KiB))));
        StoreIntegrity.Check(store);
    }

    [Test]
    public void A_limited_number_of_items_and_a_lower_limit_hold_both()
    {
        using CacheStore store = Create(8 * MiB, configure: options => options.MaxItems = 5000);
        for (int i = 0; i < 6000; i++)
        {
            _ = store.Set($"{i}", Value(1000));
        }

        store.MemoryLimit = 2 * MiB;
        store.RunMaintenance();
        CacheStatistics statistics = store.GetStatistics();
        Assert.That(statistics.MemoryUsed, Is.LessThanOrEqualTo(2 * MiB));
        store.MemoryLimit = 8 * MiB;
        for (int i = 0; i < 6000; i++)
        {
            Assert.That(store.Set($"new{i}", Value(100)), Is.EqualTo(WriteResult.Stored));
        }

        Assert.That(store.GetStatistics().Items, Is.EqualTo(5000));
        StoreIntegrity.Check(store);
    }

    [Test]
    public void Pinned_items_outlive_a_lowered_limit_and_their_bound_follows_it()
    {
        using CacheStore store = Create(8 * MiB, configure: options => options.PinnedKeyPrefixes = ["pin"]);
        for (int i = 0; i < 1000; i++)
        {
            _ = store.Set($"pin{i}", Value(100));
        }

        Fill(store, 8 * MiB);
        store.MemoryLimit = 2 * MiB;
        store.RunMaintenance();
        CacheStatistics statistics = store.GetStatistics();
        Assert.That((statistics.PinnedItems, statistics.PinnedEvictions, statistics.PinsRefused), Is.EqualTo((1000L, 0L, 0L)));
        Assert.That(statistics.MemoryUsed, Is.LessThanOrEqualTo(2 * MiB));

        _ = store.Set("pinned too late", Value(100));
        Assert.That(store.GetStatistics().PinsRefused, Is.EqualTo(1), "They have more than a 16th of the limit already.");
        store.MemoryLimit = 8 * MiB;
        _ = store.Set("pinned again", Value(100));
        Assert.That(store.GetStatistics().PinnedItems, Is.EqualTo(1001));
        StoreIntegrity.Check(store);
    }

    [Test]
    public void Where_pinned_items_alone_are_more_than_a_lowered_limit_some_leave()
    {
        using CacheStore store = Create(
            8 * MiB, configure: options => (options.PinnedKeyPrefixes, options.MaxPinnedBytes) = (["pin"], 4 * MiB));
        for (int i = 0; i < 3000; i++)
        {
            _ = store.Set($"pin{i}", Value(1000));
        }

        store.MemoryLimit = MiB;
        store.RunMaintenance();
        CacheStatistics statistics = store.GetStatistics();
        Assert.That(statistics.MemoryUsed, Is.LessThanOrEqualTo(MiB));
        Assert.That(statistics.PinnedItems + statistics.PinnedEvictions, Is.EqualTo(3000));
        Assert.That(statistics.PinnedItems, Is.GreaterThan(700));
        StoreIntegrity.Check(store);
    }

    [Test]
    public void Keys_are_listed_once_though_the_index_shrinks_and_grows_meanwhile()
    {
        using CacheStore store = Create(16 * MiB, configure: options => options.EvictionPolicy = EvictionPolicy.Lru);
        for (int i = 0; i < 60_000; i++)
        {
            _ = store.Set($"{i}", Value(100));
        }

        var listed = new List<string>();
        int[] kept = [];
        foreach (byte[] key in store.EnumerateKeys())
        {
            listed.Add(Text(key)!);
            if (listed.Count == 5000)
            {
                store.MemoryLimit = 4 * MiB;
                store.RunMaintenance();
                Assert.That(store.Parts.Memory.Index.Merges, Is.GreaterThan(1000));
                kept = [.. Enumerable.Range(0, 60_000).Where(i => store.Contains($"{i}"))];
            }

            if (listed.Count == 9000)
            {
                store.MemoryLimit = 16 * MiB;
                for (int i = 0; i < 30_000; i++)
                {
                    _ = store.Set($"new{i}", []);
                }
            }
        }

        HashSet<string> all = [.. listed];
        Assert.That(all, Has.Count.EqualTo(listed.Count), "A key was listed twice.");
        Assert.That(kept, Has.Length.GreaterThan(10_000));
        Assert.That(kept.All(i => all.Contains($"{i}")), "A key that was there all the time was not listed.");
    }

    [Test]
    public void The_maintainer_comes_by_itself()
    {
        using CacheStore store = Create(16 * MiB, configure: options => options.BackgroundMaintenance = true);
        Fill(store, 16 * MiB);
        Assert.That(SpinWait.SpinUntil(() => store.Parts.Bell.IsAwaited, TimeSpan.FromSeconds(20)), "It never rests.");
        store.MemoryLimit = 2 * MiB;

        Assert.That(SpinWait.SpinUntil(() => store.Parts.Memory.Pool.IsSettled, TimeSpan.FromSeconds(20)), "The limit stays high.");
        Assert.That(store.GetStatistics().MemoryUsed, Is.LessThanOrEqualTo(2 * MiB));
    }

    [Test]
    [Platform("Linux")]
    public void The_system_has_its_memory_back([Values] bool hugePages)
    {
        const int Full = 96 * MiB;
        const int Lower = 16 * MiB;
        using var store = new CacheStore(new CacheCoreOptions
        {
            MemoryLimit = Full,
            UseHugePages = hugePages,
            BackgroundMaintenance = false,
        });
        for (int i = 0; i < Full / 600; i++)
        {
            _ = store.Set($"{i}", Value(500));
        }

        bool hasHugePages = OfMapping(store, "VmFlags:").Contains("hg");
        Assert.That(ResidentBytes(store), Is.InRange(Full * 0.8, Full * 1.15));
        store.MemoryLimit = Lower;
        store.RunMaintenance();

        Assert.That(ResidentBytes(store), Is.InRange(Lower * 0.8, Lower * 1.05));
        Assert.That(OfMapping(store, "VmFlags:").Contains("hg"), Is.False, "The kernel may fill up the gaps.");
        store.MemoryLimit = Full;
        Assert.That(OfMapping(store, "VmFlags:").Contains("hg"), Is.EqualTo(hasHugePages));
        for (int i = 0; i < Full / 600; i++)
        {
            _ = store.Set($"{i}", Value(500));
        }

        Assert.That(ResidentBytes(store), Is.InRange(Full * 0.8, Full * 1.15));
        StoreIntegrity.Check(store);
    }

    [Test]
    public void A_change_is_logged()
    {
        FakeLogCollector logs = new();
        using ILoggerFactory loggerFactory = LoggerFactory.Create(builder => builder.AddProvider(new FakeLoggerProvider(logs)));
        using var store = new CacheStore(
            new CacheCoreOptions { Name = "pages", MemoryLimit = 4 * MiB, BackgroundMaintenance = false }, loggerFactory: loggerFactory);
        store.MemoryLimit = 8 * MiB;

        FakeLogRecord record = logs.GetSnapshot()[^1];
        Assert.That((record.Level, record.Id.Name), Is.EqualTo((LogLevel.Information, "MemoryLimitChanged")));
        Assert.That(record.Message, Does.Contain("'pages'").And.Contain("8 MiB"));
    }

    [Test]
    public void A_share_of_the_memory_is_a_limit()
    {
        using var store = new CacheStore(new CacheCoreOptions { MemoryLimitPercent = 1, MemoryLimit = 5, BackgroundMaintenance = false });
        long memory = CacheCore.Primitives.MemoryBudget.OfThisProcess().Total;

        Assert.That(store.MemoryLimit, Is.EqualTo(memory / 100).Within(1));
        Assert.That(store.GetStatistics().MemoryLimit, Is.EqualTo(store.MemoryLimit));
        store.MemoryLimit /= 2;
        Assert.That(store.MemoryLimit, Is.EqualTo(memory / 200).Within(1));
    }

    private static void Fill(CacheStore store, long bytes)
    {
        for (int i = 0; i < bytes / 500; i++)
        {
            _ = store.Set($"{i}", Value(500));
        }
    }

    /// <summary>Bytes of the store's addresses that memory stands behind.</summary>
    private static long ResidentBytes(CacheStore store) => long.Parse(OfMapping(store, "Rss:")[1], CultureInfo.InvariantCulture) * KiB;

    /// <summary>The words of one line of what Linux tells of the store's addresses.</summary>
    private static string[] OfMapping(CacheStore store, string name)
    {
        long first = store.Parts.Memory.Pool.BucketBase - store.Parts.Memory.Pool.Geometry.BucketOffset;
        string start = first.ToString("x", CultureInfo.InvariantCulture) + "-";
        return File.ReadLines("/proc/self/smaps")
            .SkipWhile(line => !line.StartsWith(start, StringComparison.Ordinal))
            .FirstOrDefault(line => line.StartsWith(name, StringComparison.Ordinal), "")
            .Split(' ', StringSplitOptions.RemoveEmptyEntries);
    }
}
