namespace CacheCore.Primitives;

/// <summary>
/// The store's time: whole milliseconds since shortly before the store was made, so that no live moment is 0.
/// With <see cref="TimeProvider.System"/> it is the operating system's coarse monotonic clock, a few nanoseconds a
/// look; any other provider is asked at each look, so that a test's clock is obeyed to the millisecond.
/// </summary>
internal sealed class CoarseClock
{
    /// <summary>What the clock shows when the store is made.</summary>
    private const long FirstMilliseconds = 1000;

    private readonly TimeProvider _calendar;
    private readonly DateTimeOffset _startUtc;
    private TimeProvider? _provider;
    private long _startTicks;
    private TimeSpan _shift;

    public CoarseClock(TimeProvider provider)
    {
        _calendar = provider;
        _provider = ReferenceEquals(provider, TimeProvider.System) ? null : provider;
        _startUtc = provider.GetUtcNow();
        _startTicks = Environment.TickCount64 - FirstMilliseconds;
    }

    /// <summary>True for the machine's own clock, false for one that may move as it likes.</summary>
    public bool IsSystem => _provider is null;

    public long NowMilliseconds => _provider is null ? Environment.TickCount64 - _startTicks : AskProvider();

    /// <summary>The store's time of a calendar moment, rounded up; at most <see cref="long.MaxValue"/>.</summary>
    public long MillisecondsAt(DateTimeOffset moment)
    {
        // In this order, a thread that loses its processor in between makes the moment early rather than late.
        long now = NowMilliseconds;
        return now + CeilingMilliseconds(moment - _calendar.GetUtcNow() - _shift);
    }

    /// <summary>Moves the clock, for a test that sees the store from outside. Other providers are moved where they come from.</summary>
    public void Shift(TimeSpan by)
    {
        _startTicks -= (long)by.TotalMilliseconds;
        _shift += by;
        if (_provider is PausedTime paused)
        {
            _provider = new PausedTime(paused.UtcNow + by);
        }
    }

    /// <summary>Lets the clock stand still, for the same tests.</summary>
    public void Pause() => _provider ??= new PausedTime(_startUtc.AddMilliseconds(NowMilliseconds - FirstMilliseconds));

    /// <summary>Lets the clock go on from where it stands.</summary>
    public void Resume()
    {
        if (_provider is PausedTime)
        {
            _startTicks = Environment.TickCount64 - NowMilliseconds;
            _provider = null;
        }
    }

    /// <summary>A span in milliseconds, rounded up so that nothing ends early.</summary>
    public static long CeilingMilliseconds(TimeSpan span)
    {
        (long quotient, long remainder) = Math.DivRem(span.Ticks, TimeSpan.TicksPerMillisecond);
        return remainder > 0 ? quotient + 1 : quotient;
    }

    private long AskProvider()
    {
        long elapsed = (_provider!.GetUtcNow() - _startUtc).Ticks / TimeSpan.TicksPerMillisecond;
        return FirstMilliseconds + Math.Max(elapsed, 0);
    }

    private sealed class PausedTime(DateTimeOffset utcNow) : TimeProvider
    {
        public DateTimeOffset UtcNow { get; } = utcNow;

        public override DateTimeOffset GetUtcNow() => UtcNow;
    }
}
