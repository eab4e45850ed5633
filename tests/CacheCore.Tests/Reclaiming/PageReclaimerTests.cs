using CacheCore.Memory;
using CacheCore.Reclaiming;
using CacheCore.Tests.Integrity;
using Microsoft.Extensions.Time.Testing;
using static CacheCore.Tests.CacheStoreTests.TestStore;

namespace CacheCore.Tests.Reclaiming;

/// <summary>Pages that change hands because somebody said so.</summary>
internal sealed class PageReclaimerTests
{
    private const int First = 0;
    private const int Second = 1;

    [Test]
    public void A_page_goes_to_the_class_that_was_named()
    {
        using CacheStore store = Filled(1 << 20);
        SlabAllocator slabs = store.Parts.Memory.Slabs;
        int before = slabs.Classes[First].PageCount;
        Assert.That(store.Workers.Pages.Reassign(First, Second), Is.EqualTo(ReassignResult.Moved));

        Assert.That((slabs.Classes[First].PageCount, slabs.Classes[Second].PageCount), Is.EqualTo((before - 1, 1)));
        Assert.That(store.Parts.Memory.Pool.IsFull);
        StoreIntegrity.Check(store);
        _ = store.Set("second", Value(900));
        Assert.That((slabs.Classes[First].PageCount, slabs.Classes[Second].PageCount), Is.EqualTo((before - 1, 1)));
        StoreIntegrity.Check(store);
    }

    [TestCase(-3, 0, ExpectedResult = ReassignResult.BadClass)]
    [TestCase(4, 0, ExpectedResult = ReassignResult.BadClass)]
    [TestCase(0, 3, ExpectedResult = ReassignResult.BadClass)]
    [TestCase(0, PageReclaimer.Any, ExpectedResult = ReassignResult.BadClass)]
    [TestCase(0, 0, ExpectedResult = ReassignResult.SameClass)]
    [TestCase(PageReclaimer.Pool, PageReclaimer.Pool, ExpectedResult = ReassignResult.SameClass)]
    [TestCase(PageReclaimer.Pool, 0, ExpectedResult = ReassignResult.NothingToGive)]
    [TestCase(PageReclaimer.Any, 0, ExpectedResult = ReassignResult.NothingToGive)]
    [TestCase(PageReclaimer.Any, 1, ExpectedResult = ReassignResult.Moved)]
    [TestCase(PageReclaimer.Any, PageReclaimer.Pool, ExpectedResult = ReassignResult.Moved)]
    [TestCase(1, 0, ExpectedResult = ReassignResult.NothingToGive)]
    [TestCase(3, 0, ExpectedResult = ReassignResult.NothingToGive)]
    [TestCase(0, PageReclaimer.Pool, ExpectedResult = ReassignResult.Moved)]
    public object It_says_what_became_of_it(int from, int to)
    {
        using CacheStore store = Filled(1 << 20);
        Assert.That(store.Parts.Eviction.Lru.LargeValues, Is.EqualTo(3));
        return store.Workers.Pages.Reassign(from, to);
    }

    [Test]
    public void A_page_of_the_pool_goes_to_a_class_before_it_asks()
    {
        using CacheStore store = Create(1 << 20, configure: Classes);
        Assert.That(store.Workers.Pages.Reassign(PageReclaimer.Pool, First), Is.EqualTo(ReassignResult.Moved));
        Assert.That(store.Workers.Pages.Reassign(PageReclaimer.Any, Second), Is.EqualTo(ReassignResult.Moved));

        SlabAllocator slabs = store.Parts.Memory.Slabs;
        Assert.That((slabs.Classes[First].PageCount, slabs.Classes[Second].PageCount), Is.EqualTo((1, 1)));
        StoreIntegrity.Check(store);
    }

