using System.Diagnostics;
using CacheCore.Maintenance;
using CacheCore.StressTests.Harness;
using CacheCore.Tests.Integrity;

namespace CacheCore.StressTests.Rules;

/// <summary>Deadlines that are given while the crawler walks their page are met, though writers tell of them with no barrier.</summary>
[Stress]
public class CrawlTests
{
    private const int Others = 60;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly ManualClock _clock = new();
    private readonly byte[][] _keys = Keys.Many(8);
    private readonly byte[] _due = Keys.Make(1000);
    private CacheStore _store = null!;
    private ItemCrawler _crawler = null!;

    [SetUp]
    public void SetUp()
    {
        _store = Stores.Roomy(_clock);
        _crawler = _store.Workers.MakeCrawler(TimeProvider.System);
        foreach (byte[] key in Keys.Many(Others, first: 2000))
        {
            _ = _store.Set(key, new byte[50]);
        }
    }

    [TearDown]
    public void TearDown()
    {
        StoreIntegrity.Check(_store);
        _store.Dispose();
    }

    [Test]
    public void No_item_is_left_behind() => Race(
        prepare: () =>
        {
            _ = _store.Set(_due, new byte[50], ItemOptions.ExpiresAfter(TimeSpan.FromMilliseconds(1)));
            _clock.Advance(TimeSpan.FromMilliseconds(10));
        },
        here: () => _crawler.RunAll(),
        there: () =>
        {
            foreach (byte[] key in _keys)
            {
                _ = _store.Set(key, new byte[50], ItemOptions.ExpiresAfter(TimeSpan.FromSeconds(100)));
            }
        },
        check: AllHaveGone);

    private void AllHaveGone()
    {
        _clock.Advance(TimeSpan.FromSeconds(300));
        _ = _crawler.RunAll();
        long left = _store.GetStatistics().Items - Others;
        Check.That(left == 0, $"{left} items were left behind.");
    }

    /// <summary>Two things at about the same moment, again and again, with a look at the outcome after each time.</summary>
    private static void Race(Action prepare, Action here, Action there, Action check)
    {
        using var together = new Barrier(2);
        bool goesOn = true;
        int spins = 0;
        var other = Task.Run(() =>
        {
            Meet();
            while (Volatile.Read(ref goesOn))
            {
                Thread.SpinWait(spins);
                there();
                Meet();
                Meet();
            }
        });
        var random = new Random();
        var watch = Stopwatch.StartNew();
        try
        {
            while (watch.Elapsed < StressTime.Rule)
            {
                prepare();
                spins = random.Next(200);
                Meet();
                here();
                Meet();
                check();
            }
        }
        finally
        {
            Volatile.Write(ref goesOn, false);
            Meet();
        }

        Assert.That(other.Wait(Patience));

        void Meet() => Check.That(together.SignalAndWait(Patience), "The other did not come back.");
    }
}
