using CacheCore.Items;
using CacheCore.Memory;
using CacheCore.Primitives;

namespace CacheCore.Listener.Primitives;

/// <summary>Time as it is counted on the wire, in whole seconds, and the store's, in milliseconds.</summary>
internal sealed class WireTime(CoarseClock clock, TimeProvider calendar)
{
    private const long LongestRelative = 60 * 60 * 24 * 30;

    private readonly long _start = calendar.GetTimestamp();

    public long NowMilliseconds => clock.NowMilliseconds;

    /// <summary>The calendar, for stamps.</summary>
    public DateTimeOffset UtcNow => calendar.GetUtcNow();

    /// <summary>Seconds since the server was made, whatever became of the calendar.</summary>
    public long UptimeSeconds => (long)calendar.GetElapsedTime(_start).TotalSeconds;

    /// <summary>The lifetime that a client asks for: 0 = for ever, negative = over, up to 30 days = from now, above = Unix time.</summary>
    public ItemLifetime LifetimeOf(long exptime) =>
        exptime == 0 ? ItemLifetime.Endless : new ItemLifetime(DeadlineOf(exptime), Window: 0, ItemTimes.Never);

    /// <summary>The moment that a client names, in the store's time; 0 = long over.</summary>
    public long DeadlineOf(long exptime)
    {
        if (exptime <= 0)
        {
            return 0;
        }

        return exptime <= LongestRelative
            ? clock.NowMilliseconds + (exptime * 1000)
            : Math.Clamp(clock.MillisecondsAt(DateTimeOffset.FromUnixTimeSeconds(exptime)), 0, ItemTimes.Never);
    }

    /// <summary>Seconds until a deadline, begun ones counted; -1 = there is none.</summary>
    public long SecondsLeft(ItemTimes times) =>
        times.HasDeadline ? Math.Max(0, (times.Deadline - clock.NowMilliseconds + 999) / 1000) : -1;

    /// <inheritdoc cref="SecondsLeft(ItemTimes)"/>
    public long SecondsLeft(ItemLifetime lifetime) => SecondsLeft(new ItemTimes(lifetime.Deadline, 0));

    public long IdleSeconds(ItemTimes times) => times.IdleSeconds(clock.NowMilliseconds / 1000);

    /// <summary>Unix time of a deadline; -1 = there is none.</summary>
    public long UnixTimeOf(ItemTimes times) =>
        times.HasDeadline ? UtcNow.AddMilliseconds(times.Deadline - clock.NowMilliseconds).ToUnixTimeSeconds() : -1;
}
