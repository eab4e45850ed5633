using CacheCore.Eviction;
using CacheCore.Index;
using CacheCore.Memory;
using CacheCore.Parts;

namespace CacheCore.Reclaiming;

/// <summary>
/// Lets one item of a queue set go, by the rules of a policy. Works with the queue set's lock held, so it may only try
/// buckets: an item whose bucket is busy is passed over.
/// </summary>
internal abstract class VictimFinder(StoreParts parts, ItemLinker linker)
{
    /// <summary>Tails that one call looks at; those that stay are moved on, busy ones passed over.</summary>
    protected const int MaxTails = 64;

    protected StoreParts Parts { get; } = parts;

    protected PagePool Pool { get; } = parts.Pool;

    public static VictimFinder For(StoreParts parts, ItemLinker linker) => parts switch
    {
        { MayEvict: false } => new ExpiredVictims(parts, linker),
        { Admission: { } admission } => new AdaptiveVictims(parts, linker, admission),
        _ => new SegmentedVictims(parts, linker),
    };

    /// <summary>Unlinks one item, which comes back reserved for the caller; none: all are busy, or there is none.</summary>
    /// <param name="lru">The queues, whose lock the caller holds.</param>
    /// <param name="newcomer">Hash of the key that memory is wanted for.</param>
    /// <param name="now">The store's time in milliseconds.</param>
    /// <param name="reason">Why the item left.</param>
    public abstract ItemRef TakeVictim(SegmentedLru lru, ulong newcomer, long now, out RemovalReason reason);

    /// <summary>
    /// Lets tails that were active go on as they would if memory were needed, until one comes that was not; returns how many went. The
    /// caller holds the queues' lock.
    /// </summary>
    public int PassActive(SegmentedLru lru, long now)
    {
        int passed = 0;
        while (passed < MaxTails)
        {
            LruSegment segment = Parts.Lru.LeavesNext(lru);
            ItemRef tail = lru.TailOf(segment);
            if (tail.IsNone || segment == LruSegment.Temporary || !TryLook(tail, now, out SeenItem seen) || seen.IsOver || seen.Hits < Parts.ActiveFrom)
            {
                break;
            }

            lru.Move(tail, segment == LruSegment.Cold && Parts.Policy != EvictionPolicy.Lru ? LruSegment.Warm : segment);
            passed++;
        }

        return passed;
    }

    /// <summary>
    /// Looks at an item. One that was active and is not over starts anew from here: its hits are set back, and it counts as
    /// just used. False: its bucket is busy, or it is on its way out already.
    /// </summary>
    protected bool TryLook(ItemRef item, long now, out SeenItem seen)
    {
        PrefetchBehind(item);
        seen = new SeenItem(HashOf(item), 0, IsOver: false);
        if (!TryEnter(item, seen.Hash, out LockedBucket locked, out SlotRef slot))
        {
            return false;
        }

        seen = new SeenItem(seen.Hash, slot.Value.Hits, Pool.View(item).Header.Times.IsOver(now));
        if (!seen.IsOver && seen.Hits >= Parts.ActiveFrom)
        {
            StartAnew(item, slot, now);
        }

        locked.ExitUnchanged();
        return true;
    }

    /// <summary>Unlinks an item; false: its bucket is busy, or it is on its way out already.</summary>
    protected bool TryUnlink(SegmentedLru lru, ItemRef item, ulong hash, long now, out RemovalReason reason)
    {
        reason = RemovalReason.Evicted;
        if (!TryEnter(item, hash, out LockedBucket locked, out SlotRef slot))
        {
            return false;
        }

        reason = Unlink(lru, ref locked, slot, now);
        return true;
    }

    protected bool TryEnter(ItemRef item, ulong hash, out LockedBucket locked, out SlotRef slot)
    {
        slot = default;
        if (!Parts.Index.TryEnter(hash, out locked))
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

    /// <summary>Needs the bucket's lock.</summary>
    protected void StartAnew(ItemRef item, SlotRef slot, long now)
    {
        ref ItemHeader header = ref Pool.View(item).Header;
        slot.Store(slot.Value.WithHits(Parts.HitRules.AfterLook));
        header.Times = header.Times.WithAccess(now / 1000);
    }

    /// <summary>Unlinks the item of a slot and leaves its bucket; tells why it left.</summary>
    protected RemovalReason Unlink(SegmentedLru lru, ref LockedBucket locked, SlotRef slot, long now)
    {
        Slot seen = slot.Value;
        linker.UnlinkFromIndex(ref locked, slot);
        Parts.Counters.Mine.VictimWasRead = seen.WasFetched;
        bool isOver = lru.Evict(seen.Item, seen.WasFetched, now);
        locked.ExitChanged();
        return isOver ? RemovalReason.Expired : RemovalReason.Evicted;
    }

    /// <summary>
    /// Starts loading what a look at the next item will need while this one is looked at: its bucket and its key's frequency, found by
    /// its first lines, which an earlier look has loaded, and the first lines of the one before it. Not further ahead: those lines
    /// are often not there yet, and waiting for them happens under the lock.
    /// </summary>
    protected void PrefetchBehind(ItemRef item)
    {
        var next = new ItemRef(Pool.View(item).Header.LruPrevious);
        if (next.IsNone)
        {
            return;
        }

        ulong hash = HashOf(next);
        Parts.Index.BucketOf(hash).Prefetch();
        Parts.Admission?.Sketch.Prefetch(hash);
        var afterNext = new ItemRef(Pool.View(next).Header.LruPrevious);
        if (!afterNext.IsNone)
        {
            Pool.View(afterNext).PrefetchAll();
        }
    }

    protected ulong HashOf(ItemRef item)
    {
        ItemView view = Pool.View(item);
        ref ItemHeader header = ref view.Header;
        return Parts.Hash.Of(view.Bytes(header.KeyOffset, header.Identity.KeyLength));
    }

    /// <summary>What a look at an item showed.</summary>
    protected readonly record struct SeenItem(ulong Hash, int Hits, bool IsOver);
}
