using CacheCore.Eviction;
using CacheCore.Eviction.Policies;
using CacheCore.Index;
using CacheCore.Parts;

namespace CacheCore.Reclaiming;

/// <summary>
/// Frees a chunk of a class by letting one item of the class go, whom the policy picks; where nobody may leave before its time, one
/// that is over.
/// </summary>
internal sealed class Reclaimer(StoreMemory memory, StoreEviction eviction, RemovalNotifier notifier, ItemLinker linker)
{
    private readonly Policy _policy = eviction.Policy;

    /// <summary>Evicts one item of a queue set, of the new item's own shard first; it comes back reserved for the caller.</summary>
    public bool TryEvict(int queues, ulong hash, long now, out Victim victim)
    {
        SegmentedLru preferred = eviction.Lru.FullerShardFor(queues, hash);
        if (TryEvict(preferred, hash, now, out victim))
        {
            return true;
        }

        foreach (SegmentedLru shard in eviction.Lru.ShardsOf(queues))
        {
            if (shard != preferred && TryEvict(shard, hash, now, out victim))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Lets tails that were active go on, in a queue set that has not looked at its tails for long; returns how many.</summary>
    public int PassActive(SegmentedLru lru, long now)
    {
        using (lru.Lock.Enter())
        {
            return _policy.PassActive(lru, now);
        }
    }

    private bool TryEvict(SegmentedLru lru, ulong newcomer, long now, out Victim victim)
    {
        victim = default;
        if (lru.Count == 0)
        {
            return false;
        }

        using (lru.Lock.Enter())
        {
            if (TryPick(lru, newcomer, now, out LockedBucket locked, out SlotRef slot))
            {
                victim = Unlink(lru, ref locked, slot, now);
            }
        }

        if (victim.Item.IsNone)
        {
            return false;
        }

        try
        {
            notifier.Notify(victim.Item, victim.Reason, victim.WasRead, now);
        }
        catch
        {
            linker.Free(victim.Item); // there was no memory to tell of it, and its caller will not hear of it either
            throw;
        }

        return true;
    }

    private bool TryPick(SegmentedLru lru, ulong newcomer, long now, out LockedBucket locked, out SlotRef slot) => eviction.MayEvict
        ? _policy.TryPickVictim(lru, newcomer, now, out locked, out slot)
        : ExpiredTails.TryPick(memory.Pool, _policy.Tails, lru, now, out locked, out slot);

    /// <summary>Takes out the item of a slot and leaves its bucket.</summary>
    private Victim Unlink(SegmentedLru lru, ref LockedBucket locked, SlotRef slot, long now)
    {
        Slot seen = slot.Value;
        linker.UnlinkFromIndex(ref locked, slot);
        bool isOver = lru.Evict(seen.Item, seen.WasFetched, now);
        locked.ExitChanged();
        return new Victim(seen.Item, isOver ? RemovalReason.Expired : RemovalReason.Evicted, seen.WasFetched);
    }
}
