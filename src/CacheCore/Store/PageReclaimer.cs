using CacheCore.Eviction;
using CacheCore.Memory;

namespace CacheCore.Store;

/// <summary>
/// Chooses pages to be emptied: for a class, a large value or the index that has none, the page of the item that has
/// waited longest over the whole store; or a page of a class that is told to give one. One thread at a time; holds no
/// other lock while it waits.
/// </summary>
internal sealed class PageReclaimer(StoreParts parts, PageMover mover)
{
    /// <summary>In place of a class: the pool.</summary>
    public const int Pool = -1;

    /// <summary>In place of a class that gives: whichever misses a page least.</summary>
    public const int Any = -2;

    /// <summary>Pages that would not be emptied before one call says "no".</summary>
    private const int MaxStuck = 8;

    private readonly PagePool _pool = parts.Pool;
    private readonly PinnedPages _pinned = new(parts, mover);
    private readonly Lock _lock = new();

    /// <summary>Makes the pool have a page to give; false: nothing could leave.</summary>
    /// <param name="sparesPinned">For memory that is good to have, but not worth a pinned item.</param>
    public bool TryFreePage(bool sparesPinned = false)
    {
        parts.ThrowIfClosed();
        lock (_lock)
        {
            Span<ItemRef> stuck = stackalloc ItemRef[MaxStuck];
            int stuckCount = 0;
            while (_pool.IsFull && stuckCount < MaxStuck)
            {
                ItemRef oldest = FindOldest(stuck[..stuckCount]);
                if (oldest.IsNone)
                {
                    // A page that somebody is still filling or freeing chunks of is no reason to let pinned items go.
                    return parts.Slabs.TryReturnUnused() || _pinned.TryCompact() || (!sparesPinned && stuckCount == 0 && _pinned.TryTakePage());
                }

                // What evicts something but frees no page, such as a large value of less than a page, is progress too.
                if (!TryEmpty(oldest))
                {
                    stuck[stuckCount++] = oldest;
                }
            }

            return !_pool.IsFull;
        }
    }

    /// <summary>Evicts the pinned item that has waited longest, for a caller who has found that there are no others.</summary>
    public bool TryEvictPinned()
    {
        lock (_lock)
        {
            return _pinned.TryEvictOldest();
        }
    }

    /// <summary>Moves a page from one owner to another; either may be the pool. Large values give the pages of the one that has waited longest, and take none.</summary>
    public ReassignResult Reassign(int from, int to)
    {
        parts.ThrowIfClosed();
        if (from < Any || from > parts.Lru.LargeValues || to < Pool || to >= parts.Slabs.Classes.Length)
        {
            return ReassignResult.BadClass;
        }

        if (from == to)
        {
            return ReassignResult.SameClass;
        }

        from = from == Any ? PickGiver(to) : from;
        lock (_lock)
        {
            if (from == Pool)
            {
                return to != Pool && parts.Slabs.TryGrow(to) ? ReassignResult.Moved : ReassignResult.NothingToGive;
            }

            ReassignResult result = from == parts.Lru.LargeValues ? TryEvictLargeValue() : TryTakePage(from);
            return result != ReassignResult.Moved || to == Pool || parts.Slabs.TryGrow(to) ? result : ReassignResult.TakenByOther;
        }
    }

    /// <summary>Who misses a page least: the pool as long as it has one, else a class. The pool as well if no class has one to spare.</summary>
    private int PickGiver(int taker)
    {
        if (taker != Pool && !_pool.IsFull)
        {
            return Pool;
        }

        long now = parts.NowSeconds;
        SlabSample[] samples = [.. Enumerable.Range(0, parts.Lru.Count).Select(queues => SlabSample.Of(parts, queues, now))];
        return PageGiver.Choose(samples, taker) is var giver && giver != PageGiver.None ? giver : Pool;
    }

    private ReassignResult TryTakePage(int slabClass)
    {
        // Without its lock, a moment old: the last page of a class that shrinks right now may go too.
        if (parts.Slabs.Classes[slabClass].PageCount < 2 || !_pinned.MayGive(slabClass) || !TryFindPage(slabClass, out int page))
        {
            return ReassignResult.NothingToGive;
        }

        return mover.TryEmpty(page, slabClass) ? ReassignResult.Moved : ReassignResult.Busy;
    }

