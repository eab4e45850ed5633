using CacheCore.Memory;
using CacheCore.Tests.Integrity;
using CacheCore.Wiring;
using Microsoft.Extensions.Time.Testing;
using static CacheCore.Tests.CacheStoreTests.TestStore;

namespace CacheCore.Tests.CacheStoreTests;

/// <summary>What happens when memory is full: the coldest leaves, the new item stays.</summary>
internal sealed class MemoryTests
{
    private const int KiB = 1 << 10;

    [TestCase(4 << 20, 500_000)]
    [TestCase(1 << 20, 400_000)]
    public void After_a_change_of_sizes_every_new_item_is_kept(int memoryLimit, int largest)
    {
        using CacheStore store = Create(memoryLimit, configure: options => options.MaxItemSize = memoryLimit);
        int[] sizes = [200, 2 * KiB, 20 * KiB, largest, 20 * KiB, 2 * KiB, 200, largest];
        foreach (int size in sizes)
        {
            int count = Math.Max(4, memoryLimit * 2 / size);
            byte[] value = Value(size);
            for (int i = 0; i < count; i++)
            {
                Assert.That(store.Set($"{size}/{i}", value), Is.EqualTo(WriteResult.Stored), $"{size} bytes, item {i}");
                Assert.That(store.Get($"{size}/{i}").AsSpan().SequenceEqual(value), $"{size} bytes, item {i}");
            }

            StoreIntegrity.Check(store);
            Assert.That(store.GetStatistics().MemoryUsed, Is.LessThanOrEqualTo(memoryLimit));
        }

        Assert.That(store.GetStatistics().RejectedOutOfMemory, Is.Zero);
    }

    [TestCase(1)]
    [TestCase(2)]
    [TestCase(3)]
    public void A_cache_of_1_MiB_takes_any_mix_of_sizes(int seed)
    {
        using CacheStore store = new(new CacheCoreOptions { MemoryLimit = 1 << 20, BackgroundMaintenance = false });
        var random = new Random(seed);
        for (int i = 0; i < 4000; i++)
        {
            int size = (int)Math.Pow(2, random.NextDouble() * 18.9);
            byte[] value = Value(size, i);
            Assert.That(store.Set($"key{random.Next(3000)}", value), Is.EqualTo(WriteResult.Stored), $"{size} bytes, item {i}");
            if (i % 100 == 0)
            {
                store.RunMaintenance();
            }
        }

        StoreIntegrity.Check(store);
        Assert.That(store.GetStatistics().Items, Is.GreaterThan(1));
    }

    [Test]
    public void The_index_finds_a_page_though_items_hold_them_all()
    {
        using CacheStore store = Create(2 << 20);
        for (int i = 0; i < 60_000; i++)
        {
            Assert.That(store.Set($"{i}", []), Is.EqualTo(WriteResult.Stored));
        }

        StoreIntegrity.Check(store);
        CacheStatistics statistics = store.GetStatistics();
        Assert.That(statistics.Items, Is.GreaterThan(20_000));
        Assert.That(statistics.IndexBytes, Is.GreaterThan(statistics.Items * 9));
    }

    [TestCase(EvictionPolicy.Adaptive, 80)]
    [TestCase(EvictionPolicy.Segmented, 100)]
    [TestCase(EvictionPolicy.Lru, 95)]
    [TestCase(EvictionPolicy.Sieve, 95)]
    public void Items_that_are_read_again_outlive_those_that_are_not(EvictionPolicy policy, int atLeast)
    {
        using CacheStore store = Create(1 << 20, configure: options => options.EvictionPolicy = policy);
        for (int i = 0; i < 100; i++)
        {
            _ = store.Set($"hot{i}", Value(500));
        }

        for (int i = 0; i < 10_000; i++)
        {
            if (i % 200 == 0)
            {
                for (int hot = 0; hot < 100; hot++)
                {
                    _ = store.Contains($"hot{hot}");
                }
            }

            if (i % 1000 == 0)
            {
                store.RunMaintenance();
            }

            _ = store.Set($"cold{i}", Value(500));
        }

        Assert.That(Enumerable.Range(0, 100).Count(i => store.Contains($"hot{i}")), Is.GreaterThanOrEqualTo(atLeast));
        CacheStatistics statistics = store.GetStatistics();
        Assert.That(statistics.Evictions, Is.GreaterThan(7000));
        Assert.That(statistics.EvictedUnread, Is.InRange(statistics.Evictions - 20, statistics.Evictions));
    }

