using System.Diagnostics;
using CacheCore.Eviction;
using CacheCore.Index;
using CacheCore.Items;
using CacheCore.Memory;
using CacheCore.Primitives;

namespace CacheCore.Parts;

/// <summary>
/// Puts items into index and LRU and takes them out, under the bucket's lock that the caller holds, and gives back
/// the memory of items that nobody can find any more.
/// </summary>
internal sealed class ItemLinker(
    StoreMemory memory, StoreGate gate, StoreEviction eviction, CounterSet counters, DeadlineHints deadlines, HeldValues held,
    Doorbell bell)
{
    /// <summary>Net changes a thread gathers before it tells the index, which is a write to a shared line.</summary>
    private const int CountBatch = 8;

    /// <summary>Items a thread publishes between two rings for the maintainer: segments may be over their shares by then.</summary>
    private const int PublishedPerRing = 64;

    private readonly PagePool _pool = memory.Pool;

    /// <summary>Makes the thread's counts, which allocates the first time, before a lock is taken under which nothing may.</summary>
    public void PrepareThread()
    {
        _ = counters.Mine;
        eviction.Lru.PrepareThread();
    }

    /// <summary>Adds a filled item under a key that has none; false: the index has no line to give.</summary>
    public bool TryLink(ref LockedBucket locked, ItemRef item, ulong hash, bool isTemporary)
    {
        if (!locked.TryAdd(new Slot(item, hash)))
        {
            return false;
        }

        AddToLru(item, hash, FixedSegment(item, isTemporary) ?? eviction.Admit(hash));
        Count(1);
        return true;
    }

    /// <summary>Puts a filled item into the slot of the one that it displaces, which is reserved for the caller then.</summary>
    public void Replace(SlotRef slot, ItemRef item, ulong hash, bool isTemporary, bool displacedIsOver)
    {
        Slot displaced = slot.Value;
        HitRules rules = eviction.Policy.HitRules;
        LruSegment? segment = eviction.Policy.Readmit(_pool.View(displaced.Item).Header.Place.Segment);
        slot.Store(rules.RewriteGoesOn ? displaced.WithItem(item).Rewritten(rules.AfterRewrite) : new Slot(item, hash));
        RemoveFromLru(displaced, displacedIsOver ? ExpiryFinder.Successor : null);
        AddToLru(item, hash, FixedSegment(item, isTemporary) ?? segment);
    }

    /// <summary>The segment of an item that keeps it, whatever becomes of the others; null: the policy says.</summary>
    private LruSegment? FixedSegment(ItemRef item, bool isTemporary) =>
        !eviction.Pinned.AreNone && TryPin(item) ? LruSegment.Pinned : isTemporary ? LruSegment.Temporary : null;

    /// <summary>
    /// Takes room among the pinned items for one whose key asks for it; false: the key does not, or it stays an ordinary item.
    /// </summary>
    private bool TryPin(ItemRef item)
    {
        ItemView view = _pool.View(item);
        ref ItemHeader header = ref view.Header;
        if (!eviction.Pinned.Want(view.Key))
        {
            return false;
        }

        // A large value's pages are its own and move to nobody: pinned, they would be lost to all others.
        bool isPinned = !header.Traits.Large && eviction.Pinned.TryTake(memory.Slabs.ChunkSizeOf(item));
        counters.Mine.Add(StoreCounter.PinsRefused, isPinned ? 0 : 1);
        return isPinned;
    }

    /// <summary>
    /// Lets a copy of an item take its place in slot and queue; the item is reserved for the caller then, and may be freed
    /// as a chunk alone: the parts of a large value are the copy's. Marks that readers set meanwhile are kept.
    /// </summary>
    public void Move(SlotRef slot, ItemRef copy)
    {
        Slot seen;
        do
        {
            seen = slot.Value;
        }
        while (!slot.Line.TryMark(slot.Index, seen, seen.WithItem(copy)));

        ref ItemHeader header = ref _pool.View(seen.Item).Header;
        SegmentedLru lru = eviction.Lru.ShardOf(eviction.QueuesOf(seen.Item, header.Traits), header.Place);
        using (lru.Lock.Enter())
        {
            lru.Replace(seen.Item, copy);
        }
    }

    /// <summary>Takes an item out; it is reserved for the caller, who frees it after leaving the bucket.</summary>
    /// <param name="locked">The bucket that it is in.</param>
    /// <param name="slot">Its slot there.</param>
    /// <param name="finder">If its time is over, who has met it: then it counts as expired.</param>
    public void Unlink(ref LockedBucket locked, SlotRef slot, ExpiryFinder? finder)
    {
        Slot removed = slot.Value;
        NoteLeaving(removed);
        locked.Remove(slot);
        RemoveFromLru(removed, finder);
        eviction.Places.Release();
        Count(-1);
    }

    /// <summary>As <see cref="Unlink"/>, for a caller that holds the lock of the item's queue set and takes it out there itself.</summary>
    public void UnlinkFromIndex(ref LockedBucket locked, SlotRef slot)
    {
        CountLeaving(slot.Value.Item);
        NoteLeaving(slot.Value);
        locked.Remove(slot);
        eviction.Places.Release();
        Count(-1);
    }

    /// <summary>Gives back all memory of a reserved item, or leaves that to those who read it.</summary>
    public void Free(ItemRef item)
    {
        ItemView view = _pool.View(item);
        ref ItemHeader header = ref view.Header;
        Debug.Assert(header.Place.State == ChunkState.Reserved || gate.IsClosed, "Only its owner may free a chunk.");
        if (gate.IsClosed)
        {
            return; // The memory has gone to the system already, and what it said with it.
        }

        if (header.Traits.Large)
        {
            if (held.TryLeaveToReaders(item))
            {
                return;
            }

            ItemLayout layout = LayoutOf(in header);
            FreeParts(view, in layout);
        }

        memory.Slabs.Free(item);
    }

    /// <summary>Ends a reader's hold of a large value, and frees it where that is left to the reader.</summary>
    public void Release(ItemRef item)
    {
        if (held.Release(item))
        {
            Free(item);
        }
    }

    /// <summary>
    /// Gives back the pages of a large value, and its tail. A link of no page is passed over: the value may have been
    /// filled by half only, or the store be closing and its memory be zero already.
    /// </summary>
    private void FreeParts(ItemView head, in ItemLayout layout)
    {
        for (int page = 0; page < layout.Pages; page++)
        {
            uint link = head.ReadLink(layout.LinksOffset + (page * sizeof(uint)));
            if (_pool.IsPage(link))
            {
                memory.Slabs.FreeLink((int)link);
            }
        }

        var tail = new ItemRef(layout.TailLength == 0 ? 0 : head.ReadLink(layout.TailLinkOffset));
        if (!tail.IsNone)
        {
            memory.Slabs.Free(tail);
        }
    }

    public ItemLayout LayoutOf(in ItemHeader header) => ItemLayout.Of(in header, _pool, memory.Slabs.Table);

    /// <summary>Counts a published item; now and then wakes the maintainer, if it rests, to see to segments and index.</summary>
    public void CountPublished()
    {
        if (++counters.Mine.Published % PublishedPerRing == 0)
        {
            bell.Ring();
        }
    }

    /// <summary>Splits buckets that are due; false: the index lacks a page.</summary>
    public bool TryGrowIndex() => !memory.Index.WantsToGrow || memory.Index.TryGrow();

    private static long StoredBytes(in ItemHeader header) => header.Identity.KeyLength + header.ValueLength;

    private void AddToLru(ItemRef item, ulong hash, LruSegment? segment)
    {
        ref ItemHeader header = ref _pool.View(item).Header;
        int queues = eviction.QueuesOf(item, header.Traits);
        ThreadCounters mine = counters.Mine;
        mine.Add(StoreCounter.StoredBytesOf(queues), StoredBytes(in header));
        mine.Add(StoreCounter.WritesOf(queues));
        SegmentedLru lru = eviction.Lru.ShardFor(queues, hash);
        using (lru.Lock.Enter())
        {
            lru.Add(item, segment);
        }

        deadlines.Note(item, header.Times.Deadline);
    }

    private void RemoveFromLru(Slot removed, ExpiryFinder? finder)
    {
        CountLeaving(removed.Item);
        ItemRef item = removed.Item;
        ref ItemHeader header = ref _pool.View(item).Header;
        SegmentedLru lru = eviction.Lru.ShardOf(eviction.QueuesOf(item, header.Traits), header.Place);
        using (lru.Lock.Enter())
        {
            if (finder is { } met)
            {
                lru.Expire(item, removed.WasFetched, met);
            }
            else
            {
                lru.Remove(item);
            }
        }
    }

    /// <summary>Needs the bucket's lock, under which an item neither comes to PINNED nor leaves it but with the bucket.</summary>
    private void CountLeaving(ItemRef item)
    {
        ref ItemHeader header = ref _pool.View(item).Header;
        CountBytes(eviction.QueuesOf(item, header.Traits), -StoredBytes(in header));
        if (header.Place.Segment == LruSegment.Pinned)
        {
            eviction.Pinned.Release(memory.Slabs.ChunkSizeOf(item));
        }
    }

    /// <summary>The next item of the key, which will find none to take the place of, gets a later version all the same.</summary>
    private void NoteLeaving(Slot removed) =>
        memory.Versions.NoteLeaving(removed.Bits & Slot.TagMask, _pool.View(removed.Item).Header.Identity.Version);

    private void CountBytes(int queues, long change) => counters.Mine.Add(StoreCounter.StoredBytesOf(queues), change);

    private void Count(int change)
    {
        ThreadCounters mine = counters.Mine;
        mine.PendingItems += change;
        if (Math.Abs(mine.PendingItems) >= CountBatch)
        {
            memory.Index.CountItems(mine.PendingItems);
            mine.PendingItems = 0;
        }
    }
}
