using CacheCore.Eviction;
using CacheCore.Memory;
using CacheCore.Parts;

namespace CacheCore.Reclaiming;

/// <summary>
/// Frees a chunk of a class by letting one item of the class go, whom the policy picks.
/// </summary>
internal sealed class Reclaimer(StoreParts parts, ItemLinker linker)
{
    private readonly VictimFinder _finder = VictimFinder.For(parts, linker);

    /// <summary>Evicts one item of a queue set, its own shard first; it comes back reserved for the caller.</summary>
    public bool TryEvict(int queues, ulong hash, long now, out ItemRef victim) => TryEvict(queues, hash, now, out victim, out _);

    /// <summary>As the other, and tells why the item left: one whose time was over was not evicted.</summary>
    public bool TryEvict(int queues, ulong hash, long now, out ItemRef victim, out RemovalReason reason)
    {
        SegmentedLru preferred = parts.Lru.FullerShardFor(queues, hash);
        if (TryEvict(preferred, hash, now, out victim, out reason))
        {
            return true;
        }

        foreach (SegmentedLru shard in parts.Lru.ShardsOf(queues))
        {
            if (shard != preferred && TryEvict(shard, hash, now, out victim, out reason))
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
            return _finder.PassActive(lru, now);
        }
    }

    private bool TryEvict(SegmentedLru lru, ulong newcomer, long now, out ItemRef victim, out RemovalReason reason)
    {
        victim = ItemRef.None;
        reason = RemovalReason.Evicted;
        if (lru.Count == 0)
        {
            return false;
        }

        using (lru.Lock.Enter())
        {
            victim = _finder.TakeVictim(lru, newcomer, now, out reason);
        }

        if (victim.IsNone)
        {
            return false;
        }

        try
        {
            parts.Notify(victim, reason, parts.Counters.Mine.VictimWasRead, now);
        }
        catch
        {
            linker.Free(victim); // there was no memory to tell of it, and its caller will not hear of it either
            throw;
        }

        return true;
    }
}
