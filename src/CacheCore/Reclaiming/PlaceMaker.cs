using CacheCore.Memory;
using CacheCore.Parts;

namespace CacheCore.Reclaiming;

/// <summary>Makes a place for one more item where the number of items is limited: somebody leaves.</summary>
internal sealed class PlaceMaker(StoreMemory memory, StoreEviction eviction, ItemLinker linker, Reclaimer reclaimer, PageReclaimer pages)
{
    /// <summary>
    /// Lets an item of its own class go, or of another that has kept its items clearly longer, so that a class may grow at others' cost; or
    /// where those have none, one of any, a pinned one last. False: all are busy, or none may leave.
    /// </summary>
    /// <param name="newcomer">Filled and not linked yet.</param>
    /// <param name="hash">Of its key.</param>
    /// <param name="now">The store's time in milliseconds.</param>
    public bool TryMake(ItemRef newcomer, ulong hash, long now)
    {
        int own = eviction.QueuesOf(newcomer, memory.Pool.View(newcomer).Header.Traits);
        int older = eviction.MayEvict ? pages.OlderThan(own) : own;
        if (TryEvict(older, hash, now) || (older != own && TryEvict(own, hash, now)))
        {
            return true;
        }

        for (int queues = 0; queues < eviction.Lru.Count; queues++)
        {
            if (queues != own && TryEvict(queues, hash, now))
            {
                return true;
            }
        }

        return !eviction.Lru.HasEvictable() && pages.TryEvictPinned();
    }

    private bool TryEvict(int queues, ulong hash, long now)
    {
        bool isEvicted = reclaimer.TryEvict(queues, hash, now, out Victim victim);
        if (isEvicted)
        {
            linker.Free(victim.Item);
        }

        return isEvicted;
    }
}
