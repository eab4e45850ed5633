using CacheCore.Eviction;
using CacheCore.Tests.Integrity;
using Microsoft.Extensions.Time.Testing;
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
        Assert.That((statistics.ItemBytes, statistics.FreeBytes), Is.EqualTo((0L, (4L << 20) - (3L * PageSize))));
    }

    [Test]
    public void A_line_tells_what_matters_most()
    {
        CacheStatistics statistics = new() { Items = 1204, MemoryUsed = 3 << 20, MemoryLimit = 4 << 20, Evictions = 12 };
        Assert.That($"{statistics}", Is.EqualTo("1,204 items in 3.0 of 4.0 MiB, no reads yet, 12 evicted"));
        Assert.That(
            $"{statistics with { Hits = 973, Misses = 27 }}",
            Is.EqualTo("1,204 items in 3.0 of 4.0 MiB, 97.3 % of 1,000 reads hit, 12 evicted"));
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
        Assert.That(
            (statistics.Evictions, statistics.Expirations, statistics.RejectedTooLarge, statistics.RejectedOutOfMemory),
            Is.EqualTo((0L, 0L, 0L, 0L)));
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
        Assert.That((large.StoredBytes, large.Hot.Bytes, large.PagesReturned), Is.EqualTo((50_005L, 50_005L, 0L)));
        Assert.That(store.GetStatistics().ItemBytes, Is.EqualTo(store.GetStatistics().Classes.Sum(one => one.Pages) * PageSize));
    }

    [Test]
    public void A_class_tells_where_its_items_and_chunks_are()
    {
        var clock = new FakeTimeProvider();
        using CacheStore store = Create(clock: clock);
        for (int i = 0; i < 100; i++)
        {
            _ = store.Set($"{i:000}", Value(40));
        }

        clock.Advance(TimeSpan.FromSeconds(7));
        store.RunMaintenance();
        SlabClassStatistics one = store.GetStatistics().Classes.Single();
        int perPage = PageSize / one.ChunkSize;
        Assert.That((one.Items, one.Hot.Items + one.Warm.Items + one.Cold.Items + one.Temporary.Items), Is.EqualTo((100L, 100L)));
        Assert.That(one.FreeChunks, Is.EqualTo((one.Pages * perPage) - 100));
        Assert.That(one.OldestIdle, Is.EqualTo(TimeSpan.FromSeconds(7)));
        Assert.That(one.StoredBytes, Is.EqualTo(100 * (3 + 40)));
        Assert.That((one.Hot.Bytes, one.Cold.Bytes), Is.EqualTo((one.Hot.Items * one.ChunkSize, one.Cold.Items * one.ChunkSize)));
        Assert.That((one.LastEvictedIdle, one.Evictions), Is.EqualTo(((TimeSpan?)null, 0L)));
        Assert.That(store.ReassignPage(CacheStore.Pool, one.Id), Is.EqualTo(ReassignResult.Moved));
        Assert.That(store.GetStatistics().Classes.Single().Pages, Is.EqualTo(one.Pages + 1));
    }

    [Test]
    public void Segments_tell_how_old_their_tails_are_and_how_old_the_last_evicted_item_was()
    {
        var clock = new FakeTimeProvider();
        using CacheStore store = Full(clock, EvictionPolicy.Segmented);
        Assert.That(One(store).Hot.OldestIdle, Is.EqualTo(TimeSpan.Zero));
        clock.Advance(TimeSpan.FromSeconds(20));
        for (int round = 0; round < 20; round++)
        {
            store.RunMaintenance();
        }

        _ = store.Set("newer", Value(400));
        clock.Advance(TimeSpan.FromSeconds(5));
        SlabClassStatistics one = One(store);
        Assert.That((one.Hot.OldestIdle, one.Cold.OldestIdle, one.Warm.OldestIdle), Is.EqualTo((Seconds(5), Seconds(25), (TimeSpan?)null)));
        Assert.That((one.Cold.Evictions, one.Cold.LastEvictedIdle, one.Cold.SinceLastEviction), Is.EqualTo((1L, Seconds(20), Seconds(5))));
        Assert.That(
            (one.Hot.Evictions, one.Hot.LastEvictedIdle, one.Hot.SinceLastEviction),
            Is.EqualTo((0L, (TimeSpan?)null, (TimeSpan?)null)));
        Assert.That((one.LastEvictedIdle, one.OldestIdle), Is.EqualTo((Seconds(20), Seconds(25))));
        Assert.That(one.Hot.MovedToCold, Is.EqualTo(one.Cold.Items + 1).And.GreaterThan(one.Hot.Items));
    }

    [Test]
    public void A_class_tells_the_age_of_the_latest_eviction_of_any_segment()
    {
        var statistics = new SlabClassStatistics
        {
            Hot = new SegmentStatistics
            {
                LastEvictedIdle = TimeSpan.FromSeconds(1),
                SinceLastEviction = TimeSpan.FromSeconds(9),
                Evictions = 1,
            },
            Cold = new SegmentStatistics
            {
                LastEvictedIdle = TimeSpan.FromSeconds(7),
                SinceLastEviction = TimeSpan.FromSeconds(8),
                Evictions = 2,
            },
        };

        Assert.That((statistics.LastEvictedIdle, statistics.Evictions), Is.EqualTo((Seconds(7), 3L)));
    }

    [Test]
    public void Evictions_tell_who_was_never_read_and_who_had_time_left()
    {
        var clock = new FakeTimeProvider();
        using CacheStore store = Create(1 << 20, clock, options => (options.MaxItems, options.EvictionPolicy) = (10, EvictionPolicy.Lru));
        for (int i = 0; i < 10; i++)
        {
            _ = store.Set($"{i}", "value"u8, i < 4 ? ItemOptions.ExpiresAfter(TimeSpan.FromHours(1)) : default);
        }

        for (int i = 0; i < 10; i++)
        {
            _ = store.Set($"new{i}", "value"u8);
        }

        CacheStatistics statistics = store.GetStatistics();
        Assert.That((statistics.Evictions, statistics.EvictedUnread, statistics.EvictedBeforeDeadline), Is.EqualTo((10L, 10L, 4L)));
        for (int i = 0; i < 10; i++)
        {
            _ = store.Get($"new{i}");
            _ = store.Set($"newer{i}", "value"u8);
        }

        statistics = store.GetStatistics();
        SlabClassStatistics one = One(store);
        Assert.That((statistics.Evictions, statistics.EvictedUnread), Is.EqualTo((20L, one.EvictedUnread)));
        Assert.That(one.EvictedUnread, Is.InRange(10, 19));
        Assert.That(one.Cold.Evictions, Is.EqualTo(20));
        Assert.That(one.Cold.MovedToCold, Is.Positive, "Who was read goes round again.");
    }

    [TestCase("read", 0)]
    [TestCase("removed", 0)]
    [TestCase("overwritten", 0)]
    [TestCase("crawled", 0)]
    [TestCase("memory", 1)]
    public void Whoever_meets_an_expired_item_counts_it_once(string who, int reclaimed)
    {
        var clock = new FakeTimeProvider();
        using CacheStore store = Create(
            1 << 20, clock, options => (options.MaxItems, options.EvictionPolicy) = (2, EvictionPolicy.Segmented));
        _ = store.Set("expired", Value(100), ItemOptions.ExpiresAfter(TimeSpan.FromSeconds(1)));
        _ = store.Set("another", Value(100));
        clock.Advance(TimeSpan.FromSeconds(1));
        switch (who)
        {
            case "read":
                _ = store.Get("expired");
                break;
            case "removed":
                Assert.That(store.Remove("expired"), Is.False);
                break;
            case "overwritten":
                _ = store.Set("expired", Value(100));
                break;
            case "crawled":
                store.RunMaintenance();
                break;
            default:
                _ = store.Set("further", Value(100));
                break;
        }

        CacheStatistics statistics = store.GetStatistics();
        Assert.That((statistics.Expirations, statistics.ExpiredUnread, statistics.ReclaimedExpired), Is.EqualTo((1L, 1L, (long)reclaimed)));
        Assert.That((statistics.Evictions, statistics.Removes, statistics.PageMoveEvictions), Is.EqualTo((0L, 0L, 0L)));
        SlabClassStatistics one = One(store);
        SegmentStatistics segment = who == "crawled" ? one.Cold : one.Hot;
        Assert.That((segment.Expirations, segment.ReclaimedExpired, one.Expirations), Is.EqualTo((1L, (long)reclaimed, 1L)));
        StoreIntegrity.Check(store);
    }

    [Test]
    public void Pages_that_go_back_are_counted()
    {
        using CacheStore store = Create(configure: options => options.ChunkSizes = [512, 1024]);
        for (int i = 0; i < 100; i++)
        {
            _ = store.Set($"{i}", Value(400));
        }

        long pages = One(store).Pages;
        for (int i = 0; i < 100; i++)
        {
            _ = store.Remove($"{i}");
        }

        CacheStatistics statistics = store.GetStatistics();
        Assert.That((statistics.PagesReturned, statistics.PagesTaken, statistics.ItemBytes), Is.EqualTo((pages, 0L, 0L)));
        Assert.That((One(store).PagesReturned, One(store).Pages), Is.EqualTo((pages, 0L)));
    }

    [TestCase(EvictionPolicy.Segmented)]
    [TestCase(EvictionPolicy.Lru)]
    [TestCase(EvictionPolicy.Sieve)]
    public void Only_the_adaptive_policy_tells_of_its_rules(EvictionPolicy policy)
    {
        using CacheStore store = Create(configure: options => options.EvictionPolicy = policy);
        Assert.That(store.GetStatistics().Admission, Is.Null);
    }

    [Test]
    public void The_adaptive_policy_tells_its_rule_its_scores_and_how_newcomers_fare()
    {
        const int Most = 1000;
        using CacheStore store = Create(configure: options => options.MaxItems = Most);
        AdmissionStatistics first = store.GetStatistics().Admission!;
        Assert.That((first.Rule, first.HotShare, first.GhostHits, first.ContestsWon, first.ContestsLost), Is.EqualTo((5, 0.5, 0L, 0L, 0L)));
        Assert.That(
            first.Rules.Select(rule => (rule.HotShare, rule.HasContest, rule.HasGhost, rule.HitRatio)),
            Is.EqualTo(((double, bool, bool, double?)[])
            [
                (0.1, true, false, null), (0.1, true, true, null), (0.3, true, true, null), (0.5, true, true, null),
                (0.1, false, true, null), (0.5, false, false, null),
            ]));

        // A core that is asked for again and again, and a stream of keys that come twice, a little apart, and never again.
        var random = new Random(7);
        for (int i = 0; i < 40_000; i++)
        {
            Ask(store, $"core{random.Next(Most / 2)}");
            Ask(store, $"stream{i}");
            Ask(store, $"stream{i - (Most / 2)}");
            if (i % 100 == 0)
            {
                store.RunMaintenance();
            }
        }

        CacheStatistics statistics = store.GetStatistics();
        AdmissionStatistics admission = statistics.Admission!;
        Assert.That(admission.Rules.Select(rule => rule.HitRatio), Is.All.InRange(0.01, 0.99));
        Assert.That(
            admission.Rules[admission.Rule].HitRatio,
            Is.GreaterThan(admission.Rules.Max(rule => rule.HitRatio)!.Value - 0.01),
            "Those that are hardly better are no reason to change.");
        Assert.That(admission.HotShare, Is.InRange(0.0999, 0.5001));
        Assert.That((long[])[admission.ContestsWon, admission.ContestsLost], Is.All.Positive);
        SlabClassStatistics[] classes = [.. statistics.Classes];
        Assert.That(classes.Sum(one => one.Hot.Evictions), Is.GreaterThanOrEqualTo(admission.ContestsLost));
        Assert.That(classes.Sum(one => one.Hot.MovedToCold), Is.GreaterThanOrEqualTo(admission.ContestsWon));
        StoreIntegrity.Check(store);
    }

    [Test]
    public void A_key_that_left_is_known_in_whatever_class_it_comes_back()
    {
        const int Most = 1000;
        using CacheStore store = Create(configure: options => options.MaxItems = Most);
        store.Parts.Eviction.Policy.Admission!.Setting = new AdmissionSetting(RuleNumber: 1, HotShare: 0.1);
        string lastToLeave = "";
        string lastToLose = "";
        long contestsLost = 0;
        store.ItemRemoved += (_, left) => lastToLeave = Text(left.Key.ToArray())!;
        for (int i = 0; i < 2 * Most; i++)
        {
            _ = store.Set($"{i}", Value(100));
            if (i >= Most / 2)
            {
                store.RunMaintenance();
                lastToLose = One(store).Hot.Evictions > contestsLost ? lastToLeave : lastToLose;
                contestsLost = One(store).Hot.Evictions;
            }
        }

        Assert.That(contestsLost, Is.Positive, "Newcomers leave by a contest, and are remembered.");
        long before = store.GetStatistics().Admission!.GhostHits;
        _ = store.Set(lastToLose, Value(1000));

        CacheStatistics statistics = store.GetStatistics();
        Assert.That(statistics.Admission!.GhostHits, Is.EqualTo(before + 1));
        SlabClassStatistics other = statistics.Classes.Single(one => one.ChunkSize > 1000);
        Assert.That((other.Cold.Items, other.Hot.Items), Is.EqualTo((1L, 0L)));
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
        Assert.That(
            (statistics.Writes, statistics.Hits, statistics.Misses, statistics.Removes, statistics.Items),
            Is.EqualTo((All, All, All, 2L * Threads, 99L * Threads)));
        StoreIntegrity.Check(store);
    }

    [Test]
    public void Memory_stays_under_the_limit_as_it_was_named()
    {
        using CacheStore store = Create((1 << 20) + 5000);
        for (int i = 0; i < 3000; i++)
        {
            _ = store.Set($"{i}", Value(i));
        }

        CacheStatistics statistics = store.GetStatistics();
        Assert.That(statistics.MemoryLimit, Is.EqualTo((1 << 20) + 5000));
        Assert.That(statistics.MemoryUsed, Is.LessThanOrEqualTo(statistics.MemoryLimit));
        Assert.That(statistics.ItemBytes, Is.EqualTo(statistics.Classes.Sum(one => one.Pages) * PageSize));
        Assert.That(statistics.FreeBytes, Is.EqualTo(statistics.MemoryLimit - statistics.MemoryUsed));
    }

    private static TimeSpan? Seconds(int seconds) => TimeSpan.FromSeconds(seconds);

    private static SlabClassStatistics One(CacheStore store) => store.GetStatistics().Classes.Single();

    private static void Ask(CacheStore store, string key)
    {
        if (store.Get(key) is null)
        {
            _ = store.Set(key, "value"u8);
        }
    }

    /// <summary>A store of one class that has no chunk left.</summary>
    private static CacheStore Full(TimeProvider clock, EvictionPolicy policy)
    {
        CacheStore store = Create(1 << 20, clock, options => (options.ChunkSizes, options.EvictionPolicy) = ([512, 1024], policy));
        for (int i = 0; !store.Parts.Memory.Pool.IsFull || store.GetStatistics().Classes.Single().FreeChunks > 0; i++)
        {
            _ = store.Set($"{i}", Value(400));
        }

        return store;
    }
}
