using CacheCore.Maintenance;
using CacheCore.Tests.CacheStoreTests;
using CacheCore.Tests.Integrity;
using CacheCore.Wiring;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace CacheCore.Tests.Maintenance;

/// <summary>The crawler goes where something is due, then and only then, whichever way an item came to its deadline.</summary>
internal sealed class ItemCrawlerTests
{
    private static readonly ItemOptions Second = ItemOptions.ExpiresAfter(TimeSpan.FromSeconds(1));
    private static readonly ItemOptions Hour = ItemOptions.ExpiresAfter(TimeSpan.FromHours(1));

    private FakeTimeProvider _clock = null!;
    private CacheStore _store = null!;

    [SetUp]
    public void SetUp()
    {
        _clock = new FakeTimeProvider();
        _store = TestStore.Create(clock: _clock);
    }

    [TearDown]
    public void TearDown()
    {
        StoreIntegrity.Check(_store);
        _store.Dispose();
    }

    [Test]
    public void Only_pages_in_which_something_is_due_are_walked()
    {
        Fill(1000, 40, default);
        Fill(1000, 200, Hour);
        Fill(10, 500, Second);
        _clock.Advance(TimeSpan.FromSeconds(2));
        Round(Stepped());

        CacheStatistics statistics = _store.GetStatistics();
        Assert.That((statistics.Items, statistics.CrawledPages, statistics.CrawledItems), Is.EqualTo((2000L, 1L, 10L)));
        Assert.That((statistics.Expirations, statistics.ExpiredUnread), Is.EqualTo((10L, 10L)));
    }

    [Test]
    public void It_sets_out_a_while_after_the_first_deadline_and_rests_until_then()
    {
        Maintainer maintainer = Stepped();
        _ = _store.Set("key", "value"u8, Second);
        int waited = 0;
        while (_store.GetStatistics().Items > 0 && waited < 10_000)
        {
            int rest = maintainer.PlanRest();
            waited += rest;
            _clock.Advance(TimeSpan.FromMilliseconds(rest));
            Round(maintainer);
        }

        // The store's clock begins at 1000, so the deadline lies in the unit that ends at 2048.
        Assert.That(waited, Is.EqualTo(2048 + CrawlSchedule.PatienceMilliseconds - 1000));
    }

    [Test]
    public void What_is_left_on_a_page_is_walked_again_when_it_is_due()
    {
        _ = _store.Set("a", "value"u8, Second);
        _ = _store.Set("b", "value"u8, ItemOptions.ExpiresAfter(TimeSpan.FromSeconds(5)));
        _ = _store.Set("c", "value"u8);
        Maintainer maintainer = Stepped();
        List<long> items = [];
        for (int second = 0; second < 8; second++)
        {
            _clock.Advance(TimeSpan.FromSeconds(1));
            Round(maintainer);
            items.Add(_store.GetStatistics().Items);
        }

        Assert.That(items, Is.EqualTo((long[])[3, 2, 2, 2, 2, 1, 1, 1]));
        Assert.That(_store.GetStatistics().CrawledPages, Is.EqualTo(2));
    }

    [TestCaseSource(nameof(WaysToAnEarlierDeadline))]
    public void A_deadline_that_comes_nearer_is_met(Action<CacheStore> bringForward)
    {
        _ = _store.Set("key", "1"u8, Hour);
        _store.RunMaintenance();
        bringForward(_store);
        _clock.Advance(TimeSpan.FromSeconds(2));
        Round(Stepped());

        Assert.That(_store.GetStatistics().Items, Is.Zero);
    }

    [TestCaseSource(nameof(WaysToKeepADeadline))]
    public void An_item_that_moves_takes_its_deadline_along(Action<CacheStore> change)
    {
        _ = _store.Set("key", "9"u8, Second);
        change(_store);
        _clock.Advance(TimeSpan.FromSeconds(2));
        Round(Stepped());

        Assert.That(_store.GetStatistics().Items, Is.Zero);
    }