    [Test]
    public void Evicted_items_that_were_read_are_told_from_those_that_were_not()
    {
        using CacheStore store = Create(1 << 20);
        for (int i = 0; i < 5000; i++)
        {
            _ = store.Set($"{i}", Value(500));
            _ = store.Contains($"{i}");
        }

        CacheStatistics statistics = store.GetStatistics();
        Assert.That(statistics.Evictions, Is.GreaterThan(2000));
        Assert.That(statistics.EvictedUnread, Is.Zero);
    }

    [Test]
    public void Without_reads_the_oldest_items_leave_first()
    {
        var clock = new FakeTimeProvider();
        using CacheStore store = Create(1 << 20, clock, options => options.EvictionPolicy = EvictionPolicy.Segmented);
        for (int i = 0; i < 5000; i++)
        {
            clock.Advance(TimeSpan.FromSeconds(1));
            _ = store.Set($"{i}", Value(500));
        }

        int items = (int)store.GetStatistics().Items;
        Assert.That(Enumerable.Range(5000 - items, items).All(i => store.Contains($"{i}")));
    }

    [Test]
    public void A_class_whose_pages_are_all_being_emptied_gets_another()
    {
        using CacheStore store = Create(1 << 20);
        for (int i = 0; i < 2000; i++)
        {
            _ = store.Set($"key{i}", Value(1000));
        }

        for (int i = 0; i < 300; i++)
        {
            _ = store.Set($"class{i}", Value(20));
        }

        StoreParts parts = store.Parts;
        int slabClass = parts.Memory.Slabs.Table.ClassOf(ItemHeader.Size + "class0123".Length + 20);
        int[] pages = [.. Enumerable.Range(1, parts.Memory.Slabs.PageCount)
            .Where(page => parts.Memory.Slabs.Inspect(page) is (var info, var owner) && info.Use == PageUse.Slab && owner == slabClass)];
        Assert.That(pages, Is.Not.Empty);
        Assert.That(parts.Memory.Pool.IsFull);
        Array.ForEach(pages, page => Assert.That(parts.Memory.Slabs.TryBeginDrain(page, slabClass)));

        Assert.That(store.Set("class0123", Value(20)), Is.EqualTo(WriteResult.Stored));
        Array.ForEach(pages, page => parts.Memory.Slabs.EndDrain(page));
        StoreIntegrity.Check(store);
    }

    [Test]
    public void Out_of_memory_is_told_only_when_nothing_can_leave()
    {
        using CacheStore store = Create(1 << 20);
        var taken = new List<int>();
        while (store.Parts.Memory.Slabs.TryTakeLink(out int page))
        {
            taken.Add(page);
        }

        Assert.That(store.Set("key", "value"u8), Is.EqualTo(WriteResult.OutOfMemory));
        Assert.That(store.GetStatistics().RejectedOutOfMemory, Is.EqualTo(1));
        taken.ForEach(store.Parts.Memory.Slabs.FreeLink);
        Assert.That(store.Set("key", "value"u8), Is.EqualTo(WriteResult.Stored));
        StoreIntegrity.Check(store);
    }

    [Test]
    public void A_set_without_memory_takes_the_old_value_with_it()
    {
        using CacheStore store = Create(1 << 20);
        _ = store.Set("key", "value"u8);
        var taken = new List<int>();
        while (store.Parts.Memory.Slabs.TryTakeLink(out int page))
        {
            taken.Add(page);
        }

        Assert.That(store.Set("key", Value(100_000)), Is.EqualTo(WriteResult.OutOfMemory));
        Assert.That(store.Contains("key"), Is.False);
        taken.ForEach(store.Parts.Memory.Slabs.FreeLink);
        StoreIntegrity.Check(store);
        Assert.That(store.GetStatistics().MemoryUsed, Is.EqualTo(store.GetStatistics().IndexBytes + store.GetStatistics().PolicyBytes));
    }

    [Test]
    public void A_set_that_is_too_large_takes_the_old_value_with_it()
    {
        using CacheStore store = Create(configure: options => options.MaxItemSize = 1024);
        _ = store.Set("key", "value"u8);

        Assert.That(store.Set("key", Value(1021)), Is.EqualTo(WriteResult.Stored));
        Assert.That(store.Set("key", Value(1022)), Is.EqualTo(WriteResult.TooLarge));
        Assert.That(store.Contains("key"), Is.False);
        Assert.That(store.GetStatistics().RejectedTooLarge, Is.EqualTo(1));
    }

