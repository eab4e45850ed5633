using CacheCore.Access.Items;
using CacheCore.Eviction;
using CacheCore.Index;
using CacheCore.Memory;
using CacheCore.Parts;
using CacheCore.Primitives;

namespace CacheCore.Store;

/// <summary>The ways in which items leave on request or by the clock, and the walks over all of them.</summary>
internal sealed class ItemRemovals(
    StoreMemory memory, StoreGate gate, CoarseClock clock, CounterSet counters, RemovalNotifier notifier, FactoryLeases leases,
    ItemLinker linker)
{
    private readonly PagePool _pool = memory.Pool;

    /// <summary>Removes the item of a key; with a version, only if it still has that one.</summary>
    public WriteResult Remove(ReadOnlySpan<byte> key, ulong hash, ulong? version = null) => Remove(key, hash, version, cas: null, out _);

    /// <summary>
    /// Removes the item of a key, if it has the version and the number on the wire that are given, and tells what it was.
    /// </summary>
    public WriteResult Remove(ReadOnlySpan<byte> key, ulong hash, ulong? version, ulong? cas, out ItemSight removed)
    {
        removed = default;
        long now = clock.NowMilliseconds;
        linker.PrepareThread();
        gate.Enter(hash, out LockedBucket locked);
        if (!locked.TryFind(_pool, hash, key, out SlotRef slot))
        {
            leases.End(hash); // What is not there may be being made.
            locked.ExitUnchanged();
            return WriteResult.NotFound;
        }

        ItemRef item = slot.Value.Item;
        ref ItemHeader header = ref _pool.View(item).Header;
        bool isOver = header.Times.IsOver(now);
        removed = ItemSight.Of(_pool.View(item), slot.Value);
        if (!isOver && ((version is { } expected && removed.Version != expected) || (cas is { } wanted && removed.Cas != wanted)))
        {
            locked.ExitUnchanged();
            return WriteResult.VersionMismatch;
        }

        counters.Mine.Add(StoreCounter.ExpiredWhenSought, isOver ? 1 : 0);
        linker.Unlink(ref locked, slot, isOver ? ExpiryFinder.Seeker : null);
        leases.End(hash);
        locked.ExitChanged();
        Leave(item, isOver, removed.WasRead, now);
        return isOver ? WriteResult.NotFound : WriteResult.Stored;
    }

    /// <summary>Removes an item if it is still linked and its time was over at a moment.</summary>
    public bool TryExpire(ulong hash, ItemRef item, long now, ExpiryFinder finder)
    {
        linker.PrepareThread();
        gate.Enter(hash, out LockedBucket locked);
        if (!locked.TryFind(item, out SlotRef slot) || !_pool.View(item).Header.Times.IsOver(now))
        {
            locked.ExitUnchanged();
            return false;
        }

        bool wasRead = slot.Value.WasFetched;
        linker.Unlink(ref locked, slot, finder);
        locked.ExitChanged();
        Leave(item, isOver: true, wasRead, now);
        return true;
    }

    /// <summary>Removes every item that was there when the walk came by. What is being made meanwhile is stored no more.</summary>
    public void Clear()
    {
        leases.EndAll();
        long now = clock.NowMilliseconds;
        linker.PrepareThread();
        int merges;
        do
        {
            // Where a bucket was merged meanwhile, its items may have gone behind the walk.
            merges = memory.Index.Merges;
            for (uint number = 0; number < memory.Index.Shape.Buckets; number++)
            {
                while (TryRemoveFirst(number, now))
                {
                }
            }
        }
        while (memory.Index.Merges != merges);
    }

    /// <summary>
    /// Tells of an expired item that was unlinked, or counts a removed one, and frees it, whether or not there is memory to tell.
    /// </summary>
    public void Leave(ItemRef item, bool isOver, bool wasRead, long now)
    {
        try
        {
            if (isOver)
            {
                notifier.Notify(item, RemovalReason.Expired, wasRead, now);
            }
            else
            {
                counters.Mine.Add(StoreCounter.Removes);
            }
        }
        finally
        {
            linker.Free(item);
        }
    }

    private bool TryRemoveFirst(uint number, long now)
    {
        if (!gate.TryEnterNumber(number, out LockedBucket locked))
        {
            return false;
        }

        if (!locked.TryFindAny(out SlotRef slot))
        {
            locked.ExitUnchanged();
            return false;
        }

        ItemRef item = slot.Value.Item;
        bool isOver = _pool.View(item).Header.Times.IsOver(now);
        bool wasRead = slot.Value.WasFetched;
        linker.Unlink(ref locked, slot, isOver ? ExpiryFinder.Deadline : null);
        locked.ExitChanged();
        Leave(item, isOver, wasRead, now);
        return true;
    }
}
