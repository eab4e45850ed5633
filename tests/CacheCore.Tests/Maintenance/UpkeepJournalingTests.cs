using CacheCore.Access.Figures;
using CacheCore.Maintenance;
using CacheCore.Memory;
using static CacheCore.Tests.CacheStoreTests.TestStore;
using Microsoft.Extensions.Time.Testing;

namespace CacheCore.Tests.Maintenance;

/// <summary>What those hear who have a journal kept: all that moves of its own accord, and nothing else.</summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class UpkeepJournalingTests
{
    private const int Small = 0;
    private const int Large = 1;

    private readonly FakeTimeProvider _clock = new();
    private readonly UpkeepJournal _journal = new(new SizeClasses(overhead: 50, flagsSize: 4, [96, 1024, 100_000]), capacity: 10_000);

    [Test]
    public void A_page_that_a_writer_takes_is_noted_with_giver_and_taker()
    {
        using CacheStore store = Filled();
        long before = store.GetStatistics().PagesTaken;
        for (int i = 0; i < 500; i++)
        {
            _ = store.Set($"large{i}", Value(900));
        }

        long moved = store.GetStatistics().PagesTaken - before;
        Assert.That(moved, Is.Positive);
        Assert.That(
            Entries(), Has.Count.EqualTo(moved).And.All.EqualTo(new UpkeepEntry(UpkeepEvent.PageMoved) { From = Small, To = Large }));
    }

    [Test]
    public void Pages_for_large_values_and_those_of_a_lowered_limit_are_noted_too()
    {
        using CacheStore store = Filled();
        _ = store.Set("large", Value(20_000));
        Assert.That(
            Entries(),
            Is.Not.Empty.And.All.EqualTo(
                new UpkeepEntry(UpkeepEvent.PageMoved) { From = Small, To = store.Parts.Eviction.Lru.LargeValues }));

        store.MemoryLimit = 1 << 20;
        store.RunMaintenance();
        Assert.That(
            Entries(), Is.Not.Empty.And.All.EqualTo(new UpkeepEntry(UpkeepEvent.PageMoved) { From = Small, To = UpkeepEntry.Pool }));
    }

    /// <summary>A class full of free chunks gives a page to the pool, once a second.</summary>
    [Test]
    public void A_page_that_is_moved_for_balance_is_noted_once()
    {
        using CacheStore store = Filled();
        for (int i = 0; store.Contains($"{i}"); i++)
        {
            _ = i % 4 != 0 && store.Remove($"{i}");
        }

        for (int second = 0; second < 20; second++)
        {
            _clock.Advance(TimeSpan.FromSeconds(1));
            store.RunMaintenance();
        }

        Assert.That(store.GetStatistics().PagesTaken, Is.EqualTo(1));
        Assert.That(Entries(), Is.EqualTo([new UpkeepEntry(UpkeepEvent.PageMoved) { From = Small, To = UpkeepEntry.Pool }]));
    }

    [Test]
    public void What_somebody_asked_for_is_in_no_journal()
    {
        using CacheStore store = Filled();
        Assert.That(store.ReassignPage(1, 2), Is.EqualTo(ReassignResult.Moved));
        _ = store.Set("over", Value(10), ItemOptions.ExpiresAfter(TimeSpan.FromSeconds(1)));
        _ = Entries();
        _clock.Advance(TimeSpan.FromSeconds(5));
        store.RunMaintenance();

        Assert.That(store.GetStatistics().CrawledItems, Is.Positive);
        Assert.That(Entries(), Is.Empty);
    }

    [Test]
    public void A_crawl_is_noted_at_its_end_by_class_and_segment()
    {
        using CacheStore store = Create(16 << 20, _clock, options => options.EvictionPolicy = EvictionPolicy.Segmented);
        store.TemporaryLifetime = TimeSpan.FromSeconds(3);
        ItemCrawler crawler = CrawlerOf(store);
        Set(store, 40, "a", 10, seconds: 2);
        Set(store, 30, "b", 10, seconds: 4);
        Set(store, 20, "c", 20_000, seconds: 4);
        store.Parts.Journals.Add(_journal);
        _clock.Advance(TimeSpan.FromSeconds(3));
        Assert.That(crawler.RunSlice(), Is.EqualTo(40));

        List<UpkeepEntry> first = Entries();
        Assert.That(first.Sum(one => one.Freed), Is.EqualTo(40));
        Assert.That(first, Does.Contain(Crawled(1, LruSegment.Temporary, 40, 40)).And.Contain(Crawled(1, LruSegment.Hot, 30, 0)));
        Assert.That(first, Has.All.Matches<UpkeepEntry>(one => one is { HasNext: true, SecondsToNext: > 0 and <= 3 }));

        _clock.Advance(TimeSpan.FromSeconds(3));
        Assert.That(crawler.RunSlice(), Is.EqualTo(50));
        Assert.That(
            Entries(),
            Is.EquivalentTo([Crawled(1, LruSegment.Hot, 30, 30, hasNext: false), Crawled(3, LruSegment.Hot, 20, 20, hasNext: false)]));
    }

    /// <summary>Also where the store's own crawl is underway.</summary>
    [Test]
    public void A_crawl_that_somebody_asked_for_is_none_of_the_stores_own()
    {
        using CacheStore store = Create(16 << 20, _clock);
        ItemCrawler crawler = store.Workers.MakeCrawler(new SteppingTime());
        Set(store, 8000, "a", 900, seconds: 2);
        store.Parts.Journals.Add(_journal);
        _clock.Advance(TimeSpan.FromSeconds(5));
        int ofItsOwn = 0;
        while (ofItsOwn == 0)
        {
            ofItsOwn += crawler.RunSlice();
        }

        Assert.That(crawler.RunAll(), Is.EqualTo(8000 - ofItsOwn).And.Positive);
        for (int slice = 0; slice < 1000; slice++)
        {
            ofItsOwn += crawler.RunSlice();
        }

        Assert.That(Entries().Sum(static one => one.Freed), Is.EqualTo(ofItsOwn));
    }

    /// <summary>Each look at it takes 20 ms, so that a slice is over after a batch of pages.</summary>
    private sealed class SteppingTime : TimeProvider
    {
        private long _now;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => _now += 20 * TimeSpan.TicksPerMillisecond;
    }

    private static UpkeepEntry Crawled(int sizeClass, LruSegment segment, int examined, int freed, bool hasNext = true) =>
        new(UpkeepEvent.Crawled)
        {
            SizeClass = sizeClass,
            Segment = segment,
            Examined = examined,
            Freed = freed,
            SecondsToNext = hasNext ? 1 : 60,
            HasNext = hasNext,
        };

    private static void Set(CacheStore store, int items, string name, int length, int seconds)
    {
        for (int i = 0; i < items; i++)
        {
            _ = store.Set($"{name}{i}", Value(length), ItemOptions.ExpiresAfter(TimeSpan.FromSeconds(seconds)));
        }
    }

    private ItemCrawler CrawlerOf(CacheStore store) => store.Workers.MakeCrawler(_clock);

    /// <summary>A full store with nothing but items of the first class, and a journal from then on.</summary>
    private CacheStore Filled()
    {
        CacheStore store = Create(
            2 << 20, _clock, options => (options.ChunkSizes, options.EvictionPolicy) = ([512, 1024], EvictionPolicy.Segmented));
        for (int i = 0; !store.Parts.Memory.Pool.IsFull; i++)
        {
            _ = store.Set($"{i}", Value(400));
        }

        store.Parts.Journals.Add(_journal);
        return store;
    }

    private List<UpkeepEntry> Entries()
    {
        List<UpkeepEntry> entries = [];
        while (_journal.TryTake(out UpkeepEntry entry))
        {
            entries.Add(entry);
        }

        return entries;
    }
}