    [Test]
    public void Other_writes_that_are_too_large_leave_the_old_value()
    {
        using CacheStore store = Create(configure: options => options.MaxItemSize = 1024);
        _ = store.Set("key", "value"u8);
        _ = store.TryGetInfo("key", out ItemInfo info);

        Assert.That(store.Add("key", Value(2000)), Is.EqualTo(WriteResult.TooLarge));
        Assert.That(store.Replace("key", Value(2000)), Is.EqualTo(WriteResult.TooLarge));
        Assert.That(store.Append("key", Value(2000)), Is.EqualTo(WriteResult.TooLarge));
        Assert.That(store.CompareAndSwap("key", Value(2000), info.Version), Is.EqualTo(WriteResult.TooLarge));
        Assert.That(Text(store.Get("key")), Is.EqualTo("value"));
    }

    [Test]
    public void No_item_may_exceed_half_the_limit()
    {
        using CacheStore store = Create(1 << 20, configure: options => options.MaxItemSize = 100 << 20);

        Assert.That(store.Set("key", Value((512 * KiB) - 3)), Is.EqualTo(WriteResult.Stored));
        Assert.That(store.Set("key", Value((512 * KiB) - 2)), Is.EqualTo(WriteResult.TooLarge));
    }

    [Test]
    public void Temporary_items_are_not_evicted_before_others()
    {
        using CacheStore store = Create(1 << 20, new FakeTimeProvider(), options => options.TemporaryLifetime = TimeSpan.FromMinutes(1));
        for (int i = 0; i < 100; i++)
        {
            _ = store.Set($"temporary{i}", Value(500), ItemOptions.ExpiresAfter(TimeSpan.FromMinutes(1)));
        }

        for (int i = 0; i < 5000; i++)
        {
            _ = store.Set($"{i}", Value(500));
        }

        Assert.That(Enumerable.Range(0, 100).All(i => store.Contains($"temporary{i}")));
        Assert.That(store.GetStatistics().Classes.Sum(one => one.Temporary.Items), Is.EqualTo(100));
    }

    [Test]
    public void A_write_moves_an_item_to_and_from_the_temporary_ones()
    {
        using CacheStore store = Create(1 << 20, new FakeTimeProvider(), options => options.TemporaryLifetime = TimeSpan.FromMinutes(1));
        _ = store.Set("key", "value"u8, ItemOptions.ExpiresAfter(TimeSpan.FromMinutes(1)));
        _ = store.Set("key", "other"u8);
        Assert.That(store.GetStatistics().Classes.Sum(one => one.Temporary.Items), Is.Zero);
        _ = store.Set("key", "value"u8, ItemOptions.ExpiresAfter(TimeSpan.FromMinutes(1)));
        Assert.That(store.GetStatistics().Classes.Sum(one => one.Temporary.Items), Is.EqualTo(1));
        _ = store.Touch("key", ItemOptions.ExpiresAfter(TimeSpan.FromHours(1)));
        Assert.That(store.GetStatistics().Classes.Sum(one => one.Temporary.Items), Is.Zero);
        Assert.That(Text(store.Get("key")), Is.EqualTo("value"));
    }

    [Test]
    public void A_lifetime_a_millisecond_too_long_is_not_temporary()
    {
        var clock = new FakeTimeProvider();
        using CacheStore store = Create(1 << 20, clock, options => options.TemporaryLifetime = TimeSpan.FromSeconds(1));
        clock.Advance(TimeSpan.FromMilliseconds(500));
        _ = store.Set("temporary", "value"u8, ItemOptions.ExpiresAfter(TimeSpan.FromSeconds(1)));
        _ = store.Set("longer", "value"u8, ItemOptions.ExpiresAfter(TimeSpan.FromMilliseconds(1001)));

        Assert.That(store.GetStatistics().Classes.Sum(one => one.Temporary.Items), Is.EqualTo(1));
    }

    [Test]
    public void Expired_items_leave_without_any_access()
    {
        var clock = new FakeTimeProvider();
        using CacheStore store = Create(clock: clock);
        for (int i = 0; i < 2000; i++)
        {
            _ = store.Set($"{i}", Value(i), ItemOptions.ExpiresAfter(TimeSpan.FromSeconds(1 + (i % 2))));
        }

        clock.Advance(TimeSpan.FromSeconds(1));
        store.RunMaintenance();
        Assert.That(store.GetStatistics().Items, Is.EqualTo(1000));
        clock.Advance(TimeSpan.FromSeconds(1));
        store.RunMaintenance();
        CacheStatistics statistics = store.GetStatistics();
        Assert.That((statistics.Items, statistics.Expirations, statistics.StoredBytes), Is.EqualTo((0L, 2000L, 0L)));
        Assert.That(statistics.MemoryUsed, Is.EqualTo(statistics.IndexBytes + statistics.PolicyBytes));
        StoreIntegrity.Check(store);
    }
}
