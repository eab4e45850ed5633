using CacheCore.Memory;
using CacheCore.Store;
using CacheCore.Tests.CacheStoreTests;
using Microsoft.Extensions.Time.Testing;

namespace CacheCore.Tests.Store;

internal sealed class LifetimeReportTests
{
    private const long Now = 5000;

    [TestCase(Now - 1, 0)]
    [TestCase(Now, 0)]
    [TestCase(Now + 1, 1)]
    [TestCase(Now + 999, 1)]
    [TestCase(Now + 1000, 2)]
    [TestCase(Now + 9_999, 2)]
    [TestCase(Now + 10_000, 3)]
    [TestCase(Now + 60_000, 4)]
    [TestCase(Now + 600_000, 5)]
    [TestCase(Now + 3_600_000, 6)]
    [TestCase(Now + 86_399_999, 6)]
    [TestCase(Now + 86_400_000, 7)]
    [TestCase(ItemTimes.Never - 1, 7)]
    [TestCase(ItemTimes.Never, 8)]
    public void An_item_belongs_to_one_span(long deadline, int span) =>
        Assert.That(LifetimeReport.SpanOf(new ItemTimes(deadline, 0), Now), Is.EqualTo(span));

    [Test]
    public void Every_item_is_counted_once()
    {
        var clock = new FakeTimeProvider();
        using CacheStore store = TestStore.Create(clock: clock);
        double[] seconds = [0.5, 2, 5, 30, 300, 400, 3000, 50_000, 100_000, 200_000];
        for (int i = 0; i < seconds.Length; i++)
        {
            _ = store.Set($"{i}", TestStore.Value(i * 200), ItemOptions.ExpiresAfter(TimeSpan.FromSeconds(seconds[i])));
        }

        _ = store.Set("large", TestStore.Value(50_000));
        _ = store.Set("removed", []);
        _ = store.Remove("removed");
        clock.Advance(TimeSpan.FromSeconds(1));

        Assert.That(store.GetLifetimes(), Is.EqualTo(new LifetimeStatistics
        {
            Expired = 1,
            UnderTenSeconds = 2,
            UnderOneMinute = 1,
            UnderTenMinutes = 2,
            UnderOneHour = 1,
            UnderOneDay = 1,
            OneDayOrMore = 2,
            Endless = 1,
        }));
        store.Dispose();
        Assert.That(store.GetLifetimes, Throws.TypeOf<ObjectDisposedException>());
    }
}