    [Test]
    public void Any_class_is_the_one_with_free_pages_though_another_is_older()
    {
        var clock = new FakeTimeProvider();
        using CacheStore store = Create(1 << 20, clock, Classes);
        for (int i = 0; i < 100; i++)
        {
            _ = store.Set($"older{i}", Value(900));
        }

        clock.Advance(TimeSpan.FromMinutes(1));
        int written = 0;
        while (!store.Parts.Memory.Pool.IsFull)
        {
            _ = store.Set($"{written++}", Value(400));
        }

        for (int i = 0; i < written; i++)
        {
            _ = i % 2 != 0 && store.Remove($"{i}");
        }

        int[] before = [.. store.Parts.Memory.Slabs.Classes.ToArray().Select(one => one.PageCount)];
        Assert.That(store.Workers.Pages.Reassign(PageReclaimer.Any, PageReclaimer.Pool), Is.EqualTo(ReassignResult.Moved));
        Assert.That(
            (store.Parts.Memory.Slabs.Classes[First].PageCount, store.Parts.Memory.Slabs.Classes[Second].PageCount),
            Is.EqualTo((before[First] - 1, before[Second])));
        Assert.That(store.GetStatistics().Evictions, Is.Zero);
        StoreIntegrity.Check(store);
    }

    /// <summary>Whoever asks for a page of any class gets one page, not all those of a value.</summary>
    [Test]
    public void Any_class_is_none_of_large_values()
    {
        var clock = new FakeTimeProvider();
        using CacheStore store = Create(1 << 20, clock, Classes);
        _ = store.Set("older", Value(100_000));
        clock.Advance(TimeSpan.FromMinutes(1));
        for (int i = 0; !store.Parts.Memory.Pool.IsFull; i++)
        {
            _ = store.Set($"{i}", Value(400));
        }

        int before = store.Parts.Memory.Slabs.Classes[First].PageCount;
        Assert.That(store.Workers.Pages.Reassign(PageReclaimer.Any, Second), Is.EqualTo(ReassignResult.Moved));
        Assert.That((store.Contains("older"), store.Parts.Memory.Slabs.Classes[First].PageCount), Is.EqualTo((true, before - 1)));
        StoreIntegrity.Check(store);
    }

    [Test]
    public void A_class_keeps_its_last_page()
    {
        using CacheStore store = Filled(1 << 20);
        ReassignResult result;
        do
        {
            result = store.Workers.Pages.Reassign(First, PageReclaimer.Pool);
        }
        while (result == ReassignResult.Moved);

        Assert.That((result, store.Parts.Memory.Slabs.Classes[First].PageCount), Is.EqualTo((ReassignResult.NothingToGive, 1)));
        StoreIntegrity.Check(store);
    }

    [Test]
    public void A_large_value_leaves_for_a_class_that_is_named()
    {
        using CacheStore store = Create(1 << 20, configure: Classes);
        _ = store.Set("older", Value(50_000));
        _ = store.Set("newer", Value(50_000));
        Assert.That(store.Workers.Pages.Reassign(store.Parts.Eviction.Lru.LargeValues, Second), Is.EqualTo(ReassignResult.Moved));

        Assert.That((store.Contains("older"), store.Contains("newer")), Is.EqualTo((false, true)));
        StoreIntegrity.Check(store);
    }

    /// <summary>
    /// Whether a second passes between two requests or none at all. Under the adaptive policy, items that are only written do not displace
    /// those of another size any more than those of their own.
    /// </summary>
    [Test]
    public void Memory_follows_the_sizes_that_are_written(
        [Values(EvictionPolicy.Lru, EvictionPolicy.Segmented, EvictionPolicy.Sieve)] EvictionPolicy policy, [Values(0, 1)] int secondsEach)
    {
        var clock = new FakeTimeProvider();
        using CacheStore store = Create(1 << 20, clock, options =>
        {
            Classes(options);
            options.EvictionPolicy = policy;
        });
        Write(store, clock, "old", 400, 4000, secondsEach);
        Assert.That(store.Parts.Memory.Slabs.Classes[Second].PageCount, Is.Zero);
        Write(store, clock, "new", 900, 4000, secondsEach);

        int pages = store.Parts.Memory.Slabs.Classes[Second].PageCount;
        Assert.That(pages, Is.GreaterThan(9 * store.Parts.Memory.Slabs.Classes[First].PageCount));
        Write(store, clock, "newest", 400, 4000, secondsEach);
        ReadOnlySpan<SlabClass> classes = store.Parts.Memory.Slabs.Classes;
        Assert.That(classes[First].PageCount, Is.GreaterThan(9 * classes[Second].PageCount));
        StoreIntegrity.Check(store);
    }

