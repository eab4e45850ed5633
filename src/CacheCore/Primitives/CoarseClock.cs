namespace CacheCore.Primitives;

/// <summary>
/// The store's time: whole milliseconds since shortly before the store was made, so that no live moment is 0.
/// <code>
///  the provider                                        time passes by
///  the system's, or one that only has another zone     the system's coarse monotonic clock, a few nanoseconds a look
///  one with timestamps of its own (a test's)           these, asked at each look: obeyed to the millisecond
///  one with nothing but a calendar of its own          that, asked at each look
/// </code>
/// The calendar of a provider only places absolute moments: one that is set tomorrow ends no relative lifetime.
/// </summary>
internal sealed class CoarseClock
{
    /// <summary>What the clock shows when the store is made.</summary>
    private const long FirstMilliseconds = 1000;

    /// <summary>Two clocks that are read one after the other differ by less.</summary>
    private const long LeastSuspension = 1000;

    private readonly TimeProvider _provider;
    private readonly bool _hasTimestamps;
    private readonly long _startTimestamp;
    private readonly DateTimeOffset _startUtc;
    private bool _isAsked;
    private long _startTicks;
    private long _bootAhead;
    private long _pausedAt = -1;
    private long _recentSeconds = FirstMilliseconds / 1000;
    private TimeSpan _shift;

    public CoarseClock(TimeProvider provider)
    {
        _provider = provider;
        _hasTimestamps = SystemClocks.HasOwnTimestamps(provider);
        _isAsked = _hasTimestamps || SystemClocks.HasOwnCalendar(provider);
        _startUtc = provider.GetUtcNow();
        _startTimestamp = _hasTimestamps ? provider.GetTimestamp() : 0;
        _startTicks = Environment.TickCount64 - FirstMilliseconds;
        _bootAhead = BootMilliseconds() - Environment.TickCount64;
    }

    /// <summary>Tells the milliseconds since the machine was started, those in which it slept included. A test sets another.</summary>
    public Func<long> BootMilliseconds { get; set; } = SystemClocks.BootMilliseconds;

    /// <summary>True for the machine's own clock, false for one that may move as it likes.</summary>
    public bool IsSystem => !_isAsked;

    public long NowMilliseconds => _isAsked ? Ask() : Environment.TickCount64 - Volatile.Read(ref _startTicks);

    public long NowSeconds => NowMilliseconds / 1000;

    /// <summary>
    /// The time in whole seconds when somebody last called <see cref="Remember()"/>, for those to whom even a look at the clock is too
    /// much: writers do so, and the maintainer at each round, so with it the time is a minute old at most. Another provider is asked.
    /// </summary>
    public long RecentSeconds => _isAsked ? Ask() / 1000 : Volatile.Read(ref _recentSeconds);

    /// <summary>Looks at the clock for whoever asks for <see cref="RecentSeconds"/>. Writes once a second at most.</summary>
    public void Remember() => Remember(NowMilliseconds);

    /// <summary>As <see cref="Remember()"/>, for whoever has just looked.</summary>
    public void Remember(long nowMilliseconds)
    {
        long seconds = nowMilliseconds / 1000;
        if (seconds != Volatile.Read(ref _recentSeconds))
        {
            Volatile.Write(ref _recentSeconds, seconds);
        }
    }

    /// <summary>The store's time of a calendar moment, rounded up; at most <see cref="long.MaxValue"/>.</summary>
    public long MillisecondsAt(DateTimeOffset moment)
    {
        // In this order, a thread that loses its processor in between makes the moment early rather than late.
        long now = NowMilliseconds;
        return now + CeilingMilliseconds(moment - _provider.GetUtcNow() - _shift);
    }

    /// <summary>
    /// Lets the time count in which the machine slept, which its monotonic clock leaves out: what was to end meanwhile has ended.
    /// For the maintainer, once a round.
    /// </summary>
    public void CountSuspension()
    {
        if (_isAsked)
        {
            return;
        }

        long ahead = BootMilliseconds() - Environment.TickCount64;
        if (ahead - _bootAhead >= LeastSuspension)
        {
            Volatile.Write(ref _startTicks, _startTicks - (ahead - _bootAhead));
            _bootAhead = ahead;
        }
    }

    /// <summary>Moves the clock, for a test that sees the store from outside. Other providers are moved where they come from.</summary>
    public void Shift(TimeSpan by)
    {
        long milliseconds = (long)by.TotalMilliseconds;
        _startTicks -= milliseconds;
        _shift += by;
        _pausedAt += _pausedAt < 0 ? 0 : milliseconds;
    }

    /// <summary>Lets the clock stand still, for the same tests.</summary>
    public void Pause()
    {
        if (!_isAsked)
        {
            _pausedAt = NowMilliseconds;
            _isAsked = true;
        }
    }

    /// <summary>Lets the clock go on from where it stands.</summary>
    public void Resume()
    {
        if (_pausedAt >= 0)
        {
            _startTicks = Environment.TickCount64 - _pausedAt;
            _pausedAt = -1;
            _isAsked = false;
        }
    }

    /// <summary>A span in milliseconds, rounded up so that nothing ends early.</summary>
    public static long CeilingMilliseconds(TimeSpan span)
    {
        (long quotient, long remainder) = Math.DivRem(span.Ticks, TimeSpan.TicksPerMillisecond);
        return remainder > 0 ? quotient + 1 : quotient;
    }

    private long Ask()
    {
        if (_pausedAt >= 0)
        {
            return _pausedAt;
        }

        TimeSpan elapsed = _hasTimestamps ? _provider.GetElapsedTime(_startTimestamp) : _provider.GetUtcNow() - _startUtc;
        return FirstMilliseconds + Math.Max(elapsed.Ticks / TimeSpan.TicksPerMillisecond, 0);
    }
}
