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

    private readonly TimeProvider? _provider;
    private readonly TimeProvider _calendar;
    private readonly DateTimeOffset _startUtc;
    private readonly long _startTicks;

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
        return now + CeilingMilliseconds(moment - _calendar.GetUtcNow());
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
}
