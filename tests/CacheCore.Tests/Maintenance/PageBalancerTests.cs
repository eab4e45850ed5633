using CacheCore.Tests.Integrity;
using Microsoft.Extensions.Time.Testing;
using static CacheCore.Tests.CacheStoreTests.TestStore;

namespace CacheCore.Tests.Maintenance;

internal sealed class PageBalancerTests
{
    private const int Old = 1000;
    private const int OldChunk = 1280;
    private const int Young = 80;
    private const int YoungChunk = 128;

    private readonly FakeTimeProvider _clock = new();

    [TestCase(PageBalancing.Steady, ExpectedResult = true)]
    [TestCase(PageBalancing.Eager, ExpectedResult = true)]
    [TestCase(PageBalancing.Off, ExpectedResult = false)]
    public bool A_class_that_evicts_young_items_is_given_a_page_of_old_ones(PageBalancing balancing)
    {
        using CacheStore store = Create(1 << 20, _clock, options =>
        {
            Classes(options);
            options.PageBalancing = balancing;
        });
        for (int i = 0; i < 2000; i++)
        {
            _ = store.Set($"old{i}", Value(Old));
        }

        _clock.Advance(TimeSpan.FromMinutes(5));
        int written = 0;
        while (PagesOf(store, YoungChunk) == 0)
        {
            _ = store.Set($"young{written++}", Value(Young));
        }

        // So few evictions that no write looks around for itself.
        long pages = PagesOf(store, OldChunk);
        for (int second = 0; second < 14; second++)
        {
            Seconds(store, 1);
            for (long evicted = EvictionsOf(store, YoungChunk); EvictionsOf(store, YoungChunk) == evicted
                && PagesOf(store, OldChunk) == pages;)
            {
                _ = store.Set($"young{written++}", Value(Young));
            }
        }

        StoreIntegrity.Check(store);
        return PagesOf(store, OldChunk) < pages;
    }

    [Test]
    public void Pages_full_of_free_chunks_return_to_the_pool_one_a_second()
    {
        using CacheStore store = Create(1 << 20, _clock, Classes);
        int written = 0;
        while (!store.Parts.Memory.Pool.IsFull)
        {
            _ = store.Set($"{written++}", Value(Old));
        }

        for (int i = 0; i < written; i++)
        {
            _ = i % 4 != 0 && store.Remove($"{i}");
        }

        long items = store.GetStatistics().Items;
        long before = store.GetStatistics().MemoryUsed;
        Seconds(store, 9);
        Assert.That(store.GetStatistics().MemoryUsed, Is.EqualTo(before));
        Seconds(store, 1);
        Assert.That(store.GetStatistics().MemoryUsed, Is.EqualTo(before - PageSize));
        Seconds(store, 5);

        CacheStatistics statistics = store.GetStatistics();
        Assert.That(statistics.MemoryUsed, Is.EqualTo(before - PageSize), "A pool that has a page wants no other.");
        Assert.That((statistics.Items, statistics.PagesTaken, statistics.PageMoveEvictions), Is.EqualTo((items, 1L, 0L)));
        StoreIntegrity.Check(store);
    }

    [Test]
    public void A_store_with_room_moves_nothing()
    {
        using CacheStore store = Create(4 << 20, _clock, options => options.EvictionPolicy = EvictionPolicy.Segmented);
        for (int i = 0; i < 1000; i++)
        {
            _ = store.Set($"{i}", Value(i));
        }

        for (int i = 0; i < 1000; i++)
        {
            _ = i % 4 != 0 && store.Remove($"{i}");
        }

        Seconds(store, 20);
        Assert.That(store.GetStatistics().PagesTaken, Is.Zero);
    }

    [Test]
    public void Eagerly_pages_move_ten_times_a_second_and_others_wait_for_the_window()
    {
        using CacheStore store = OldAndYoung();
        long pages = PagesOf(store, OldChunk);
        for (int tenth = 0; tenth < 5; tenth++)
        {
            EvictYoung(store);
            Tenth(store);
        }

        Assert.That(PagesOf(store, OldChunk), Is.EqualTo(pages), "Half a second is no window.");
        store.PageBalancing = PageBalancing.Eager;
        Tenth(store);
        for (int tenth = 0; tenth < 5; tenth++)
        {
            EvictYoung(store);
            Tenth(store);
            store.RunMaintenance();
        }

        Assert.That(PagesOf(store, OldChunk), Is.EqualTo(pages - 5));
        StoreIntegrity.Check(store);
    }

    [Test]
    public void Whoever_switches_it_off_and_on_begins_a_new_window()
    {
        using CacheStore store = OldAndYoung();
        long pages = PagesOf(store, OldChunk);
        for (int second = 0; second < 9; second++)
        {
            EvictYoung(store);
            Seconds(store, 1);
        }

        store.PageBalancing = PageBalancing.Off;
        Seconds(store, 1);
        store.PageBalancing = PageBalancing.Steady;
        for (int second = 0; second < 9; second++)
        {
            EvictYoung(store);
            Seconds(store, 1);
        }

        Assert.That(PagesOf(store, OldChunk), Is.EqualTo(pages));
        EvictYoung(store);
        Seconds(store, 1);
        Assert.That(PagesOf(store, OldChunk), Is.EqualTo(pages - 1));
        StoreIntegrity.Check(store);
    }

    /// <summary>A full store of old items, and one page of young ones.</summary>
    private CacheStore OldAndYoung()
    {
        CacheStore store = Create(1 << 20, _clock, Classes);
        for (int i = 0; i < 2000; i++)
        {
            _ = store.Set($"old{i}", Value(Old));
        }

        _clock.Advance(TimeSpan.FromMinutes(5));
        for (int i = 0; PagesOf(store, YoungChunk) == 0; i++)
        {
            _ = store.Set($"young{i}", Value(Young));
        }

        return store;
    }

    /// <summary>Writes until the young class has evicted: once, and so seldom in a test that no write looks around for itself.</summary>
    private static void EvictYoung(CacheStore store)
    {
        long evicted = EvictionsOf(store, YoungChunk);
        for (int i = 0; EvictionsOf(store, YoungChunk) == evicted; i++)
        {
            _ = store.Set($"more{evicted}/{i}", Value(Young));
        }
    }

    private void Tenth(CacheStore store)
    {
        _clock.Advance(TimeSpan.FromMilliseconds(100));
        store.RunMaintenance();
    }

    private void Seconds(CacheStore store, int seconds)
    {
        for (int second = 0; second < seconds; second++)
        {
            _clock.Advance(TimeSpan.FromSeconds(1));
            store.RunMaintenance();
        }
    }

    private static void Classes(CacheCoreOptions options) =>
        (options.ChunkSizes, options.EvictionPolicy) = ([YoungChunk, OldChunk], EvictionPolicy.Segmented);

    private static SlabClassStatistics? ClassOf(CacheStore store, int chunkSize) =>
        store.GetStatistics().Classes.SingleOrDefault(one => one.ChunkSize == chunkSize);

    private static long PagesOf(CacheStore store, int chunkSize) => ClassOf(store, chunkSize)?.Pages ?? 0;

    private static long EvictionsOf(CacheStore store, int chunkSize) => ClassOf(store, chunkSize)?.Evictions ?? 0;
}
