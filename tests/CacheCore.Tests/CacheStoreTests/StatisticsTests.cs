using static CacheCore.Tests.CacheStoreTests.TestStore;

namespace CacheCore.Tests.CacheStoreTests;

internal sealed class StatisticsTests
{
    [Test]
    public void A_new_store_has_counted_nothing()
    {
        using CacheStore store = Create(4 << 20);
        CacheStatistics statistics = store.GetStatistics();

        Assert.That(statistics.Classes, Is.Empty);
        Assert.That((statistics.Items, statistics.Hits, statistics.Misses, statistics.HitRatio), Is.EqualTo((0L, 0L, 0L, 0d)));
        Assert.That((statistics.MemoryLimit, statistics.MemoryUsed), Is.EqualTo((4L << 20, 3L * PageSize)));
        Assert.That((statistics.IndexBytes, statistics.PolicyBytes), Is.EqualTo(((long)PageSize, 2L * PageSize)));
    }

    [Test]
    public void A_known_sequence_gives_known_figures()
    {
        using CacheStore store = Create();
        _ = store.Set("a", Value(10));
        _ = store.Set("a", Value(11));
        _ = store.Set("bb", Value(100));
        _ = store.Add("bb", Value(1));
        _ = store.Add("ccc", Value(1000));
        _ = store.Set("large", Value(50_000));
        _ = store.Get("a");
        _ = store.Get("large");
        _ = store.Get("missing");
        _ = store.Read("ccc", new byte[1000], out _);
        _ = store.Refresh("a");
        _ = store.Refresh("missing");
        _ = store.Touch("bb", default);
        _ = store.Remove("a");
        _ = store.Remove("missing");

        CacheStatistics statistics = store.GetStatistics();
        Assert.That(
            (statistics.Items, statistics.Hits, statistics.Misses, statistics.Writes, statistics.Removes, statistics.Touches),
            Is.EqualTo((3L, 3L, 1L, 5L, 1L, 2L)));
        Assert.That(statistics.StoredBytes, Is.EqualTo(2 + 100 + 3 + 1000 + 5 + 50_000));
        Assert.That((statistics.Evictions, statistics.Expirations, statistics.RejectedTooLarge, statistics.RejectedOutOfMemory), Is.EqualTo((0L, 0L, 0L, 0L)));
        Assert.That(statistics.HitRatio, Is.EqualTo(0.75));
    }

    [Test]
    public void Reads_that_serve_another_verb_are_not_counted()
    {
        using CacheStore store = Create();
        _ = store.Set("key", Value(5000));
        _ = store.Append("key", "x"u8);
        _ = store.Prepend("key", "x"u8);
        _ = store.Append("missing", "x"u8);
        _ = store.Touch("key", new ItemOptions { SlidingExpiration = TimeSpan.FromHours(1) });
        _ = store.Increment("missing", 1, out _);
        _ = store.GetOrCreate("made", _ => [1]);
        _ = store.GetOrCreate("made", _ => [1]);

        CacheStatistics statistics = store.GetStatistics();
        Assert.That((statistics.Hits, statistics.Misses), Is.EqualTo((1L, 1L)));
    }

    [Test]
    public void Large_values_are_a_class_of_their_own()
    {
        using CacheStore store = Create();
        _ = store.Set("large", Value(50_000));
        _ = store.Get("large");

        SlabClassStatistics large = store.GetStatistics().Classes.Single(one => one.ChunkSize == 0);
        Assert.That((large.Pages, large.Items, large.Hits, large.Writes), Is.EqualTo((50_000L / PageSize, 1L, 1L, 1L)));
    }

    [Test]
    public void A_class_tells_where_its_items_and_chunks_are()
    {
        var clock = new Microsoft.Extensions.Time.Testing.FakeTimeProvider();
        using CacheStore store = Create(clock: clock);
        for (int i = 0; i < 100; i++)
        {
            _ = store.Set($"{i:000}", Value(40));
        }

        clock.Advance(TimeSpan.FromSeconds(7));
        store.RunMaintenance();
        SlabClassStatistics one = store.GetStatistics().Classes.Single();
        int perPage = PageSize / one.ChunkSize;
        Assert.That((one.Items, one.Hot + one.Warm + one.Cold + one.Temporary), Is.EqualTo((100L, 100L)));
        Assert.That(one.FreeChunks, Is.EqualTo((one.Pages * perPage) - 100));
        Assert.That(one.OldestIdle, Is.EqualTo(TimeSpan.FromSeconds(7)));
    }

    [Test]
    public void Counts_of_many_threads_are_exact_also_after_their_end()
    {
        const int Threads = 6;
        const int Rounds = 3000;
        using CacheStore store = Create();
        for (int wave = 0; wave < 2; wave++)
        {
            Thread[] threads = [.. Enumerable.Range(0, Threads).Select(thread => new Thread(() =>
            {
                for (int i = 0; i < Rounds; i++)
                {
                    _ = store.Set($"{thread}/{i % 100}", Value(i % 300));
                    _ = store.Get($"{thread}/{i % 100}");
                    _ = store.Get($"{thread}/missing");
                }

                _ = store.Remove($"{thread}/0");
            }))];
            Array.ForEach(threads, thread => thread.Start());
            Array.ForEach(threads, thread => thread.Join());
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }

        const long All = 2L * Threads * Rounds;
        CacheStatistics statistics = store.GetStatistics();
        Assert.That((statistics.Writes, statistics.Hits, statistics.Misses, statistics.Removes, statistics.Items), Is.EqualTo((All, All, All, 2L * Threads, 99L * Threads)));
        Integrity.StoreIntegrity.Check(store);
    }

    [Test]
    public void Memory_stays_under_the_limit_and_the_limit_is_whole_pages()
    {
        using CacheStore store = Create((1 << 20) + 5000);
        for (int i = 0; i < 3000; i++)
        {
            _ = store.Set($"{i}", Value(i));
        }

        CacheStatistics statistics = store.GetStatistics();
        Assert.That(statistics.MemoryLimit, Is.EqualTo(1 << 20));
        Assert.That(statistics.MemoryUsed, Is.LessThanOrEqualTo(statistics.MemoryLimit));
    }
}