    private ReassignResult TryEvictLargeValue()
    {
        ItemRef coldest = ColdestOf(parts.Lru.LargeValues, parts.NowSeconds);
        if (coldest.IsNone)
        {
            return ReassignResult.NothingToGive;
        }

        return mover.TryEvict(coldest) ? ReassignResult.Moved : ReassignResult.Busy;
    }

    /// <summary>Seconds that the longest-waiting item of all classes that may give a page has been idle, and of one queue set, for the choice between them.</summary>
    public (long Store, long Own) OldestIdle(int queues)
    {
        long now = parts.NowSeconds;
        long oldest = -1;
        long own = -1;
        for (int set = 0; set < parts.Lru.Count; set++)
        {
            if (!MayHold(set))
            {
                continue;
            }

            bool gives = _pinned.MayGive(set);
            foreach (SegmentedLru lru in parts.Lru.ShardsOf(set))
            {
                ItemRef tail = lru.OldestTail(now);
                long idle = tail.IsNone ? -1 : lru.IdleSeconds(tail, now);
                oldest = gives ? Math.Max(oldest, idle) : oldest;
                own = set == queues ? Math.Max(own, idle) : own;
            }
        }

        return (oldest, own);
    }

    /// <summary>False for the many classes of a store that have no page, and so no item.</summary>
    private bool MayHold(int queues) => queues == parts.Lru.LargeValues || parts.Slabs.Classes[queues].PageCount > 0;

    /// <summary>The tail that has waited longest, of a class that may give a page; among equals, that of the class with the most pages.</summary>
    private ItemRef FindOldest(ReadOnlySpan<ItemRef> tried)
    {
        long now = parts.NowSeconds;
        ItemRef oldest = ItemRef.None;
        (long Idle, long Pages) best = (-1, -1);
        for (int set = 0; set < parts.Lru.Count; set++)
        {
            if (!MayHold(set) || !_pinned.MayGive(set))
            {
                continue;
            }

            long pages = set == parts.Lru.LargeValues ? 1 : parts.Slabs.Classes[set].PageCount;
            foreach (SegmentedLru lru in parts.Lru.ShardsOf(set))
            {
                ItemRef tail = lru.OldestTail(now);
                if (tail.IsNone || Contains(tried, tail))
                {
                    continue;
                }

                (long Idle, long Pages) rank = (lru.IdleSeconds(tail, now), pages);
                if (rank.CompareTo(best) > 0)
                {
                    best = rank;
                    oldest = tail;
                }
            }
        }

        return oldest;
    }

    private bool Contains(ReadOnlySpan<ItemRef> tried, ItemRef tail)
    {
        int page = _pool.PageOf(tail);
        foreach (ItemRef earlier in tried)
        {
            if (earlier == tail || _pool.PageOf(earlier) == page)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Evicts a large value, whose pages return with it, or empties the page that a small item lies in.</summary>
    private bool TryEmpty(ItemRef oldest) =>
        _pool.View(oldest).Header.Traits.Large ? mover.TryEvict(oldest) : mover.TryEmpty(_pool.PageOf(oldest), parts.Slabs.ClassOf(oldest));

    /// <summary>
    /// The page of a class that costs least: one that is nearly empty, if there is room elsewhere for what it holds, else that of the
    /// class's coldest item, which would be the next to leave anyhow.
    /// </summary>
    private bool TryFindPage(int slabClass, out int page)
    {
        SlabClass giver = parts.Slabs.Classes[slabClass];
        bool hasSparse = parts.Slabs.TryFindSparse(slabClass, out page);
        long free = ((long)giver.PageCount * giver.ChunksPerPage) - giver.UsedChunks;
        if (hasSparse && free >= giver.ChunksPerPage)
        {
            return true;
        }

        ItemRef coldest = ColdestOf(slabClass, parts.NowSeconds);
        page = !coldest.IsNone && parts.Slabs.ClassOf(coldest) == slabClass ? _pool.PageOf(coldest) : page;
        return page != 0;
    }

    private ItemRef ColdestOf(int queues, long now)
    {
        ItemRef coldest = ItemRef.None;
        long longest = -1;
        foreach (SegmentedLru lru in parts.Lru.ShardsOf(queues))
        {
            ItemRef tail = lru.OldestTail(now);
            long idle = tail.IsNone ? -1 : lru.IdleSeconds(tail, now);
            if (idle > longest)
            {
                longest = idle;
                coldest = tail;
            }
        }

        return coldest;
    }
}
