using CacheCore.Eviction;
using CacheCore.Memory;

namespace CacheCore.Store;

/// <summary>
/// Frees a chunk of a class by letting one item of the class go, whom the policy picks.
/// </summary>
internal sealed class Reclaimer(StoreParts parts, ItemLinker linker)
{
    private readonly PagePool _pool = parts.Pool;
    private readonly VictimFinder _finder = VictimFinder.For(parts, linker);

    /// <summary>Evicts one item of a queue set, its own shard first; it comes back reserved for the caller.</summary>
    public bool TryEvict(int queues, ulong hash, out ItemRef victim)
    {
        SegmentedLru preferred = parts.Lru.FullerShardFor(queues, hash);
        if (TryEvict(preferred, hash, out victim))
        {
            return true;
        }

        foreach (SegmentedLru shard in parts.Lru.ShardsOf(queues))
        {
            if (shard != preferred && TryEvict(shard, hash, out victim))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Lets tails that were active go on, in a queue set that has not looked at its tails for long; returns how many.</summary>
    public int PassActive(SegmentedLru lru)
    {
        lock (lru.Lock)
        {
            return _finder.PassActive(lru, parts.Clock.NowMilliseconds);
        }
    }

    private bool TryEvict(SegmentedLru lru, ulong newcomer, out ItemRef victim)
    {
        victim = ItemRef.None;
        if (lru.Count == 0)
        {
            return false;
        }

        RemovalReason reason;
        lock (lru.Lock)
        {
            victim = _finder.TakeVictim(lru, newcomer, parts.Clock.NowMilliseconds, out reason);
        }

        if (victim.IsNone)
        {
            return false;
        }

        Notify(victim, reason);
        return true;
    }

    private void Notify(ItemRef removed, RemovalReason reason)
    {
        if (parts.Notices.HasListeners)
        {
            ItemView view = _pool.View(removed);
            parts.Notify(view.Bytes(view.Header.KeyOffset, view.Header.Identity.KeyLength), reason);
        }
    }
}
