using CacheCore.Access;
using CacheCore.Access.Items;

namespace CacheCore.Listener.Primitives;

/// <summary>Time as it is counted on the wire, in whole seconds, and the store's, in milliseconds.</summary>
internal sealed class WireTime(StoreClock clock, TimeProvider calendar)
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
        exptime == 0 ? ItemLifetime.Endless : new ItemLifetime(DeadlineOf(exptime), Window: 0, ItemLifetime.Never);

    /// <summary>The moment that a client names, in the store's time; 0 = long over.</summary>
    public long DeadlineOf(long exptime)
    {
        if (exptime <= 0)
        {
            return 0;
        }

        return exptime <= LongestRelative
            ? clock.NowMilliseconds + (exptime * 1000)
            : Math.Clamp(clock.MillisecondsAt(DateTimeOffset.FromUnixTimeSeconds(exptime)), 0, ItemLifetime.Never);
    }

    /// <summary>Seconds until an item ends, begun ones counted; -1 = it does not.</summary>
    public long SecondsLeft(in ItemSight item) => SecondsUntil(item.Deadline);

    /// <inheritdoc cref="SecondsLeft(in ItemSight)"/>
    public long SecondsLeft(ItemLifetime lifetime) => SecondsUntil(lifetime.Deadline);

    public long IdleSeconds(in ItemSight item) => item.IdleSeconds(clock.NowMilliseconds);

    /// <summary>Unix time at which an item ends; -1 = it does not.</summary>
    public long UnixTimeOf(in ItemSight item) =>
        item.HasDeadline ? UtcNow.AddMilliseconds(item.Deadline - clock.NowMilliseconds).ToUnixTimeSeconds() : -1;

    private long SecondsUntil(long deadline) =>
        deadline == ItemLifetime.Never ? -1 : Math.Max(0, (deadline - clock.NowMilliseconds + 999) / 1000);
}
