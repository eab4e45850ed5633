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

    [Test]
    public void The_time_that_was_remembered_stays_until_somebody_looks()
    {
        var clock = new CoarseClock(TimeProvider.System);
        clock.Remember();
        long remembered = clock.RecentSeconds;
        clock.Shift(TimeSpan.FromMinutes(1));
        Assert.That(clock.RecentSeconds, Is.EqualTo(remembered));
        clock.Remember();
        Assert.That(clock.RecentSeconds, Is.InRange(remembered + 60, remembered + 120));
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

    [Test]
    public void A_provider_that_only_has_another_zone_is_the_systems_clock() =>
        Assert.That(
            (new CoarseClock(new Elsewhere()).IsSystem, new CoarseClock(new FakeTimeProvider()).IsSystem),
            Is.EqualTo((true, false)));

    [Test]
    public void A_calendar_that_is_set_ends_nothing_where_there_are_timestamps()
    {
        var provider = new ClockOnTheWall();
        var clock = new CoarseClock(provider);
        long start = clock.NowMilliseconds;
        provider.Now += TimeSpan.FromHours(1);
        provider.Timestamp += 5 * provider.TimestampFrequency;
        Assert.That(clock.NowMilliseconds, Is.EqualTo(start + 5000));
        Assert.That(
            clock.MillisecondsAt(provider.Now + TimeSpan.FromSeconds(1)),
            Is.EqualTo(start + 6000),
            "an absolute moment is as far away as the calendar says");
    }

    [Test]
    public void What_the_machine_slept_has_passed()
    {
        long slept = 0;
        var clock = new CoarseClock(TimeProvider.System);
        Func<long> boot = clock.BootMilliseconds;
        clock.BootMilliseconds = () => boot() + slept;
        long before = clock.NowMilliseconds;
        slept = TimeSpan.MillisecondsPerDay;
        clock.CountSuspension();
        clock.CountSuspension();

        Assert.That(clock.NowMilliseconds - before, Is.InRange(TimeSpan.MillisecondsPerDay, TimeSpan.MillisecondsPerDay + 3_600_000));
    }

    [Test]
    public void What_two_looks_differ_by_is_no_sleep()
    {
        long differ = 0;
        var clock = new CoarseClock(TimeProvider.System);
        Func<long> boot = clock.BootMilliseconds;
        clock.BootMilliseconds = () => boot() + differ;
        clock.Pause();
        long paused = clock.NowMilliseconds;
        clock.Resume();
        for (differ = 0; differ < 500; differ += 50)
        {
            clock.CountSuspension();
        }

        Assert.That(clock.NowMilliseconds - paused, Is.LessThan(3_600_000));
        Assert.That(clock.NowMilliseconds, Is.LessThan(3_600_000));
    }

    [Test]
    public void A_clock_that_stands_still_can_be_moved()
    {
        var clock = new CoarseClock(TimeProvider.System);
        clock.Pause();
        long paused = clock.NowMilliseconds;
        clock.Shift(TimeSpan.FromSeconds(7));
        Assert.That((clock.NowMilliseconds - paused, clock.IsSystem), Is.EqualTo((7000L, false)));
        clock.Resume();
        Assert.That(clock.NowMilliseconds - paused, Is.InRange(7000, 3_600_000));
        Assert.That(clock.IsSystem);
    }

    private sealed class Elsewhere : TimeProvider
    {
        public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.CreateCustomTimeZone("elsewhere", TimeSpan.FromHours(5), null, null);
    }

    private sealed class ClockOnTheWall : TimeProvider
    {
        public DateTimeOffset Now { get; set; } = DateTimeOffset.UnixEpoch;

        public long Timestamp { get; set; }

        public override DateTimeOffset GetUtcNow() => Now;

        public override long GetTimestamp() => Timestamp;
    }

    private sealed class MovableTimeProvider : TimeProvider
    {
        public DateTimeOffset Now { get; set; } = DateTimeOffset.UnixEpoch;

        public override DateTimeOffset GetUtcNow() => Now;
    }
}
