using System.Buffers;
using CacheCore.Eviction;
using CacheCore.Index;
using CacheCore.Memory;

namespace CacheCore.Store;

/// <summary>
/// Frees a whole page for a class, a large value or the index that has none: the page of the item that has waited
/// longest over the whole store, with all that lies in it. One thread at a time; holds no other lock while it waits.
/// </summary>
internal sealed class PageReclaimer(StoreParts parts, ItemLinker linker)
{
    /// <summary>Looks at a page that still holds reserved chunks before it is left to its owner.</summary>
    private const int DrainRounds = 64;

    /// <summary>Pages that would not be emptied before one call says "no".</summary>
    private const int MaxStuck = 8;

    private readonly PagePool _pool = parts.Pool;
    private readonly Lock _lock = new();

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
                    return false;
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

    /// <summary>Seconds that the longest-waiting item of the store has been idle, and of one queue set, for the choice between them.</summary>
    public (long Store, long Own) OldestIdle(int queues)
    {
        long now = parts.NowSeconds;
        long oldest = -1;
        long own = -1;
        for (int set = 0; set < parts.Lru.Count; set++)
        {
            foreach (SegmentedLru lru in parts.Lru.ShardsOf(set))
            {
                ItemRef tail = lru.OldestTail(now);
                long idle = tail.IsNone ? -1 : lru.IdleSeconds(tail, now);
                oldest = Math.Max(oldest, idle);
                own = set == queues ? Math.Max(own, idle) : own;
            }
        }

        return (oldest, own);
    }

    /// <summary>The tail that has waited longest; among equals, that of the class with the most pages.</summary>
    private ItemRef FindOldest(ReadOnlySpan<ItemRef> tried)
    {
        long now = parts.NowSeconds;
        ItemRef oldest = ItemRef.None;
        (long Idle, long Pages) best = (-1, -1);
        for (int set = 0; set < parts.Lru.Count; set++)
        {
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

    /// <summary>Evicts a large value, whose pages return with it, or all of the page that a small item lies in.</summary>
    private bool TryEmpty(ItemRef oldest)
    {
        if (_pool.View(oldest).Header.Traits.Large)
        {
            return TryEvict(oldest);
        }

        bool emptied = TryDrain(_pool.PageOf(oldest));
        if (emptied)
        {
            parts.Counters.Mine.Add(StoreCounter.PagesTaken);
        }

        return emptied;
    }

    private bool TryDrain(int page)
    {
        if (!parts.Slabs.TryBeginDrain(page))
        {
            return false;
        }

        var spinner = new SpinWait();
        for (int round = 0; round < DrainRounds && parts.Slabs.UsedChunks(page) > 0; round++)
        {
            EvictAll(page);
            if (parts.Slabs.UsedChunks(page) > 0)
            {
                spinner.SpinOnce(sleep1Threshold: -1);
            }
        }

        return parts.Slabs.EndDrain(page);
    }

    private void EvictAll(int page)
    {
        int carved = parts.Slabs.CarvedChunks(page, out int chunkSize);
        for (int chunk = 0; chunk < carved; chunk++)
        {
            ItemRef item = _pool.ChunkAt(page, chunk * chunkSize);
            ref ItemHeader header = ref _pool.View(item).Header;
            switch (header.Place.State)
            {
                case ChunkState.Linked:
                    _ = TryEvict(item);
                    break;
                case ChunkState.Tail:
                    var owner = new ItemRef(_pool.View(item).TailOwner);
                    if (!owner.IsNone && _pool.View(owner).Header.Place.State == ChunkState.Linked)
                    {
                        _ = TryEvict(owner);
                    }

                    break;
            }
        }
    }

    /// <summary>
    /// Evicts one item, found by what its chunk says its key is. The chunk may have become another item meanwhile:
    /// then the bucket does not know it and nothing happens.
    /// </summary>
    private bool TryEvict(ItemRef item)
    {
        ItemView view = _pool.View(item);
        ItemHeader header = view.Header;
        ReadOnlySpan<byte> stored = view.Bytes(header.KeyOffset, header.Identity.KeyLength);
        byte[] copy = ArrayPool<byte>.Shared.Rent(Math.Max(1, stored.Length));
        try
        {
            Span<byte> key = copy.AsSpan(0, stored.Length);
            stored.CopyTo(key);
            parts.Index.Enter(parts.Hash.Of(key), out LockedBucket locked);
            if (!locked.TryFind(item, out SlotRef slot) || !view.HasKey(key))
            {
                locked.ExitUnchanged();
                return false;
            }

            bool wasFetched = slot.Value.WasFetched;
            bool isOver = view.Header.Times.IsOver(parts.Clock.NowMilliseconds);
            SegmentedLru lru = parts.Lru.ShardOf(parts.QueuesOf(item, view.Header.Traits), view.Header.Place);
            linker.UnlinkFromIndex(ref locked, slot);
            lock (lru.Lock)
            {
                lru.Remove(item);
                lru.Evictions += isOver ? 0 : 1;
                lru.EvictedUnread += isOver || wasFetched ? 0 : 1;
            }

            locked.ExitChanged();
            parts.Counters.Mine.Add(StoreCounter.Expirations, isOver ? 1 : 0);
            parts.Counters.Mine.Add(StoreCounter.ExpiredUnread, isOver && !wasFetched ? 1 : 0);
            parts.Notify(key, isOver ? RemovalReason.Expired : RemovalReason.Evicted);
            linker.Free(item);
            return true;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(copy);
        }
    }
}
