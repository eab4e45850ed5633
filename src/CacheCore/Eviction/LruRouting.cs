using CacheCore.Memory;

namespace CacheCore.Eviction;

/// <summary>
/// memcached's rules for the item at a segment's tail (its doc/new_lru.txt describes them). Pure.
/// <code>
///           active                      over its limit
///  HOT  ───────────────► WARM ◄──┐     HOT  ──────► COLD
///  WARM ───────────────► WARM    │     WARM ──────► COLD
///  COLD ─────────────────────────┘     COLD, when memory is needed: evicted
///  TEMP leaves by expiry
/// </code>
/// </summary>
internal static class LruRouting
{
    public static LruMove Next(LruSegment from, bool isActive, bool isOverLimit) =>
        (from, isActive, isOverLimit) switch
        {
            (LruSegment.Hot or LruSegment.Warm or LruSegment.Cold, true, _) => LruMove.ToWarm,
            (LruSegment.Hot or LruSegment.Warm, false, true) => LruMove.ToCold,
            (LruSegment.Cold, false, true) => LruMove.Evict,
            _ => LruMove.Stay,
        };

    /// <summary>True if a segment holds more than its share, or its tail is old beside COLD's.</summary>
    public static bool IsOverLimit(in LruTail tail, in LruSettings settings) => tail.Segment switch
    {
        LruSegment.Hot => tail.Items * 100 > tail.AllItems * settings.HotPercent
            || tail.IdleSeconds > tail.ColdIdleSeconds * settings.HotMaxAgeFactor,
        LruSegment.Warm => tail.Items * 100 > tail.AllItems * settings.WarmPercent
            || tail.IdleSeconds > tail.ColdIdleSeconds * settings.WarmMaxAgeFactor,
        _ => false,
    };
}

/// <summary>What the rules look at: one segment of one queue set, and its tail.</summary>
/// <param name="Segment">The segment.</param>
/// <param name="Items">Items in it.</param>
/// <param name="AllItems">Items in HOT, WARM and COLD.</param>
/// <param name="IdleSeconds">Time since its tail was last used.</param>
/// <param name="ColdIdleSeconds">Time since COLD's tail was last used; the largest number there is while COLD is empty.</param>
internal readonly record struct LruTail(LruSegment Segment, long Items, long AllItems, long IdleSeconds, long ColdIdleSeconds);

/// <summary>The tunables of the rules.</summary>
internal sealed record LruSettings(int HotPercent, int WarmPercent, double HotMaxAgeFactor, double WarmMaxAgeFactor);
