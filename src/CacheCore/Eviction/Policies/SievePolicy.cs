using CacheCore.Index;
using CacheCore.Memory;

namespace CacheCore.Eviction.Policies;

/// <summary>
/// SIEVE (Zhang, Yang, Yue, Vigfusson, Rashmi: "SIEVE is Simpler than LRU", NSDI 2024): one line, the newest at its head, and a hand that
/// goes from tail to head, again and again. Who was asked for since the hand last came by stays where it is; the first who was not leaves.
/// The line lies in two queues, and the hand is the border between them:
/// <code>
///           in this round not looked at yet     hand     looked at, and kept
///  new ──► │ head  …  the queue ahead  …  tail │ ◄── │ head  …  the queue behind  …  tail │
///                                            └─ hit ──►┘
///                                            └─ not hit: leaves
/// </code>
/// Once nothing is ahead, the hand has come to the head and begins at the tail again: the two queues change their parts. They are HOT and
/// COLD, taking turns; the one ahead is that in which new items start. So nobody is moved for being kept but from tail to head.
/// </summary>
internal sealed class SievePolicy : Policy
{
    public SievePolicy(PolicyRoom room)
        : base(EvictionPolicy.Sieve, room, new HitRules(ActiveFrom: 1, AfterLook: 0, AfterRewrite: 1, RewriteGoesOn: true)) =>
        HasSegments = false;

    /// <summary>The queue ahead; nothing lies there only where items were removed, and then it is the other one's turn.</summary>
    public override LruSegment LeavesNext(SegmentedLru lru)
    {
        LruSegment ahead = lru.Entry;
        return lru.CountOf(ahead) > 0 ? ahead : lru.CountOf(Other(ahead)) > 0 ? Other(ahead) : LruSegment.Temporary;
    }

    /// <summary>The item that the hand points to.</summary>
    public override ItemRef ColdestOf(SegmentedLru lru, long nowSeconds) => lru.TailOf(LeavesNext(lru));

    public override bool IsCold(LruSegment segment) => segment is LruSegment.Hot or LruSegment.Cold;

    public override bool TryPickVictim(SegmentedLru lru, ulong newcomer, long now, out LockedBucket locked, out SlotRef slot)
    {
        bool isPicked = base.TryPickVictim(lru, newcomer, now, out locked, out slot);
        if (isPicked)
        {
            bool isAhead = Pool.View(slot.Value.Item).Header.Place.Segment == lru.Entry;
            TurnIfThrough(lru, leaving: isAhead ? 1 : 0);
        }

        return isPicked;
    }

    /// <summary>The hand passes an item.</summary>
    protected override void Pass(SegmentedLru lru, ItemRef tail, LruSegment segment)
    {
        lru.Entry = segment;
        lru.Move(tail, Other(segment));
        TurnIfThrough(lru, leaving: 0);
    }

    /// <summary>Where the hand has come to the head, it begins at the tail: before a new item comes, the last of the new round.</summary>
    private static void TurnIfThrough(SegmentedLru lru, int leaving)
    {
        if (lru.CountOf(lru.Entry) <= leaving)
        {
            lru.Entry = Other(lru.Entry);
        }
    }

    private static LruSegment Other(LruSegment segment) => segment == LruSegment.Hot ? LruSegment.Cold : LruSegment.Hot;
}
