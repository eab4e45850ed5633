using CacheCore.Eviction;
using CacheCore.Index;
using CacheCore.Memory;
using CacheCore.Store;

namespace CacheCore.Maintenance;

/// <summary>
/// Keeps HOT and WARM within their shares by moving items from their tails, and active items from COLD's tail to
/// WARM, so that whoever needs memory finds cold items at COLD's tail at once.
/// </summary>
internal sealed class LruJuggler(StoreParts parts)
{
    /// <summary>Items that one turn moves per queue set and segment, so that no lock is held for long.</summary>
    private const int MovesPerTurn = 500;

    /// <summary>Moves under one holding of the lock.</summary>
    private const int MovesPerLock = 16;

    private static readonly LruSegment[] Segments = [LruSegment.Hot, LruSegment.Warm, LruSegment.Cold];

    /// <summary>One turn over all queue sets; returns how many items were moved.</summary>
    public int Run()
    {
        int moved = 0;
        for (int queues = 0; queues < parts.Lru.Count; queues++)
        {
            parts.Lru.WidenIfLarge(queues);
            foreach (SegmentedLru lru in parts.Lru.ShardsOf(queues))
            {
                moved += lru.Count == 0 ? 0 : Run(lru);
            }
        }

        return moved;
    }

    private int Run(SegmentedLru lru)
    {
        int moved = 0;
        foreach (LruSegment segment in Segments)
        {
            int before;
            int inSegment = 0;
            do
            {
                before = inSegment;
                lock (lru.Lock)
                {
                    PrefetchTails(lru, segment);
                    for (int move = 0; move < MovesPerLock && TryMoveTail(lru, segment); move++)
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
    private bool TryMoveTail(SegmentedLru lru, LruSegment segment)
    {
        ItemRef item = lru.TailOf(segment);
        if (item.IsNone)
        {
            return false;
        }

        long now = parts.NowSeconds;
        bool isOver = LruRouting.IsOverLimit(lru.Describe(segment, now), parts.LruSettings);
        if (!isOver && segment != LruSegment.Cold)
        {
            return false;
        }

        ItemView view = parts.Pool.View(item);
        ref ItemHeader header = ref view.Header;
        ulong hash = parts.Hash.Of(view.Bytes(header.KeyOffset, header.Identity.KeyLength));
        if (!parts.Index.TryEnter(hash, out LockedBucket locked))
        {
            return false;
        }

        bool moves = false;
        if (locked.TryFind(item, out SlotRef slot))
        {
            moves = TryMove(lru, item, LruRouting.Next(segment, slot.Value.IsActive, isOver));
            if (moves && slot.Value.IsActive)
            {
                slot.Store(slot.Value.Inactive);
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
    private void PrefetchTails(SegmentedLru lru, LruSegment segment)
    {
        ItemRef item = lru.TailOf(segment);
        if (segment == LruSegment.Cold || item.IsNone || !LruRouting.IsOverLimit(lru.Describe(segment, parts.NowSeconds), parts.LruSettings))
        {
            return;
        }

        for (int ahead = 0; ahead < MovesPerLock && !item.IsNone; ahead++)
        {
            ItemView view = parts.Pool.View(item);
            ref ItemHeader header = ref view.Header;
            var next = new ItemRef(header.LruPrevious);
            if (!next.IsNone)
            {
                parts.Pool.View(next).PrefetchAll();
            }

            parts.Index.BucketOf(parts.Hash.Of(view.Bytes(header.KeyOffset, header.Identity.KeyLength))).Prefetch();
            item = next;
        }
    }

    private static bool TryMove(SegmentedLru lru, ItemRef item, LruMove move)
    {
        switch (move)
        {
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
