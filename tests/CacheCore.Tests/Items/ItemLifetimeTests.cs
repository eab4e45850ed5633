using CacheCore.Access.Items;
using CacheCore.Memory;
using CacheCore.Primitives;
using Microsoft.Extensions.Time.Testing;

namespace CacheCore.Tests.Items;

internal sealed class ItemLifetimeTests
{
    private const long Never = ItemTimes.Never;

    private readonly FakeTimeProvider _calendar = new();
    private CoarseClock _clock = null!;
    private long _now;

    [SetUp]
    public void SetUp()
    {
        _clock = new CoarseClock(_calendar);
        _now = _clock.NowMilliseconds;
    }

    /// <summary>Options in milliseconds from now, null = not given; what they mean, from now as well, null = never.</summary>
    [TestCase(null, null, null, null, 0, null)]
    [TestCase(100, null, null, 100L, 0, null)]
    [TestCase(null, 100, null, 100L, 0, null)]
    [TestCase(200, 100, null, 100L, 0, null)]
    [TestCase(100, 200, null, 100L, 0, null)]
    [TestCase(null, null, 100, 100L, 100, null)]
    [TestCase(1000, null, 100, 100L, 100, 1000L)]
    [TestCase(null, 1000, 100, 100L, 100, 1000L)]
    [TestCase(null, 100, 100, 100L, 0, null)]
    [TestCase(null, 50, 100, 50L, 0, null)]
    [TestCase(-100, null, null, -100L, 0, null)]
    [TestCase(0, null, 100, 0L, 0, null)]
    public void Options_become_a_deadline_a_window_and_a_last_deadline(
        int? absolute, int? relative, int? sliding, long? deadline, int window, long? last)
    {
        var options = new ItemOptions
        {
            AbsoluteExpiration = absolute is { } moment ? _calendar.GetUtcNow() + TimeSpan.FromMilliseconds(moment) : null,
            AbsoluteExpirationRelativeToNow = Span(relative),
            SlidingExpiration = Span(sliding),
        };

        ItemLifetime lifetime = ItemLifetime.From(in options, _clock);
        Assert.That(lifetime, Is.EqualTo(new ItemLifetime(_now + deadline ?? Never, window, _now + last ?? Never)));
        Assert.That(lifetime.Ends, Is.EqualTo(deadline is not null));
        Assert.That(lifetime.IsOver(_now), Is.EqualTo(deadline <= 0));
    }

    [Test]
    public void What_does_not_fit_never_ends()
    {
        ItemOptions[] all =
        [
            new() { AbsoluteExpiration = DateTimeOffset.MaxValue },
            new() { AbsoluteExpirationRelativeToNow = TimeSpan.MaxValue },
            new() { SlidingExpiration = TimeSpan.MaxValue },
            new()
            {
                SlidingExpiration = TimeSpan.MaxValue,
                AbsoluteExpirationRelativeToNow = TimeSpan.MaxValue,
                AbsoluteExpiration = DateTimeOffset.MaxValue,
            },
        ];

        Assert.That(all.Select(options => ItemLifetime.From(in options, _clock)), Is.All.EqualTo(ItemLifetime.Endless));
    }

    [Test]
    public void A_moment_before_the_store_was_made_is_over()
    {
        ItemLifetime lifetime = ItemLifetime.From(new ItemOptions { AbsoluteExpiration = DateTimeOffset.MinValue }, _clock);

        Assert.That((lifetime.Deadline, lifetime.IsOver(_now)), Is.EqualTo((0L, true)));
    }

    [Test]
    public void An_item_is_over_in_the_millisecond_of_its_deadline()
    {
        var lifetime = new ItemLifetime(1000, 0, Never);

        Assert.That((lifetime.IsOver(999), lifetime.IsOver(1000), lifetime.IsOver(1001)), Is.EqualTo((false, true, true)));
    }

    [TestCase(6400, 0, false)]
    [TestCase(6400, 100, false)]
    [TestCase(6400, 101, true)]
    [TestCase(63, 0, false)]
    [TestCase(63, 1, true)]
    [TestCase(0, 100, false)]
    public void A_renewal_is_due_when_more_than_a_64th_of_the_window_has_passed(long window, long elapsed, bool isDue)
    {
        var lifetime = new ItemLifetime(window == 0 ? Never : 5000 + window, window, Never);

        Assert.That(lifetime.IsRenewalDue(5000 + elapsed), Is.EqualTo(isDue));
    }

    [TestCase(1000, 1100)]
    [TestCase(1900, 2000)]
    [TestCase(1950, 2000)]
    public void A_renewal_stops_at_the_last_deadline(long now, long deadline)
    {
        var lifetime = new ItemLifetime(1050, 100, 2000);

        Assert.That(lifetime.Renewed(now), Is.EqualTo(deadline));
        Assert.That(new ItemLifetime(2000, 100, 2000).IsRenewalDue(1990), Is.False);
    }

    [Test]
    public void A_clock_that_deadlines_do_not_reach_is_refused_aloud()
    {
        _calendar.Advance(TimeSpan.FromDays(35 * 365.25));
        ItemOptions[] all =
        [
            new() { AbsoluteExpirationRelativeToNow = TimeSpan.FromMinutes(5) },
            new() { AbsoluteExpiration = _calendar.GetUtcNow() + TimeSpan.FromMinutes(5) },
            new() { SlidingExpiration = TimeSpan.FromMinutes(5) },
        ];

        foreach (ItemOptions options in all)
        {
            Assert.That(() => ItemLifetime.From(in options, _clock), Throws.InvalidOperationException.With.Message.Contains("35 years"));
        }

        Assert.That(ItemLifetime.From(new ItemOptions(), _clock), Is.EqualTo(ItemLifetime.Endless));
    }

    [Test]
    public void A_renewal_ends_however_late_it_comes()
    {
        var lifetime = new ItemLifetime(Never - 10, 100, Never);

        Assert.That(lifetime.Renewed(Never - 20), Is.EqualTo(Never - 1));
    }

    private static TimeSpan? Span(int? milliseconds) => milliseconds is { } some ? TimeSpan.FromMilliseconds(some) : null;
}
