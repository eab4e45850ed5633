using CacheCore.Primitives;

namespace CacheCore.Access;

/// <summary>The time that items live by.</summary>
internal sealed class StoreClock(CoarseClock clock)
{
    public long NowMilliseconds => clock.NowMilliseconds;

    /// <summary>The store's time at a moment of the calendar.</summary>
    public long MillisecondsAt(DateTimeOffset moment) => clock.MillisecondsAt(moment);

    /// <inheritdoc cref="CoarseClock.Remember()"/>
    public void Remember() => clock.Remember();

    /// <inheritdoc cref="CoarseClock.Pause"/>
    public void Pause() => clock.Pause();

    /// <inheritdoc cref="CoarseClock.Resume"/>
    public void Resume() => clock.Resume();

    /// <inheritdoc cref="CoarseClock.Shift"/>
    public void Shift(TimeSpan time) => clock.Shift(time);
}
