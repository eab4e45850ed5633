using CacheCore.Memory;

namespace CacheCore.Eviction.Policies;

/// <summary>
/// memcached's rules: the coldest tail leaves, one that was active moves on to WARM, HOT and WARM are kept within their shares. An
/// item has two steps to become active: the first hit of all only fetches, each later one activates.
/// </summary>
internal sealed class SegmentedPolicy : Policy
{
    private readonly LruTunables _shares;

    public SegmentedPolicy(PolicyRoom room)
        : base(EvictionPolicy.Segmented, room, new HitRules(ActiveFrom: 2, AfterLook: 1, AfterRewrite: 2, RewriteGoesOn: false))
    {
        _shares = room.Shares;
        Juggled = [LruSegment.Hot, LruSegment.Warm, LruSegment.Cold];
    }

    public override bool IsOverShare(SegmentedLru lru, LruSegment segment, long nowSeconds, bool isFull) =>
        LruRouting.IsOverLimit(lru.Describe(segment, nowSeconds), _shares.Current);

    public override LruMove Next(LruSegment segment, int hits, bool isOverShare) =>
        LruRouting.Next(segment, hits >= HitRules.ActiveFrom, isOverShare);

    protected override void Pass(SegmentedLru lru, ItemRef tail, LruSegment segment) => lru.Move(tail, LruSegment.Warm);
}
