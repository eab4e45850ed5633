using CacheCore.Eviction;
using CacheCore.Index;
using CacheCore.Memory;
using CacheCore.Parts;
using CacheCore.Primitives;

namespace CacheCore.Reclaiming;

/// <summary>
/// Empties a slab page, so that it goes back to the pool. What lies in it moves to other pages of its class wherever
/// a chunk can be had; the rest is evicted, but for pinned items, which stay. One page at a time: its caller sees to that.
/// </summary>
internal sealed class PageMover(
    StoreMemory memory, StoreEviction eviction, CounterSet counters, RemovalNotifier notifier, UpkeepJournals journals, HeldValues held,
    ItemLinker linker, Reclaimer reclaimer, ItemRescuer rescuer)
{
    /// <summary>Looks at a page that still holds reserved chunks before it is left to its owner.</summary>
    private const int DrainRounds = 64;

    private readonly PagePool _pool = memory.Pool;

    /// <summary>
    /// The class that the next pages are emptied for, or the pool: for those who have a journal kept. Null: whoever asked for it tells of
    /// it. Guarded by the lock of whoever has pages emptied.
    /// </summary>
    public int? Taker { get; set; } = PageReclaimer.Pool;

    /// <summary>
    /// Empties a page of a class; false: it is none of its pages, somebody holds a chunk of it, or a pinned item has no room elsewhere.
    /// </summary>
    public bool TryEmpty(int page, int slabClass, long now, bool sparesPinned = true)
    {
        if (!memory.Slabs.TryBeginDrain(page, slabClass))
        {
            return false;
        }

        try
        {
            Drain(page, now, sparesPinned);
        }
        catch
        {
            _ = memory.Slabs.EndDrain(page);
            throw;
        }

        bool emptied = memory.Slabs.EndDrain(page);
        counters.Mine.Add(StoreCounter.PagesTaken, emptied ? 1 : 0);
        if (emptied && Taker is { } taker)
        {
            journals.NotePage(slabClass, taker, isMoved: true);
        }

        return emptied;
    }

    /// <summary>
    /// Evicts one item, found by what its chunk says its key is, read with no lock. Where that is no item of the bucket that it leads to,
    /// nothing happens. Nor does it where the item is pinned and to be spared, or nobody may leave.
    /// </summary>
    public bool TryEvict(ItemRef item, long now, bool sparesPinned = true)
    {
        linker.PrepareThread();
        memory.Index.Enter(memory.HashOf(item), out LockedBucket locked);
        if (!locked.TryFind(item, out SlotRef slot))
        {
            locked.ExitUnchanged();
            return false;
        }

        ref ItemHeader header = ref _pool.View(item).Header;
        bool wasFetched = slot.Value.WasFetched;
        bool isOver = header.Times.IsOver(now);
        bool isPinned = header.Place.Segment == LruSegment.Pinned;
        bool mustStay = !eviction.MayEvict || (isPinned && sparesPinned);
        if (mustStay && !isOver)
        {
            locked.ExitUnchanged();
            return false;
        }

        SegmentedLru lru = eviction.Lru.ShardOf(eviction.QueuesOf(item, header.Traits), header.Place);
        linker.UnlinkFromIndex(ref locked, slot);
        using (lru.Lock.Enter())
        {
            isOver = lru.Evict(item, wasFetched, now);
        }

        locked.ExitChanged();
        RemovalReason reason = isOver ? RemovalReason.Expired : RemovalReason.Evicted;
        CountEviction(reason);
        counters.Mine.Add(StoreCounter.PinnedEvictions, isPinned && !isOver ? 1 : 0);
        try
        {
            notifier.Notify(item, reason, wasFetched, now);
        }
        finally
        {
            linker.Free(item);
        }

        return true;
    }

    /// <summary>
    /// Evicts the large value that the policy picks, whose pages go back to the pool; false: there is none, or they are busy.
    /// </summary>
    public bool TryEvictLargeValue(long now) => TryEvictOne(eviction.Lru.LargeValues, now);

    /// <summary>Evicts the item of a queue set that the policy picks; false: there is none, or they are busy.</summary>
    public bool TryEvictOne(int queues, long now)
    {
        linker.PrepareThread();
        if (!reclaimer.TryEvict(queues, 0, now, out Victim victim))
        {
            return false;
        }

        CountEviction(victim.Reason);
        linker.Free(victim.Item);
        return true;
    }

    private void Drain(int page, long now, bool sparesPinned)
    {
        linker.PrepareThread();
        var wait = default(BriefWait);
        bool goesOn = true;
        for (int round = 0; goesOn && round < DrainRounds && memory.Slabs.UsedChunks(page) > 0; round++)
        {
            goesOn = MoveAll(page, now, sparesPinned);
            if (goesOn && memory.Slabs.UsedChunks(page) > 0)
            {
                wait.Pause();
            }
        }
    }

    /// <summary>Moves or evicts what lies in a page; false: an item stays, so there is no emptying it.</summary>
    private bool MoveAll(int page, long now, bool sparesPinned)
    {
        bool mayBeEmptied = true;
        int carved = memory.Slabs.CarvedChunks(page, out int chunkSize);
        for (int number = 0; number < carved; number++)
        {
            ItemRef chunk = _pool.ChunkAt(page, number * chunkSize);
            switch (_pool.View(chunk).Header.Place.State)
            {
                case ChunkState.Linked when held.IsHeld(chunk):
                    break; // its reader is done soon
                case ChunkState.Linked:
                    mayBeEmptied &= MoveItem(chunk, now, sparesPinned);
                    break;
                case ChunkState.Tail:
                    mayBeEmptied &= MoveTail(chunk, now);
                    break;
            }
        }

        return mayBeEmptied;
    }

    /// <summary>False: the item is to stay, and there is no room for it.</summary>
    private bool MoveItem(ItemRef item, long now, bool sparesPinned)
    {
        ulong hash = memory.HashOf(item);
        int slabClass = memory.Slabs.ClassOf(item);
        bool hasRoom = memory.Slabs.TryReserveFree(slabClass, out ItemRef room)
            || (IsWorthMore(item, hash, now) && TryMakeRoom(slabClass, hash, now, out room));
        if (hasRoom && rescuer.TryMove(item, hash, now, room))
        {
            counters.Mine.Add(StoreCounter.PageMoveRescues);
            return true;
        }

        if (hasRoom && !_pool.View(item).Header.Times.IsOver(now))
        {
            return true; // it has gone, or readers hold it since we looked, who are soon done: the next round sees
        }

        return TryEvict(item, now, sparesPinned)
            || _pool.View(item).Header.Place is not { State: ChunkState.Linked } place
            || (eviction.MayEvict && place.Segment != LruSegment.Pinned);
    }

    /// <summary>
    /// Moves a tail whose large value is linked; one that is being filled, read or freed is its holder's.
    /// False: it is to stay, and there is no room for it.
    /// </summary>
    private bool MoveTail(ItemRef tail, long now)
    {
        var owner = new ItemRef(_pool.View(tail).TailOwner);
        if (owner.IsNone || _pool.View(owner).Header.Place.State != ChunkState.Linked || held.IsHeld(owner))
        {
            return true;
        }

        ulong hash = memory.HashOf(owner);
        int slabClass = memory.Slabs.ClassOf(tail);
        if (memory.Slabs.TryReserveFree(slabClass, out ItemRef room) || TryMakeRoom(slabClass, hash, now, out room))
        {
            _ = rescuer.TryMoveTail(tail, owner, hash, room);
            return true;
        }

        return TryEvict(owner, now) || eviction.MayEvict;
    }

    /// <summary>
    /// True for an item that deserves a chunk more than the class's coldest: it is not among the cold ones, was used since the
    /// queue last looked, or has not waited as long. A large value is always worth the small item that its head displaces.
    /// </summary>
    private bool IsWorthMore(ItemRef item, ulong hash, long now)
    {
        memory.Index.Enter(hash, out LockedBucket locked);
        bool isLinked = locked.TryFind(item, out SlotRef slot);
        bool isActive = isLinked && slot.Value.Hits >= eviction.Policy.ActiveFrom;
        ItemHeader header = _pool.View(item).Header;
        locked.ExitUnchanged();
        if (!isLinked || header.Times.IsOver(now))
        {
            return false;
        }

        if (isActive || header.Traits.Large || !eviction.Policy.IsCold(header.Place.Segment))
        {
            return true;
        }

        SegmentedLru lru = eviction.Lru.ShardOf(memory.Slabs.ClassOf(item), header.Place);
        ItemRef tail = eviction.Policy.ColdestOf(lru, now / 1000);
        if (tail.IsNone)
        {
            return false;
        }

        // Within a second, the one that was written later.
        ItemHeader coldest = _pool.View(tail).Header;
        int shorter = header.Times.IdleSeconds(now / 1000).CompareTo(coldest.Times.IdleSeconds(now / 1000));
        return shorter < 0 || (shorter == 0 && header.Identity.Version > coldest.Identity.Version);
    }

    /// <summary>
    /// Evicts the coldest of a class until one of them leaves a chunk on another page. Those on the page that is being emptied
    /// come to an end, for no chunk of it is given out.
    /// </summary>
    private bool TryMakeRoom(int slabClass, ulong hash, long now, out ItemRef room)
    {
        while (reclaimer.TryEvict(slabClass, hash, now, out Victim victim))
        {
            CountEviction(victim.Reason);
            room = victim.Item;
            if (!memory.Slabs.IsDraining(room))
            {
                return true;
            }

            linker.Free(room);
        }

        room = ItemRef.None;
        return false;
    }

    /// <summary>Counts what left for a page, unless its time was over.</summary>
    private void CountEviction(RemovalReason reason) =>
        counters.Mine.Add(StoreCounter.PageMoveEvictions, reason == RemovalReason.Evicted ? 1 : 0);
}
