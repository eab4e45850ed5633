using CacheCore.Primitives;
using Microsoft.Extensions.Time.Testing;

namespace CacheCore.Tests.Primitives;

internal sealed class CoarseClockTests
{
    [Test]
    public void A_clock_of_the_callers_is_obeyed_to_the_millisecond()
    {
        var provider = new FakeTimeProvider();
        var clock = new CoarseClock(provider);
        long start = clock.NowMilliseconds;
        provider.Advance(TimeSpan.FromMilliseconds(1));
        Assert.That(clock.NowMilliseconds, Is.EqualTo(start + 1));
        provider.Advance(TimeSpan.FromDays(1000));
        Assert.That(clock.NowMilliseconds, Is.EqualTo(start + 1 + (1000L * 24 * 60 * 60 * 1000)));
    }

    [Test]
    public void No_moment_is_zero() => Assert.That(new CoarseClock(new FakeTimeProvider()).NowMilliseconds, Is.Positive);

    [Test]
    public void A_calendar_that_is_set_back_does_not_take_time_below_the_start()
    {
        var provider = new MovableTimeProvider();
        var clock = new CoarseClock(provider);
        long start = clock.NowMilliseconds;
        provider.Now -= TimeSpan.FromHours(1);

        Assert.That(clock.NowMilliseconds, Is.EqualTo(start));
    }

    [Test]
    public void The_systems_clock_goes_forward()
    {
        var clock = new CoarseClock(TimeProvider.System);
        long start = clock.NowMilliseconds;
        Assert.That(start, Is.InRange(1000, 61_000));
        Assert.That(SpinWait.SpinUntil(() => clock.NowMilliseconds > start, TimeSpan.FromSeconds(10)));
    }

    [TestCase(0, 0)]
    [TestCase(1, 1)]
    [TestCase(10_000, 1)]
    [TestCase(10_001, 2)]
    [TestCase(-1, 0)]
    [TestCase(-10_001, -1)]
    public void Spans_are_rounded_up(long ticks, long milliseconds) =>
        Assert.That(CoarseClock.CeilingMilliseconds(TimeSpan.FromTicks(ticks)), Is.EqualTo(milliseconds));

    [Test]
    public void A_moment_is_as_far_away_as_the_calendar_says()
    {
        var provider = new FakeTimeProvider();
        var clock = new CoarseClock(provider);
        provider.Advance(TimeSpan.FromMinutes(1));
        DateTimeOffset moment = provider.GetUtcNow() + TimeSpan.FromMilliseconds(250);

        Assert.That(clock.MillisecondsAt(moment), Is.EqualTo(clock.NowMilliseconds + 250));
        Assert.That(clock.MillisecondsAt(moment.ToOffset(TimeSpan.FromHours(5))), Is.EqualTo(clock.NowMilliseconds + 250));
        Assert.That(clock.MillisecondsAt(DateTimeOffset.MinValue), Is.Negative);
        Assert.That(clock.MillisecondsAt(DateTimeOffset.MaxValue), Is.GreaterThan(1L << 40));
    }

    private sealed class MovableTimeProvider : TimeProvider
    {
        public DateTimeOffset Now { get; set; } = DateTimeOffset.UnixEpoch;

        public override DateTimeOffset GetUtcNow() => Now;
    }
}
