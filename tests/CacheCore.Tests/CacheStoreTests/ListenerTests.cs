using Microsoft.Extensions.Time.Testing;
using static CacheCore.Tests.CacheStoreTests.TestStore;

namespace CacheCore.Tests.CacheStoreTests;

/// <summary>What listeners may do, and what they cannot do to the store.</summary>
internal sealed class ListenerTests
{
    private const int MiB = 1 << 20;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly FakeTimeProvider _clock = new();

    [Test]
    public void A_listener_that_does_not_return_keeps_nothing_from_being_done()
    {
        using var release = new ManualResetEventSlim();
        using var store = new CacheStore(new CacheCoreOptions { MemoryLimit = 8 * MiB });
        store.ItemRemoved += (_, _) => release.Wait();
        try
        {
            Fill(store);
            Assert.That(SpinWait.SpinUntil(() => Evict(store).NoticesDropped > 0, Patience), "Its queue never fills up.");
            store.MemoryLimit = 4 * MiB;
            Assert.That(SpinWait.SpinUntil(() => store.GetStatistics().MemoryUsed <= 4 * MiB, Patience), "The limit is not carried out.");
            Assert.That(SpinWait.SpinUntil(() => HasCrawled(store), Patience), "Nothing is crawled.");
        }
        finally
        {
            release.Set(); // the end of the store waits for its listener
        }
    }

    [Test]
    public void To_step_by_hand_has_an_end_though_a_listener_puts_back_what_left()
    {
        CacheStore store = Create(MiB, _clock);
        store.ItemRemoved += (_, left) => store.Set(left.Key.Span, Value(500));
        Fill(store);

        Assert.That(Task.Run(store.RunMaintenance).Wait(Patience));
        store.Dispose();
    }

    [Test]
    public void A_listener_that_was_taken_off_hears_nothing_more()
    {
        using CacheStore store = Create(MiB, _clock);
        int heard = 0;
        int others = 0;
        store.ItemRemoved += Listen;
        store.ItemRemoved += (_, _) => others++;
        Fill(store);
        store.RunMaintenance();

        Assert.That((heard, others > 100), Is.EqualTo((1, true)));

        void Listen(object? sender, ItemRemovedEventArgs left)
        {
            heard++;
            store.ItemRemoved -= Listen;
        }
    }

    [Test]
    public void A_listener_that_came_meanwhile_hears_what_comes_next()
    {
        using CacheStore store = Create(MiB, _clock);
        int first = 0;
        int second = 0;
        store.ItemRemoved += (_, _) =>
        {
            if (first++ == 0)
            {
                store.ItemRemoved += (_, _) => second++;
            }
        };
        Fill(store);
        store.RunMaintenance();

        Assert.That((first > 100, second), Is.EqualTo((true, first - 1)));
    }

    [Test]
    public void What_waits_goes_with_the_last_listener()
    {
        using CacheStore store = Create(MiB, _clock);
        store.ItemRemoved += Listen;
        Fill(store);
        Assert.That(store.Parts.Notices.AreWaiting);
        store.ItemRemoved -= Listen;

        Assert.That(store.Parts.Notices.AreWaiting, Is.False);

        static void Listen(object? sender, ItemRemovedEventArgs left)
        {
        }
    }

    [TestCase(true)]
    [TestCase(false)]
    public void A_listener_may_wait_for_somebody_who_steps_the_store(bool inBackground)
    {
        var store = new CacheStore(new CacheCoreOptions { MemoryLimit = MiB, BackgroundMaintenance = inBackground });
        using var told = new ManualResetEventSlim();
        bool hasReturned = false;
        store.ItemRemoved += (_, _) =>
        {
            hasReturned |= Task.Factory.StartNew(
                store.RunMaintenance, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default).Wait(Patience);
            told.Set();
        };
        Fill(store);
        Task stepping = Task.Factory.StartNew(
            store.RunMaintenance, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);

        Assert.That(told.Wait(Patience + Patience));
        Assert.That(hasReturned, "They wait for each other.");
        store.Dispose();
        Assert.That(stepping.Wait(Patience));
    }

    [Test]
    public void A_listener_may_end_the_store()
    {
        var store = new CacheStore(new CacheCoreOptions { MemoryLimit = MiB });
        using var ended = new ManualResetEventSlim();
        int heard = 0;
        store.ItemRemoved += (_, _) =>
        {
            heard++;
            store.Dispose();
            ended.Set();
        };
        try
        {
            Fill(store);
        }
        catch (ObjectDisposedException)
        {
            // So soon.
        }

        Assert.That(ended.Wait(Patience), "The store waits for its listener, and the listener for the store.");
        Assert.That(heard, Is.EqualTo(1));
    }

    [Test]
    public void Nobody_is_told_of_anything_once_the_store_was_disposed_of()
    {
        using var entered = new ManualResetEventSlim();
        using var release = new ManualResetEventSlim();
        var store = new CacheStore(new CacheCoreOptions { MemoryLimit = MiB });
        int heard = 0;
        store.ItemRemoved += (_, _) =>
        {
            heard++;
            entered.Set();
            release.Wait();
        };
        Fill(store);
        Assert.That(entered.Wait(Patience));
        Task end = Task.Factory.StartNew(store.Dispose, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        Assert.That(end.Wait(50), Is.False, "A listener is running still.");
        release.Set();

        Assert.That(end.Wait(Patience));
        Assert.That(heard, Is.EqualTo(1));
    }

    [Test]
    public void Notices_come_one_at_a_time()
    {
        using var store = new CacheStore(new CacheCoreOptions { MemoryLimit = MiB });
        int inside = 0;
        int atOnce = 0;
        int heard = 0;
        store.ItemRemoved += (_, _) =>
        {
            atOnce = Math.Max(atOnce, Interlocked.Increment(ref inside));
            heard++;
            Interlocked.Decrement(ref inside);
        };
        for (int round = 0; round < 5; round++)
        {
            Fill(store);
            store.RunMaintenance();
        }

        Assert.That(SpinWait.SpinUntil(() => !store.Parts.Notices.AreWaiting, Patience));
        Assert.That((atOnce, heard > 100), Is.EqualTo((1, true)));
    }

    /// <summary>Writes until many items have left.</summary>
    private static void Fill(CacheStore store)
    {
        long before = store.GetStatistics().Evictions;
        for (int i = 0; i % 1000 != 0 || store.GetStatistics().Evictions < before + 1000; i++)
        {
            _ = store.Set($"{before} {i}", Value(500));
        }
    }

    private static CacheStatistics Evict(CacheStore store)
    {
        Fill(store);
        return store.GetStatistics();
    }

    /// <summary>Of items whose time is over one is found by the crawler, sooner or later, and not by whoever empties its page.</summary>
    private static bool HasCrawled(CacheStore store)
    {
        _ = store.Set("ends", [], ItemOptions.ExpiresAfter(TimeSpan.FromMilliseconds(1)));
        return store.GetStatistics().CrawledPages > 0;
    }
}
