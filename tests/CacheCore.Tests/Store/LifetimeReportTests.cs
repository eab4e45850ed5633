using CacheCore.Memory;
using CacheCore.Store;
using CacheCore.Tests.CacheStoreTests;
using Microsoft.Extensions.Time.Testing;

namespace CacheCore.Tests.Store;

internal sealed class LifetimeReportTests
{
    private const long Now = 5000;

    [TestCase(Now - 1, LifetimeReport.Expired)]
    [TestCase(Now, LifetimeReport.Expired)]
    [TestCase(Now + 1, LifetimeReport.UnderOneSecond)]
    [TestCase(Now + 999, LifetimeReport.UnderOneSecond)]
    [TestCase(Now + 1000, LifetimeReport.UnderTenSeconds)]
    [TestCase(Now + 9_999, LifetimeReport.UnderTenSeconds)]
    [TestCase(Now + 10_000, LifetimeReport.FirstMinute)]
    [TestCase(Now + 59_999, LifetimeReport.FirstMinute)]
    [TestCase(Now + 60_000, LifetimeReport.FirstMinute + 1)]
    [TestCase(Now + 3_599_999, LifetimeReport.FirstMinute + 59)]
    [TestCase(Now + 3_600_000, LifetimeReport.UnderOneDay)]
    [TestCase(Now + 86_399_999, LifetimeReport.UnderOneDay)]
    [TestCase(Now + 86_400_000, LifetimeReport.OneDayOrMore)]
    [TestCase(ItemTimes.Never - 1, LifetimeReport.OneDayOrMore)]
    [TestCase(ItemTimes.Never, LifetimeReport.Endless)]
    public void An_item_belongs_to_one_span(long deadline, int span) =>
        Assert.That(LifetimeReport.SpanOf(new ItemTimes(deadline, 0), Now), Is.EqualTo(span));

    [Test]
    public void Every_item_is_counted_once()
    {
        var clock = new FakeTimeProvider();
        using CacheStore store = TestStore.Create(clock: clock);
        double[] seconds = [0.5, 1.5, 2, 5, 30, 300, 400, 600.5, 601, 3000, 3600.5, 50_000, 100_000, 200_000];
        for (int i = 0; i < seconds.Length; i++)
        {
            _ = store.Set($"{i}", TestStore.Value(i * 200), ItemOptions.ExpiresAfter(TimeSpan.FromSeconds(seconds[i])));
        }

        _ = store.Set("large", TestStore.Value(50_000));
        _ = store.Set("removed", []);
        _ = store.Remove("removed");
        clock.Advance(TimeSpan.FromSeconds(1));

        LifetimeStatistics lifetimes = store.GetLifetimes();
        Assert.That(lifetimes with { ByMinute = [] }, Is.EqualTo(new LifetimeStatistics
        {
            Expired = 1,
            UnderOneSecond = 1,
            UnderTenSeconds = 2,
            UnderOneMinute = 1,
            UnderTenMinutes = 3,
            UnderOneHour = 3,
            UnderOneDay = 1,
            OneDayOrMore = 2,
            Endless = 1,
            ByMinute = [],
        }));
        long[] minutes = new long[60];
        minutes[0] = 4;    // 0.5, 1, 4 and 29 s
        minutes[4] = 1;    // 299 s
        minutes[6] = 1;    // 399 s
        minutes[9] = 1;    // 599.5 s
        minutes[10] = 1;   // 600 s
        minutes[49] = 1;   // 2,999 s
        minutes[59] = 1;   // 3,599.5 s
        Assert.That(lifetimes.ByMinute, Is.EqualTo(minutes));
        store.Dispose();
        Assert.That(store.GetLifetimes, Throws.TypeOf<ObjectDisposedException>());
    }
}