    [Test]
    public void A_renewed_item_stays_and_leaves_when_its_new_time_is_over()
    {
        _ = _store.Set("key", "value"u8, new ItemOptions { SlidingExpiration = TimeSpan.FromSeconds(10) });
        _clock.Advance(TimeSpan.FromSeconds(9));
        _ = _store.Get("key");
        _clock.Advance(TimeSpan.FromSeconds(5));
        _store.RunMaintenance();
        Assert.That(_store.GetStatistics().Items, Is.EqualTo(1));
        _clock.Advance(TimeSpan.FromSeconds(5));
        _store.RunMaintenance();
        Assert.That(_store.GetStatistics().Items, Is.Zero);
    }

    [Test]
    public void An_item_that_is_not_over_any_more_when_its_turn_comes_is_not_forgotten()
    {
        // A renewal between the crawler's look and its removal looks like a clock that went back.
        var clock = new UnsteadyClock();
        using CacheStore store = TestStore.Create(clock: clock);
        _ = store.Set("key", "value"u8, Second);
        var crawler = store.Workers.MakeCrawler(_clock);
        clock.NextReading = TimeSpan.FromSeconds(1);
        Assert.That(crawler.RunAll(), Is.Zero);
        Assert.That(store.GetStatistics().CrawledItems, Is.EqualTo(1));

        clock.Now = TimeSpan.FromSeconds(1);
        Assert.That(crawler.RunAll(), Is.EqualTo(1));
    }

    [Test]
    public void An_item_that_comes_while_its_page_is_walked_is_not_forgotten([Range(1, 5)] int reading)
    {
        // Among the moments at which the crawler looks at the clock is that between its way through a page and the removal
        // of what is due there.
        var clock = new UnsteadyClock();
        using CacheStore store = TestStore.Create(clock: clock);
        _ = store.Set("due", "value"u8, Second);
        var crawler = store.Workers.MakeCrawler(_clock);
        clock.AtReading(reading, () => store.Set("late", "value"u8, Second));
        for (int seconds = 2; seconds < 20; seconds += 2)
        {
            clock.Now = TimeSpan.FromSeconds(seconds);
            _ = crawler.RunAll();
        }

        Assert.That(clock.HasIntervened, Is.True);
        Assert.That(store.GetStatistics().Items, Is.Zero);
    }

    [Test]
    public void Large_values_give_back_all_their_pages()
    {
        Fill(20, 100_000, Second);
        _clock.Advance(TimeSpan.FromSeconds(2));
        Round(Stepped());

        CacheStatistics statistics = _store.GetStatistics();
        Assert.That((statistics.Items, statistics.MemoryUsed), Is.EqualTo((0L, statistics.IndexBytes + statistics.PolicyBytes)));
    }

    [Test]
    public void Work_is_done_in_slices_with_pauses_between()
    {
        Fill(500, 500, Second);
        _clock.Advance(TimeSpan.FromSeconds(2));
        var machine = new FakeTimeProvider { AutoAdvanceAmount = TimeSpan.FromMilliseconds(10) };
        Maintainer maintainer = Stepped(machine);
        List<long> walked = [];
        for (int round = 0; round < 1000 && _store.GetStatistics().Items > 0; round++)
        {
            Round(maintainer);
            long pages = _store.GetStatistics().CrawledPages;
            if (pages > walked.LastOrDefault())
            {
                walked.Add(pages);
            }
        }

        Assert.That(_store.GetStatistics().Items, Is.Zero);
        Assert.That(walked, Has.Count.GreaterThan(1));
        Assert.That(walked[0], Is.LessThanOrEqualTo(2 * 16));
    }

    [Test]
    public void A_store_without_deadlines_is_not_walked()
    {
        Fill(1000, 100, default);
        Maintainer maintainer = Stepped();
        _clock.Advance(TimeSpan.FromDays(1));
        Round(maintainer);
        _store.RunMaintenance();

        Assert.That(_store.GetStatistics().CrawledPages, Is.Zero);
        Assert.That(maintainer.PlanRest(), Is.EqualTo(CrawlSchedule.LongestRestMilliseconds));
    }

