using CacheCore.Memory;

namespace CacheCore.Eviction.Policies;

/// <summary>One line for all, COLD: who was used since it was last at the tail goes round again, the others leave.</summary>
internal sealed class LruPolicy : Policy
{
    public LruPolicy(PolicyRoom room)
        : base(EvictionPolicy.Lru, room, new HitRules(ActiveFrom: 1, AfterLook: 0, AfterRewrite: 1, RewriteGoesOn: false))
    {
        Entry = LruSegment.Cold;
        HasSegments = false;
    }

    protected override void Pass(SegmentedLru lru, ItemRef tail, LruSegment segment) => lru.Move(tail, LruSegment.Cold);
}
