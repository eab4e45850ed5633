using CacheCore.Index;
using CacheCore.Memory;
using CacheCore.Primitives;

namespace CacheCore.Eviction.Policies;

/// <summary>
/// Looks at items from the side of their queues. Works with the queues' lock held, so it may only try buckets: an item whose bucket
/// is busy is passed over.
/// </summary>
internal sealed class Tails(PolicyRoom room, Policy policy)
{
    private readonly PagePool _pool = room.Pool;
    private readonly HashIndex _index = room.Index;
    private readonly KeyHash _hash = room.Hash;

    /// <summary>
    /// Looks at an item. One that was active and is not over starts anew from here: its hits are set back, and it counts as
    /// just used. False: its bucket is busy, or it is on its way out already.
    /// </summary>
    public bool TryLook(ItemRef item, long now, out SeenItem seen)
    {
        PrefetchBehind(item);
        seen = new SeenItem(HashOf(item), 0, IsOver: false);
        if (!TryEnter(item, seen.Hash, out LockedBucket locked, out SlotRef slot))
        {
            return false;
        }

        seen = new SeenItem(seen.Hash, slot.Value.Hits, _pool.View(item).Header.Times.IsOver(now));
        if (!seen.IsOver && seen.Hits >= policy.ActiveFrom)
        {
            StartAnew(item, slot, now);
        }

        locked.ExitUnchanged();
        return true;
    }

    /// <summary>Enters the bucket of an item; false: it is busy, or the item is on its way out already.</summary>
    public bool TryEnter(ItemRef item, ulong hash, out LockedBucket locked, out SlotRef slot)
    {
        slot = default;
        if (!_index.TryEnter(hash, out locked))
        {
            return false;
        }

        if (!locked.TryFind(item, out slot))
        {
            locked.ExitUnchanged();
            return false;
        }

        return true;
    }

    /// <summary>Sets an active item's hits back; it counts as just used. Needs the bucket's lock.</summary>
    public void StartAnew(ItemRef item, SlotRef slot, long now)
    {
        ref ItemHeader header = ref _pool.View(item).Header;
        slot.Store(slot.Value.WithHits(policy.HitRules.AfterLook));
        header.Times = header.Times.WithAccess(now / 1000);
    }

    /// <summary>
    /// Starts loading what a look at the next item will need while this one is looked at: its bucket and its key's frequency, found by
    /// its first lines, which an earlier look has loaded, and the first lines of the one before it. Not further ahead: those lines
    /// are often not there yet, and waiting for them happens under the lock.
    /// </summary>
    public void PrefetchBehind(ItemRef item)
    {
        ItemRef next = Before(item);
        if (next.IsNone)
        {
            return;
        }

        ulong hash = HashOf(next);
        _index.BucketOf(hash).Prefetch();
        policy.PrefetchFrequency(hash);
        ItemRef afterNext = Before(next);
        if (!afterNext.IsNone)
        {
            _pool.View(afterNext).PrefetchAll();
        }
    }

    /// <summary>The neighbour of an item towards the head.</summary>
    public ItemRef Before(ItemRef item) => new(_pool.View(item).Header.LruPrevious);

    public ulong HashOf(ItemRef item) => _hash.Of(_pool.View(item).Key);
}

/// <summary>What a look at an item showed.</summary>
internal readonly record struct SeenItem(ulong Hash, int Hits, bool IsOver);
