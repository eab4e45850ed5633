using CacheCore.Eviction;
using CacheCore.Eviction.Policies;
using CacheCore.Index;
using CacheCore.Memory;
using CacheCore.Parts;
using CacheCore.Primitives;

namespace CacheCore.Maintenance;

/// <summary>
/// Keeps HOT and WARM within their shares by moving items from their tails, and active items from COLD's tail to
/// WARM, so that whoever needs memory finds cold items at COLD's tail at once.
/// </summary>
internal sealed class LruJuggler(StoreMemory memory, StoreEviction eviction, CoarseClock clock)
{
    /// <summary>Items that one turn moves per queue set and segment, so that no lock is held for long.</summary>
    private const int MovesPerTurn = 500;

    /// <summary>Moves under one holding of the lock.</summary>
    private const int MovesPerLock = 16;

    private readonly Policy _policy = eviction.Policy;

    /// <summary>One turn over all queue sets; returns how many items were moved.</summary>
    public int Run()
    {
        int moved = 0;
        for (int queues = 0; queues < eviction.Lru.Count; queues++)
        {
            eviction.Lru.WidenIfLarge(queues);
            foreach (SegmentedLru lru in eviction.Lru.ShardsOf(queues))
            {
                moved += lru.Count == 0 ? 0 : Run(lru);
            }
        }

        return moved;
    }

    private int Run(SegmentedLru lru)
    {
        int moved = 0;
        foreach (LruSegment segment in _policy.Juggled)
        {
            int before;
            int inSegment = 0;
            do
            {
                before = inSegment;
                long now = clock.NowSeconds;
                using (lru.Lock.Enter())
                {
                    PrefetchTails(lru, segment, now);
                    for (int move = 0; move < MovesPerLock && TryMoveTail(lru, segment, now); move++)
                    {
                        inSegment++;
                    }
                }
            }
            while (inSegment - before == MovesPerLock && inSegment < MovesPerTurn);
            moved += inSegment;
        }

        return moved;
    }

    /// <summary>Moves a segment's tail if the rules say so; false: it stays, or its bucket is busy.</summary>
    private bool TryMoveTail(SegmentedLru lru, LruSegment segment, long now)
    {
        ItemRef item = lru.TailOf(segment);
        if (item.IsNone)
        {
            return false;
        }

        bool isOver = IsOver(lru, segment, now);
        if (!isOver && segment != LruSegment.Cold)
        {
            return false;
        }

        ref ItemHeader header = ref memory.Pool.View(item).Header;
        if (!memory.Index.TryEnter(memory.HashOf(item), out LockedBucket locked))
        {
            return false;
        }

        bool moves = false;
        if (locked.TryFind(item, out SlotRef slot))
        {
            bool isActive = slot.Value.Hits >= _policy.ActiveFrom;
            moves = TryMove(lru, item, _policy.Next(segment, slot.Value.Hits, isOver));
            if (moves && isActive)
            {
                slot.Store(slot.Value.WithHits(_policy.HitRules.AfterLook));
                header.Times = header.Times.WithAccess(now);
            }
        }

        locked.ExitUnchanged();
        return moves;
    }

    /// <summary>
    /// Starts loading the buckets of the items that are about to move, all at once: one by one, each move would wait for
    /// memory. COLD's tail seldom moves, so there it would be for nothing.
    /// </summary>
    private void PrefetchTails(SegmentedLru lru, LruSegment segment, long now)
    {
        ItemRef item = lru.TailOf(segment);
        if (segment == LruSegment.Cold || item.IsNone || !IsOver(lru, segment, now))
        {
            return;
        }

        for (int ahead = 0; ahead < MovesPerLock && !item.IsNone; ahead++)
        {
            var next = new ItemRef(memory.Pool.View(item).Header.LruPrevious);
            if (!next.IsNone)
            {
                memory.Pool.View(next).PrefetchAll();
            }

            memory.Index.BucketOf(memory.HashOf(item)).Prefetch();
            item = next;
        }
    }

    private bool IsOver(SegmentedLru lru, LruSegment segment, long now) => _policy.IsOverShare(lru, segment, now, eviction.IsFull);

    private static bool TryMove(SegmentedLru lru, ItemRef item, LruMove move)
    {
        switch (move)
        {
            case LruMove.ToHot:
                lru.Move(item, LruSegment.Hot);
                return true;
            case LruMove.ToWarm:
                lru.Move(item, LruSegment.Warm);
                return true;
            case LruMove.ToCold:
                lru.Move(item, LruSegment.Cold);
                return true;
            default:
                return false;
        }
    }
}
