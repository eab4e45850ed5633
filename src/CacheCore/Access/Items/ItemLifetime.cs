using CacheCore.Memory;
using CacheCore.Primitives;

namespace CacheCore.Access.Items;

/// <summary>
/// When an item ends, in the store's time: the deadline in force, the window by which reads renew it, and the
/// deadline that no renewal passes.
/// </summary>
/// <param name="Deadline">The item is gone once the clock shows this or more.</param>
/// <param name="Window">Sliding window in milliseconds, 0 = none.</param>
/// <param name="LastDeadline">What a renewal cannot pass; <see cref="ItemTimes.Never"/> = no such moment.</param>
internal readonly record struct ItemLifetime(long Deadline, long Window, long LastDeadline)
{
    /// <summary>A renewal waits until more than a 64th of the window has passed, so that a hot item is not written at each read.</summary>
    private const int RenewalShare = 64;

    /// <summary>In place of a deadline: there is none.</summary>
    public const long Never = ItemTimes.Never;

    public static ItemLifetime Endless => new(ItemTimes.Never, 0, ItemTimes.Never);

    /// <summary>False for an item that stays until evicted.</summary>
    public bool Ends => Deadline != ItemTimes.Never;

    /// <summary>When the item ends if every renewal that can come does.</summary>
    public long End => Window == 0 ? Deadline : LastDeadline;

    /// <summary>The lifetime that options ask for: of an absolute moment and a relative one, the earlier.</summary>
    /// <exception cref="InvalidOperationException">
    /// The clock has come so far since the store was made that deadlines do not reach there.
    /// </exception>
    public static ItemLifetime From(in ItemOptions options, CoarseClock clock)
    {
        if (options is { AbsoluteExpiration: null, AbsoluteExpirationRelativeToNow: null, SlidingExpiration: null })
        {
            return Endless;
        }

        long now = clock.NowMilliseconds;
        long last = ItemTimes.Never;
        if (options.AbsoluteExpiration is { } moment)
        {
            last = Math.Clamp(clock.MillisecondsAt(moment), 0, last);
            ThrowIfOutOfReach(now, last);
        }

        if (options.AbsoluteExpirationRelativeToNow is { } relative)
        {
            last = Math.Min(last, now + CoarseClock.CeilingMilliseconds(relative));
            ThrowIfOutOfReach(now, last);
        }

        long window = options.SlidingExpiration is { } sliding ? CoarseClock.CeilingMilliseconds(sliding) : 0;
        bool slides = window != 0 && now + window < last;
        if (window != 0 && !slides)
        {
            ThrowIfOutOfReach(now, last);
        }

        return slides ? new ItemLifetime(now + window, window, last) : new ItemLifetime(last, 0, ItemTimes.Never);
    }

    public bool IsOver(long now) => Deadline <= now;

    /// <summary>True if a read at this time should move the deadline.</summary>
    public bool IsRenewalDue(long now) => Window != 0 && now + Window - Deadline > Window / RenewalShare && Deadline < LastDeadline;

    /// <summary>The deadline after a renewal at this time. Whatever has one keeps one.</summary>
    public long Renewed(long now) => Math.Min(now + Window, Math.Min(LastDeadline, ItemTimes.Never - 1));

    /// <summary>
    /// A deadline that does not fit means never, which is right of a lifetime of decades. Where the clock itself has come so far, it would
    /// be each lifetime's fate, and nobody would notice.
    /// </summary>
    private static void ThrowIfOutOfReach(long now, long deadline)
    {
        if (deadline >= ItemTimes.Never && now > ItemTimes.Never / 2)
        {
            Throw.ClockOutOfReach(now);
        }
    }
}