    /// <summary>Two classes that are written alike share memory alike, and few pages change hands then.</summary>
    [Test]
    public void Sizes_that_are_written_alike_keep_their_items_equally_long()
    {
        using CacheStore store = Create(4 << 20, new FakeTimeProvider(), Classes);
        for (int i = 0; i < 20_000; i++)
        {
            _ = store.Set($"{i}", Value(i % 2 == 0 ? 400 : 900));
        }

        long[] counts = [.. store.GetStatistics().Classes.Where(one => one.ChunkSize > 0).Select(one => one.Items)];
        Assert.That(counts[0], Is.EqualTo(counts[1]).Within(20).Percent);
        long taken = store.GetStatistics().PagesTaken;
        for (int i = 20_000; i < 40_000; i++)
        {
            _ = store.Set($"{i}", Value(i % 2 == 0 ? 400 : 900));
        }

        Assert.That(store.GetStatistics().PagesTaken - taken, Is.LessThan(200));
    }

    /// <summary>It is alone in its class, and nobody evicts there.</summary>
    [Test]
    public void An_item_that_is_read_keeps_its_page_while_others_are_written([Values] EvictionPolicy policy)
    {
        using CacheStore store = Create(1 << 20, new FakeTimeProvider(), options =>
        {
            Classes(options);
            options.EvictionPolicy = policy;
        });
        _ = store.Set("read", Value(900));
        for (int i = 0; i < 20_000; i++)
        {
            Assert.That(store.Contains("read"), $"after {i}");
            _ = store.Set($"passing{i}", Value(400));
        }

        StoreIntegrity.Check(store);
    }

    [Test]
    public void A_large_value_that_is_read_outlives_those_that_are_not()
    {
        using CacheStore store = Create(2 << 20, new FakeTimeProvider());
        _ = store.Set("read", Value(50_000));
        for (int i = 0; i < 500; i++)
        {
            _ = store.Set($"passing{i}", Value(50_000));
            Assert.That(store.Contains("read"), $"after {i}");
        }

        Assert.That(store.GetStatistics().Evictions, Is.GreaterThan(400));
        StoreIntegrity.Check(store);
    }

    /// <summary>Nobody reads it any more, but it was read more often than those that come: the contest is theirs to lose.</summary>
    [Test]
    public void A_large_value_that_was_read_much_outlives_those_that_pass()
    {
        using CacheStore store = Create(2 << 20, new FakeTimeProvider());
        _ = store.Set("read", Value(50_000));
        for (int i = 0; i < 500; i++)
        {
            _ = i >= 400 || store.Contains("read");
            _ = store.Set($"passing{i}", Value(50_000));
        }

        Assert.That(store.Contains("read"));
        Assert.That(store.GetStatistics().Items, Is.LessThan(50));
        StoreIntegrity.Check(store);
    }

    [Test]
    public void Pages_that_were_given_and_never_used_are_there_for_whoever_needs_one()
    {
        using CacheStore store = Create(1 << 20, configure: Classes);
        while (store.Parts.Memory.Slabs.TryGrow(First))
        {
        }

        StoreIntegrity.Check(store);
        Assert.That(store.Set("second", Value(900)), Is.EqualTo(WriteResult.Stored));
        Assert.That(store.Set("large", Value(100_000)), Is.EqualTo(WriteResult.Stored));
        StoreIntegrity.Check(store);
        Assert.That(store.GetStatistics().MemoryUsed, Is.EqualTo(store.GetStatistics().MemoryLimit));
    }

    [Test]
    public void A_store_that_was_disposed_of_moves_nothing()
    {
        CacheStore store = Filled(1 << 20);
        store.Dispose();
        Assert.That(() => store.Workers.Pages.Reassign(First, Second), Throws.TypeOf<ObjectDisposedException>());
    }

    private static void Classes(CacheCoreOptions options) => options.ChunkSizes = [512, 1024];

    private static void Write(CacheStore store, FakeTimeProvider clock, string prefix, int length, int count, int secondsEach)
    {
        for (int i = 0; i < count; i++)
        {
            clock.Advance(TimeSpan.FromSeconds(secondsEach));
            Assert.That(store.Set($"{prefix}{i}", Value(length)), Is.EqualTo(WriteResult.Stored));
        }
    }

    /// <summary>A full store with nothing but items of the first class.</summary>
    private static CacheStore Filled(long memoryLimit)
    {
        CacheStore store = Create(memoryLimit, configure: Classes);
        for (int i = 0; !store.Parts.Memory.Pool.IsFull; i++)
        {
            _ = store.Set($"{i}", Value(400));
        }

        return store;
    }
}
