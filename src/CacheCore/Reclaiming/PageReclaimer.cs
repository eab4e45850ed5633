using CacheCore.Access.Figures;
using CacheCore.Eviction;
using CacheCore.Items;
using CacheCore.Memory;
using CacheCore.Parts;
using CacheCore.Primitives;

namespace CacheCore.Reclaiming;

/// <summary>
/// Chooses pages to be emptied: for a class, a large value or the index that has none, the page of the item that has
/// waited longest over the whole store; or a page of a class that is told to give one. One thread at a time; holds no
/// other lock while it waits.
/// </summary>
internal sealed class PageReclaimer(
    StoreMemory memory, StoreGate gate, StoreEviction eviction, CoarseClock clock, DeadlineHints deadlines, Reclaimer reclaimer,
    PageMover mover)
{
    /// <summary>In place of a class: the pool.</summary>
    public const int Pool = UpkeepEntry.Pool;

    /// <summary>In place of a class that gives: whichever misses a page least, but for large values.</summary>
    public const int Any = -2;

    /// <summary>Pages that would not be emptied before one call says "no".</summary>
    private const int MaxStuck = 8;

    /// <summary>Times that tails which were active are passed in one search for the oldest.</summary>
    private const int MostPasses = 8;

    /// <summary>Which class is oldest does not change faster.</summary>
    private const int WritesBetweenLooks = 64;

    private readonly PagePool _pool = memory.Pool;
    private readonly PinnedPages _pinned = new(memory, eviction, mover);
    private InnerLock _lock;
    private int _oldestClass = -1;
    private long _lookedAt = -WritesBetweenLooks;

    /// <summary>Makes the pool have a page to give; false: nothing could leave.</summary>
    /// <param name="taker">The queue set that is to have it; the pool: something else than items.</param>
    /// <param name="sparesPinned">For memory that is good to have, but not worth a pinned item.</param>
    public bool TryFreePage(int taker = Pool, bool sparesPinned = false) => TryFree(wanted: 1, sparesPinned, taker);

    /// <summary>Makes no more pages be in use than may be; false: nothing could leave.</summary>
    public bool TryFreeSurplus() => TryFree(wanted: 0, sparesPinned: false, Pool);

    /// <summary>True if the pool has fewer pages to give than that.</summary>
    private bool IsShort(int wanted) => _pool.UsedPages + wanted > _pool.PageLimit;

    private bool TryFree(int wanted, bool sparesPinned, int taker)
    {
        gate.ThrowIfClosed();
        long now = clock.NowMilliseconds;
        bool isDue = !eviction.MayEvict && IsAnythingDue(now);
        using (_lock.Enter())
        {
            mover.Taker = taker;
            if (!eviction.MayEvict)
            {
                return TryFreeWithoutEvicting(wanted, now, isDue);
            }

            Span<ItemRef> stuck = stackalloc ItemRef[MaxStuck];
            int stuckCount = 0;
            while (IsShort(wanted) && stuckCount < MaxStuck)
            {
                ItemRef oldest = FindOldest(stuck[..stuckCount], now, out _);
                if (oldest.IsNone)
                {
                    // A page that somebody is still filling or freeing chunks of is no reason to let pinned items go.
                    return memory.Slabs.TryReturnUnused()
                        || _pinned.TryCompact(now)
                        || (!sparesPinned && stuckCount == 0 && _pinned.TryTakePage(now));
                }

                // What evicts something but frees no page, such as a large value of less than a page, is progress too.
                if (!TryEmpty(oldest, now))
                {
                    stuck[stuckCount++] = oldest;
                }
            }

            return !IsShort(wanted);
        }
    }

    /// <summary>
    /// Has a page come back from large values that are over, or from a class whose items fit on its others, once those
    /// that are over have left.
    /// </summary>
    private bool TryFreeWithoutEvicting(int wanted, long now, bool isDue)
    {
        while (IsShort(wanted) && mover.TryEvictLargeValue(now))
        {
            // One of less than a page may free none.
        }

        return HasPage(wanted, now) || (isDue && TryExpire(wanted, now));
    }

    /// <summary>The pool has one, or a class whose items fit on its others.</summary>
    private bool HasPage(int wanted, long now) => !IsShort(wanted) || _pinned.TryCompact(now);

    /// <summary>Looks at the notes of all pages, a million of them in the largest store: not to be done under the lock.</summary>
    private bool IsAnythingDue(long now) => deadlines.Earliest() <= DeadlineHints.UnitOf(now);

    /// <summary>Lets up to a page's worth of each class go whose time is over, until there is a page.</summary>
    private bool TryExpire(int wanted, long now)
    {
        for (int slabClass = 0; slabClass < memory.Slabs.Classes.Length; slabClass++)
        {
            int gone = 0;
            while (gone < memory.Slabs.Classes[slabClass].ChunksPerPage && mover.TryEvictOne(slabClass, now))
            {
                gone++;
            }

            if (gone > 0 && HasPage(wanted, now))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Evicts the pinned item that has waited longest, for a caller who has found that there are no others.</summary>
    public bool TryEvictPinned()
    {
        long now = clock.NowMilliseconds;
        using (_lock.Enter())
        {
            return _pinned.TryEvictOldest(now);
        }
    }

    /// <summary>
    /// Moves a page from one owner to another; either may be the pool. Large values give the pages of the one that has waited longest, and
    /// take none. In no journal: whoever asks knows what they ask for.
    /// </summary>
    public ReassignResult Reassign(int from, int to)
    {
        gate.ThrowIfClosed();
        if (from < Any || from > eviction.Lru.LargeValues || to < Pool || to >= memory.Slabs.Classes.Length)
        {
            return ReassignResult.BadClass;
        }

        if (from == to)
        {
            return ReassignResult.SameClass;
        }

        long now = clock.NowMilliseconds;
        from = from == Any ? PickGiver(to, now / 1000) : from;
        using (_lock.Enter())
        {
            mover.Taker = null;
            if (from == Pool)
            {
                return to != Pool && memory.Slabs.TryGrow(to) ? ReassignResult.Moved : ReassignResult.NothingToGive;
            }

            ReassignResult result = from == eviction.Lru.LargeValues ? TryEvictColdestLarge(now) : TryTakePage(from, now);
            return result != ReassignResult.Moved || to == Pool || memory.Slabs.TryGrow(to) ? result : ReassignResult.TakenByOther;
        }
    }

    /// <summary>
    /// Who misses a page least: the pool as long as it has one, else a class. The pool as well if no class has one to spare. Never large
    /// values, which would give all the pages of one for the one page that was asked for: those who want that name them.
    /// </summary>
    private int PickGiver(int taker, long nowSeconds)
    {
        if (taker != Pool && !_pool.IsFull)
        {
            return Pool;
        }

        SlabSample[] samples =
            [.. Enumerable.Range(0, memory.Slabs.Classes.Length).Select(queues => SlabSample.Of(memory, eviction, queues, nowSeconds))];
        return PageGiver.Choose(samples, taker) is var giver && giver != PageGiver.None ? giver : Pool;
    }

    private ReassignResult TryTakePage(int slabClass, long now)
    {
        // Without its lock, a moment old: the last page of a class that shrinks right now may go too.
        if (memory.Slabs.Classes[slabClass].PageCount < 2
            || !_pinned.MayGive(slabClass)
            || !TryFindPage(slabClass, now / 1000, out int page))
        {
            return ReassignResult.NothingToGive;
        }

        return mover.TryEmpty(page, slabClass, now) ? ReassignResult.Moved : ReassignResult.Busy;
    }

    private ReassignResult TryEvictColdestLarge(long now)
    {
        ItemRef coldest = ColdestOf(eviction.Lru.LargeValues, now / 1000);
        if (coldest.IsNone)
        {
            return ReassignResult.NothingToGive;
        }

        return mover.TryEvict(coldest, now) ? ReassignResult.Moved : ReassignResult.Busy;
    }

    /// <summary>
    /// Makes the pool have a page to give if another class has clearly kept its items longer than the one that asks; false: none has, and
    /// it should let one of its own go.
    /// </summary>
    public bool TryFreeOlderPage(int slabClass)
    {
        if (OldestClass() is var giver && (giver < 0 || giver == slabClass || !IsWorthIt(AgeAfterGiving(giver), slabClass)))
        {
            return false;
        }

        long now = clock.NowMilliseconds;
        using (_lock.Enter())
        {
            if (!_pool.IsFull)
            {
                return true;
            }

            mover.Taker = slabClass;

            // What looked old may have been hit while it waited.
            // What leaves without freeing a page is progress, but not what was asked for.
            _lookedAt = -WritesBetweenLooks;
            while (_pool.IsFull)
            {
                ItemRef oldest = FindOldest([], now, out long age);
                if (oldest.IsNone || !IsWorthIt(age, slabClass))
                {
                    Volatile.Write(ref _oldestClass, -1); // nor will another look tell anything else so soon
                    Volatile.Write(ref _lookedAt, memory.Versions.Writes);
                    return false;
                }

                if (!TryEmpty(oldest, now))
                {
                    return false;
                }
            }

            return true;
        }
    }

    /// <summary>The class that has clearly kept its items longer than one; that one itself if none has.</summary>
    public int OlderThan(int queues) =>
        OldestClass() is var giver && giver >= 0 && giver != queues && IsWorthIt(AgeAfterGiving(giver), queues) ? giver : queues;

    private bool IsWorthIt(long giver, int taker) =>
        PageDemand.IsWorthIt(giver, PageDemand.AgeAfterTaking(AgeOf(taker), SizeOf(taker)));

    /// <summary>
    /// Of the classes that may give a page, the one that is oldest, or was a few writes ago: to look at all of them takes as long as a
    /// write. -1: none holds anything.
    /// </summary>
    private int OldestClass()
    {
        long now = memory.Versions.Writes;
        if (now - Volatile.Read(ref _lookedAt) < WritesBetweenLooks)
        {
            return Volatile.Read(ref _oldestClass);
        }

        int oldest = -1;
        long best = -1;
        for (int set = 0; set < eviction.Lru.Count; set++)
        {
            long age = MayGive(set) ? AgeAfterGiving(set) : -1;
            oldest = age > best ? set : oldest;
            best = Math.Max(best, age);
        }

        Volatile.Write(ref _oldestClass, oldest);
        Volatile.Write(ref _lookedAt, now);
        return oldest;
    }

    private long AgeOf(int set) => eviction.Policy.AgeOf(eviction.Lru.ShardsOf(set));

    /// <summary>-1: there is nothing to give.</summary>
    private long AgeAfterGiving(int set) => AgeOf(set) is var age and >= 0 ? PageDemand.AgeAfterGiving(age, SizeOf(set)) : -1;

    /// <summary>False for the many classes of a store that have no page, and for one whose pinned items need all of theirs.</summary>
    private bool MayGive(int set) => SizeOf(set) > 0 && _pinned.MayGive(set);

    /// <summary>Pages of a class. Large values, which give theirs all at once, count one by one.</summary>
    private long SizeOf(int set) => set == eviction.Lru.LargeValues ? eviction.Lru.CountOf(set) : memory.Slabs.Classes[set].PageCount;

    /// <summary>
    /// The tail that has waited longest without a hit. A class that evicts little has not looked at its tails for long, so they are
    /// looked at here. Where only active ones are met, the oldest of them, with an age of 0.
    /// </summary>
    private ItemRef FindOldest(ReadOnlySpan<ItemRef> tried, long now, out long age)
    {
        ItemRef oldest = FindLongestIn(tried, now / 1000, out SegmentedLru? queues, out age);
        for (int pass = 0; queues is not null && reclaimer.PassActive(queues, now) > 0; pass++)
        {
            oldest = FindLongestIn(tried, now / 1000, out queues, out age);
            if (pass == MostPasses)
            {
                age = 0;
                break;
            }
        }

        return oldest;
    }

    /// <summary>
    /// The tail that came in first, as <see cref="PageDemand"/> weighs it, of a class that may give a page; among equals, that of the
    /// class with the most pages.
    /// </summary>
    private ItemRef FindLongestIn(ReadOnlySpan<ItemRef> tried, long nowSeconds, out SegmentedLru? queues, out long age)
    {
        ItemRef oldest = ItemRef.None;
        queues = null;
        (long Age, long Size) best = (-1, -1);
        for (int set = 0; set < eviction.Lru.Count; set++)
        {
            if (!MayGive(set))
            {
                continue;
            }

            long size = SizeOf(set);
            foreach (SegmentedLru lru in eviction.Lru.ShardsOf(set))
            {
                ItemRef tail = eviction.Policy.ColdestOf(lru, nowSeconds);
                if (tail.IsNone || Contains(tried, tail))
                {
                    continue;
                }

                (long Age, long Size) rank = (PageDemand.AgeAfterGiving(eviction.Policy.AgeOf(lru), size), size);
                if (rank.CompareTo(best) > 0)
                {
                    best = rank;
                    oldest = tail;
                    queues = lru;
                }
            }
        }

        age = best.Age;
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

    /// <summary>
    /// Evicts a large value, whose pages return with it, or empties the page that a small item lies in, or the head of a large value that
    /// has no page of its own: those leave in an order in which no page would come free for long.
    /// </summary>
    private bool TryEmpty(ItemRef oldest, long now)
    {
        // Read with no lock: hints, which the mover checks.
        ItemHeader header = _pool.View(oldest).Header;
        int page = _pool.PageOf(oldest);
        int slabClass = memory.Slabs.ClassOf(oldest);
        if (!header.Traits.Large)
        {
            return mover.TryEmpty(page, slabClass, now);
        }

        if (!mover.TryEvictLargeValue(now))
        {
            return false;
        }

        if (_pool.IsFull && !ItemLayout.MayHavePages(in header, _pool, memory.Slabs.Table))
        {
            _ = mover.TryEmpty(page, slabClass, now);
        }

        return true;
    }

    /// <summary>
    /// The page of a class that costs least: one that is nearly empty, if there is room elsewhere for what it holds, else that of the
    /// class's coldest item, which would be the next to leave anyhow.
    /// </summary>
    private bool TryFindPage(int slabClass, long nowSeconds, out int page)
    {
        SlabClass giver = memory.Slabs.Classes[slabClass];
        bool hasSparse = memory.Slabs.TryFindSparse(slabClass, out page);
        long free = ((long)giver.PageCount * giver.ChunksPerPage) - giver.UsedChunks;
        if (hasSparse && free >= giver.ChunksPerPage)
        {
            return true;
        }

        ItemRef coldest = ColdestOf(slabClass, nowSeconds);
        page = !coldest.IsNone && memory.Slabs.ClassOf(coldest) == slabClass ? _pool.PageOf(coldest) : page;
        return page != 0;
    }

    private ItemRef ColdestOf(int queues, long nowSeconds)
    {
        ItemRef coldest = ItemRef.None;
        long longest = -1;
        foreach (SegmentedLru lru in eviction.Lru.ShardsOf(queues))
        {
            ItemRef tail = eviction.Policy.ColdestOf(lru, nowSeconds);
            long idle = tail.IsNone ? -1 : lru.IdleSeconds(tail, nowSeconds);
            if (idle > longest)
            {
                longest = idle;
                coldest = tail;
            }
        }

        return coldest;
    }
}
