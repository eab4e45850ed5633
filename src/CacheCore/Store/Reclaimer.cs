using CacheCore.Eviction;
using CacheCore.Index;
using CacheCore.Memory;

namespace CacheCore.Store;

/// <summary>
/// Frees a chunk of a class by letting the coldest item of the class go. Walks tails with the queue set's lock held,
/// so it may only try buckets: an item whose bucket is busy is passed over.
/// </summary>
internal sealed class Reclaimer(StoreParts parts, ItemLinker linker)
{
    /// <summary>Tails that one call looks at; active ones are moved on, busy ones passed over.</summary>
    private const int MaxTails = 64;

    /// <summary>From so many tails on an active one goes too, so that a class of nothing but active items can evict.</summary>
    private const int MaxSecondChances = 48;

    private readonly PagePool _pool = parts.Pool;

    /// <summary>Evicts one item of a queue set, its own shard first; it comes back reserved for the caller.</summary>
    public bool TryEvict(int queues, ulong hash, out ItemRef victim)
    {
        SegmentedLru preferred = parts.Lru.ShardFor(queues, hash);
        if (TryEvict(preferred, out victim))
        {
            return true;
        }

        foreach (SegmentedLru shard in parts.Lru.ShardsOf(queues))
        {
            if (shard != preferred && TryEvict(shard, out victim))
            {
                return true;
            }
        }

        return false;
    }

    private bool TryEvict(SegmentedLru lru, out ItemRef victim)
    {
        victim = ItemRef.None;
        if (lru.Count == 0)
        {
            return false;
        }

        RemovalReason reason = RemovalReason.Evicted;
        lock (lru.Lock)
        {
            long now = parts.Clock.NowMilliseconds;
            ItemRef candidate = lru.OldestTail(now / 1000);
            for (int looked = 0; looked < MaxTails && !candidate.IsNone; looked++)
            {
                ItemRef previous = new(_pool.View(candidate).Header.LruPrevious);
                switch (Try(lru, candidate, now, looked < MaxSecondChances, out reason))
                {
                    case Outcome.Gone:
                        victim = candidate;
                        PrefetchVictims(previous);
                        break;
                    case Outcome.Moved:
                        candidate = lru.OldestTail(now / 1000);
                        continue;
                    case Outcome.Busy:
                        candidate = previous;
                        continue;
                }

                break;
            }
        }

        if (victim.IsNone)
        {
            return false;
        }

        Notify(victim, reason);
        return true;
    }

    private Outcome Try(SegmentedLru lru, ItemRef item, long now, bool secondChance, out RemovalReason reason)
    {
        reason = RemovalReason.Evicted;
        ItemView view = _pool.View(item);
        ref ItemHeader header = ref view.Header;
        ulong hash = parts.Hash.Of(view.Bytes(header.KeyOffset, header.Identity.KeyLength));
        if (!parts.Index.TryEnter(hash, out LockedBucket locked))
        {
            return Outcome.Busy;
        }

        if (!locked.TryFind(item, out SlotRef slot))
        {
            locked.ExitUnchanged();
            return Outcome.Busy;
        }

        Slot seen = slot.Value;
        bool isOver = header.Times.IsOver(now);
        LruSegment segment = header.Place.Segment;
        if (!isOver && LruRouting.Next(segment, seen.IsActive, isOverLimit: true) == LruMove.ToWarm && secondChance)
        {
            slot.Store(seen.Inactive);
            header.Times = header.Times.WithAccess(now / 1000);
            lru.Move(item, LruSegment.Warm);
            locked.ExitUnchanged();
            return Outcome.Moved;
        }

        linker.UnlinkFromIndex(ref locked, slot);
        lru.Remove(item);
        locked.ExitChanged();
        if (isOver)
        {
            reason = RemovalReason.Expired;
            parts.Counters.Mine.Add(StoreCounter.Expirations);
            parts.Counters.Mine.Add(StoreCounter.ExpiredUnread, seen.WasFetched ? 0 : 1);
        }
        else
        {
            lru.Evictions++;
            lru.EvictedUnread += seen.WasFetched ? 0 : 1;
        }

        return Outcome.Gone;
    }

    private void Notify(ItemRef removed, RemovalReason reason)
    {
        if (parts.Notices.HasListeners)
        {
            ItemView view = _pool.View(removed);
            parts.Notify(view.Bytes(view.Header.KeyOffset, view.Header.Identity.KeyLength), reason);
        }
    }

    /// <summary>
    /// Starts loading what the next evictions will look at: the bucket of the next victim, whose first lines the last
    /// call has loaded, and the first lines of the one behind it. To look further ahead was slower: the lines of the
    /// second next are often not there yet, and waiting for them happens under the lock.
    /// </summary>
    private void PrefetchVictims(ItemRef next)
    {
        if (next.IsNone)
        {
            return;
        }

        ItemView view = _pool.View(next);
        ref ItemHeader header = ref view.Header;
        parts.Index.BucketOf(parts.Hash.Of(view.Bytes(header.KeyOffset, header.Identity.KeyLength))).Prefetch();
        var afterNext = new ItemRef(header.LruPrevious);
        if (!afterNext.IsNone)
        {
            _pool.View(afterNext).PrefetchAll();
        }
    }

    private enum Outcome
    {
        Gone,
        Moved,
        Busy,
    }
}
