namespace CacheCore.Tests.Model;

/// <summary>An item as the oracle knows it, written from the promises of the public surface and nothing else.</summary>
internal sealed class ModelItem
{
    private const long Never = long.MaxValue;

    private long _renewed;

    public required byte[] Value { get; set; }

    public required uint Flags { get; init; }

    /// <summary>Null until it was read: a write gives a new one.</summary>
    public ulong? Version { get; set; }

    /// <summary>Milliseconds since the store was made.</summary>
    public long Deadline { get; private set; } = Never;

    public long Window { get; private set; }

    public long LastDeadline { get; private set; } = Never;

    public bool HasDeadline => Deadline != Never;

    public bool IsOver(long now) => Deadline <= now;

    public void LiveBy(CommandLifetime lifetime, long now)
    {
        long window = CeilingMilliseconds(lifetime.WindowTicks);
        long last = now + CeilingMilliseconds(lifetime.LastTicks);
        (Window, LastDeadline) = lifetime.Kind switch
        {
            LifetimeKind.Relative or LifetimeKind.Absolute => (0, last),
            LifetimeKind.Sliding => (window, Never),
            LifetimeKind.SlidingAndRelative or LifetimeKind.SlidingAndAbsolute => (window, last),
            LifetimeKind.RelativeAndAbsolute => (0, Math.Min(now + window, last)),
            LifetimeKind.Over => (0, now - (lifetime.LastTicks / TimeSpan.TicksPerMillisecond)),
            LifetimeKind.OverJustNow => (0, now),
            _ => (0, Never),
        };
        if (now + Window >= LastDeadline)
        {
            Window = 0;
        }

        Deadline = LastDeadline;
        Renew(now);
    }

    /// <summary>A read renews once more than a 64th of the window has passed since the deadline was set.</summary>
    public void OnRead(long now)
    {
        if (now - _renewed > Window / 64)
        {
            Renew(now);
        }
    }

    /// <summary>Grants the window, but nothing beyond the last deadline.</summary>
    public void Renew(long now)
    {
        if (Window != 0)
        {
            _renewed = now;
            Deadline = Math.Min(now + Window, LastDeadline);
        }
    }

    private static long CeilingMilliseconds(long ticks) => (ticks + TimeSpan.TicksPerMillisecond - 1) / TimeSpan.TicksPerMillisecond;
}
