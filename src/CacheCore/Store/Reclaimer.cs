using CacheCore.Eviction;
using CacheCore.Memory;

namespace CacheCore.Store;

/// <summary>
/// Frees a chunk of a class by letting one item of the class go, whom the policy picks.
/// </summary>
internal sealed class Reclaimer(StoreParts parts, ItemLinker linker)
{
    private readonly VictimFinder _finder = VictimFinder.For(parts, linker);

    /// <summary>Evicts one item of a queue set, its own shard first; it comes back reserved for the caller.</summary>
    public bool TryEvict(int queues, ulong hash, long now, out ItemRef victim)
    {
        SegmentedLru preferred = parts.Lru.FullerShardFor(queues, hash);
        if (TryEvict(preferred, hash, now, out victim))
        {
            return true;
        }

        foreach (SegmentedLru shard in parts.Lru.ShardsOf(queues))
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
        lock (lru.Lock)
        {
            return _finder.PassActive(lru, now);
        }
    }

    private bool TryEvict(SegmentedLru lru, ulong newcomer, long now, out ItemRef victim)
    {
        victim = ItemRef.None;
        if (lru.Count == 0)
        {
            return false;
        }

        RemovalReason reason;
        lock (lru.Lock)
        {
            victim = _finder.TakeVictim(lru, newcomer, now, out reason);
        }

        if (victim.IsNone)
        {
            return false;
        }

        parts.Notify(victim, reason, parts.Counters.Mine.VictimWasRead, now);
        return true;
    }
}
