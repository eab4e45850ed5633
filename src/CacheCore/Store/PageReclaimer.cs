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

    /// <summary>Pages that would not be emptied before one call says "no".</summary>
    private const int MaxStuck = 8;

    /// <summary>Which class is oldest does not change faster.</summary>
    private const int WritesBetweenLooks = 64;

    private readonly PagePool _pool = parts.Pool;
    private readonly Lock _lock = new();
    private int _oldestClass = -1;
    private long _lookedAt = -WritesBetweenLooks;

    /// <summary>Makes the pool have a page to give; false: nothing could leave.</summary>
    public bool TryFreePage()
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
                    return parts.Slabs.TryReturnUnused();
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

    /// <summary>Moves a page of one class to another, or to the pool. Large values give the pages of the one that has waited longest.</summary>
    public ReassignResult Reassign(int from, int to)
    {
        parts.ThrowIfClosed();
        int classes = parts.Slabs.Classes.Length;
        if (from == to || (uint)from > (uint)parts.Lru.LargeValues || to < Pool || to >= classes)
        {
            return ReassignResult.BadClass;
        }

        lock (_lock)
        {
            ReassignResult result = from == parts.Lru.LargeValues ? TryEvictLargeValue() : TryTakePage(from);
            return result != ReassignResult.Moved || to == Pool || parts.Slabs.TryGrow(to) ? result : ReassignResult.TakenByOther;
        }
    }

    private ReassignResult TryTakePage(int slabClass)
    {
        // Without its lock, a moment old: the last page of a class that shrinks right now may go too.
        if (parts.Slabs.Classes[slabClass].PageCount < 2 || !TryFindPage(slabClass, out int page))
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

    /// <summary>True if another class holds items that have waited so much longer than those of this one that it should give a page.</summary>
    public bool HasOlder(int slabClass)
    {
        int oldest = OldestClass();
        return oldest >= 0
            && oldest != slabClass
            && PageDemand.IsWorthIt(PageDemand.AgeAfterGiving(AgeOf(oldest), SizeOf(oldest)), PageDemand.AgeAfterTaking(AgeOf(slabClass), SizeOf(slabClass)));
    }

    /// <summary>The queue set that is oldest, or was a few writes ago: to look at all of them takes as long as a write. -1: none holds anything.</summary>
    private int OldestClass()
    {
        long now = parts.Versions.Writes;
        if (now - Volatile.Read(ref _lookedAt) < WritesBetweenLooks)
        {
            return Volatile.Read(ref _oldestClass);
        }

        int oldest = -1;
        long best = -1;
        for (int set = 0; set < parts.Lru.Count; set++)
        {
            long age = AgeOf(set);
            long given = age < 0 ? -1 : PageDemand.AgeAfterGiving(age, SizeOf(set));
            oldest = given > best ? set : oldest;
            best = Math.Max(best, given);
        }

        Volatile.Write(ref _oldestClass, oldest);
        Volatile.Write(ref _lookedAt, now);
        return oldest;
    }

    /// <summary>The age of a queue set's oldest tail; -1: it is empty.</summary>
    private long AgeOf(int set)
    {
        long oldest = -1;
        if (SizeOf(set) > 0)
        {
            foreach (SegmentedLru lru in parts.Lru.ShardsOf(set))
            {
                oldest = lru.Count == 0 ? oldest : Math.Max(oldest, AgeOf(lru));
            }
        }

        return oldest;
    }

    private long AgeOf(SegmentedLru lru) => lru.Age(hotLeaves: parts.Admission is not null);

    /// <summary>Pages of a class. Large values, which give theirs all at once, count one by one.</summary>
    private long SizeOf(int set) => set == parts.Lru.LargeValues ? parts.Lru.CountOf(set) : parts.Slabs.Classes[set].PageCount;

    /// <summary>The tail that has waited longest, as <see cref="PageDemand"/> weighs it; among equals, that of the class with the most pages.</summary>
    private ItemRef FindOldest(ReadOnlySpan<ItemRef> tried)
    {
        long now = parts.NowSeconds;
        ItemRef oldest = ItemRef.None;
        (long Age, long Size) best = (-1, -1);
        for (int set = 0; set < parts.Lru.Count; set++)
        {
            long size = SizeOf(set);
            if (size == 0)
            {
                continue;
            }

            foreach (SegmentedLru lru in parts.Lru.ShardsOf(set))
            {
                ItemRef tail = lru.OldestTail(now);
                if (tail.IsNone || Contains(tried, tail))
                {
                    continue;
                }

                (long Age, long Size) rank = (PageDemand.AgeAfterGiving(AgeOf(lru), size), size);
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
        _pool.View(oldest).Header.Traits.Large ? mover.TryEvictLargeValue() : mover.TryEmpty(_pool.PageOf(oldest), parts.Slabs.ClassOf(oldest));

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