    [Test]
    public void A_clock_that_fails_ends_no_thread()
    {
        var clock = new UnsteadyClock();
        using CacheStore store = TestStore.Create(clock: clock);
        _ = store.Set("key", "value"u8, Second);
        Maintainer maintainer = MaintainerOf(store.Parts, "failing");
        clock.Fails = true;
        Assert.That(() => maintainer.RunRound(), Throws.Nothing);
        Assert.That(maintainer.PlanRest(), Is.EqualTo(1000));
    }

    private static IEnumerable<TestCaseData> WaysToAnEarlierDeadline()
    {
        yield return Way("set in place", store => store.Set("key", "2"u8, Second));
        yield return Way("set anew", store => store.Set("key", TestStore.Value(300), Second));
        yield return Way("set with flags", store => store.Set("key", "2"u8, Second with { Flags = 7 }));
        yield return Way("replace", store => store.Replace("key", "2"u8, Second));
        yield return Way("touch", store => store.Touch("key", Second));
        yield return Way("touch to a window", store => store.Touch("key", new ItemOptions { SlidingExpiration = TimeSpan.FromSeconds(1) }));
        yield return Way("get and touch", store => store.GetAndTouch("key", Second));
        yield return Way("compare and swap", store =>
        {
            _ = store.Get("key", out ItemInfo info);
            _ = store.CompareAndSwap("key", "2"u8, info.Version, Second);
        });
        yield return Way("remove and add", store =>
        {
            _ = store.Remove("key");
            _ = store.Add("key", "2"u8, Second);
        });
    }

    private static IEnumerable<TestCaseData> WaysToKeepADeadline()
    {
        yield return Way("nothing", _ => { });
        yield return Way("append", store => store.Append("key", TestStore.Value(1000)));
        yield return Way("prepend a little", store => store.Prepend("key", "1"u8));
        yield return Way("increment", store => store.Increment("key", 1, out _));
        yield return Way("outgrow", store => store.Increment("key", ulong.MaxValue - 10, out _));
        yield return Way("refresh", store => store.Refresh("key"));
    }

    private static TestCaseData Way(string name, Action<CacheStore> way) => new TestCaseData(way).SetArgDisplayNames(name);

    private static Maintainer MaintainerOf(StoreParts parts, string name, TimeProvider? machineTime = null) =>
        new StoreWorkers(parts).MakeMaintainer(
            new NoticeTeller(parts.Notices, parts, name, NullLogger.Instance, goesOn: false), name, NullLogger.Instance, machineTime);

    private Maintainer Stepped(TimeProvider? machineTime = null) => MaintainerOf(_store.Parts, "stepped", machineTime ?? _clock);

    private static void Round(Maintainer maintainer) => _ = maintainer.RunRound();

    private void Fill(int items, int length, ItemOptions options)
    {
        for (int i = 0; i < items; i++)
        {
            Assert.That(_store.Set($"{length}/{i:0000}", TestStore.Value(length), options), Is.EqualTo(WriteResult.Stored));
        }
    }

    /// <summary>A clock that can be made to tell another time once, or to fail.</summary>
    private sealed class UnsteadyClock : TimeProvider
    {
        public TimeSpan Now { get; set; }

        public TimeSpan? NextReading { get; set; }

        public bool Fails { get; set; }

        private Action? Intervention { get; set; }

        private int ReadingsLeft { get; set; }

        public bool HasIntervened => Intervention is not null && ReadingsLeft == 0;

        /// <summary>Has something done in the midst of that reading, the next being the first.</summary>
        public void AtReading(int reading, Action action) => (ReadingsLeft, Intervention) = (reading, action);

        public override DateTimeOffset GetUtcNow()
        {
            if (ReadingsLeft > 0 && --ReadingsLeft == 0)
            {
                Intervention!();
            }

            if (Fails)
            {
                throw new InvalidOperationException("no time");
            }

            TimeSpan reading = NextReading ?? Now;
            NextReading = null;
            return DateTimeOffset.UnixEpoch + reading;
        }
    }
}
