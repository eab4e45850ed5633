using System.Numerics;
using CacheCore.Access.Items;
using CacheCore.Access.Values;
using CacheCore.Index;
using CacheCore.Items;
using CacheCore.Memory;
using CacheCore.Parts;
using CacheCore.Primitives;
using CacheCore.Reclaiming;

namespace CacheCore.Store;

/// <summary>
/// The writes. A small value that replaces one of the same shape is written in place; any other is filled into new
/// memory with no lock held and published by one store to its slot. The old memory is freed after that.
/// </summary>
internal sealed class ItemWrites(
    StoreMemory memory, StoreGate gate, StoreEviction eviction, CoarseClock clock, CounterSet counters, StoreTunables tunables,
    StoreLimits limits, DeadlineHints deadlines, FactoryLeases leases, ItemLinker linker, ItemReserver reserver, PlaceMaker places,
    PageReclaimer pages, ItemRemovals removals)
{
    /// <summary>Longer values are published rather than written in place, so that readers do not wait long for the copy.</summary>
    private const int MaxInPlace = 2048;

    /// <summary>Rounds of finding a page for an index that lacks one; other writers may be faster to take what was freed.</summary>
    private const int LinkAttempts = 64;

    /// <summary>
    /// So long, and so often, a writer waits for whoever is in the way where there are few places, and may have lost its processor.
    /// </summary>
    private const int LongestWaitMilliseconds = 1000;
    private const int FewestWaits = 64;

    /// <summary>
    /// Places that others may take from a writer who has made them, before it gives way: where there are few, there is a crowd at each.
    /// </summary>
    private const int PlacesLost = 4;

    private readonly PagePool _pool = memory.Pool;

    public WriteResult Write(in WriteRequest request)
    {
        if (request.Key.Length + request.Value.Length > limits.MaxItemSize || !HasRoomForKey(in request))
        {
            return Reject(in request, WriteResult.TooLarge, StoreCounter.TooLarge);
        }

        if (request.Lifetime.Ends && request.Lifetime.IsOver(request.NowMilliseconds))
        {
            return WriteExpired(in request);
        }

        if (request.Mode == WriteMode.Set)
        {
            switch (Overwrite(in request))
            {
                case OverwriteOutcome.Done:
                    return WriteResult.Stored;
                case OverwriteOutcome.Impossible:
                    return Publish(in request);
            }
        }

        return TryWriteInPlace(in request, out WriteResult result) ? result : Publish(in request);
    }

    /// <summary>Counts a write that is larger than its caller allows.</summary>
    public WriteResult RefuseTooLarge()
    {
        counters.Mine.Add(StoreCounter.TooLarge);
        return WriteResult.TooLarge;
    }

    /// <summary>
    /// What a write does whose item would be over at once: it removes what it would have replaced, and nothing takes its place.
    /// </summary>
    private WriteResult WriteExpired(in WriteRequest request)
    {
        ThreadCounters mine = counters.Mine;
        _ = memory.Versions.Next(mine); // its writer may ask for it all the same
        WriteResult result = RemoveReplaced(in request);
        mine.Add(StoreCounter.WrittenExpired, result == WriteResult.Stored ? 1 : 0);
        return result;
    }

    private WriteResult RemoveReplaced(in WriteRequest request)
    {
        switch (request.Mode)
        {
            case WriteMode.Add:
                gate.Enter(request.Hash, out LockedBucket locked);
                bool found = TryFindLive(in locked, in request, out _);
                if (!found)
                {
                    leases.End(request.Hash);
                }

                locked.ExitUnchanged();
                return found ? WriteResult.NotStored : WriteResult.Stored;
            case WriteMode.Replace:
                return removals.Remove(request.Key, request.Hash) == WriteResult.Stored ? WriteResult.Stored : WriteResult.NotStored;
            case WriteMode.CompareAndSwap:
                return removals.Remove(request.Key, request.Hash, request.ExpectedVersion);
            case WriteMode.CompareCas:
                return removals.Remove(request.Key, request.Hash, version: null, request.ExpectedVersion, out _);
            default:
                _ = removals.Remove(request.Key, request.Hash);
                return WriteResult.Stored;
        }
    }

    /// <summary>
    /// Overwrites an item of the same shape that is found with no lock. The lock is taken from the word that it was found
    /// under, which proves that all that was looked at still stands, and held for the copy alone.
    /// </summary>
    private OverwriteOutcome Overwrite(in WriteRequest request)
    {
        linker.PrepareThread();
        HashBucket bucket = memory.Index.BucketOf(request.Hash);
        eviction.Policy.PrefetchFrequency(request.Hash);
        BucketWord word = bucket.Word;
        if (word.IsLocked)
        {
            return OverwriteOutcome.Unknown;
        }

        for (uint matches = bucket.Match(Slot.TagOf(request.Hash)); matches != 0; matches &= matches - 1)
        {
            int index = BitOperations.TrailingZeroCount(matches);
            Slot slot = bucket[index];
            ItemView view = _pool.View(slot.Item);
            view.Prefetch(ItemHeader.Size + request.Key.Length + (int)request.Value.Length);
            if (slot.IsEmpty || !view.HasKey(request.Key))
            {
                continue;
            }

            if (!IsSameShape(in request, slot.Item) || view.Header.Times.IsOver(request.NowMilliseconds))
            {
                return OverwriteOutcome.Impossible;
            }

            if (!bucket.TryEnterDirty(word))
            {
                return OverwriteOutcome.Unknown;
            }

            if (gate.IsClosed)
            {
                bucket.Exit(word);
                Throw.Disposed();
            }

            WriteOver(new SlotRef(bucket, index), slot, view, in request);
            leases.End(request.Hash);
            bucket.Exit(word.Next(word.Line));
            NoteRequest(slot, request.Hash);
            deadlines.Note(slot.Item, request.Lifetime.Deadline);
            return OverwriteOutcome.Done;
        }

        return word.Line == 0 ? OverwriteOutcome.Impossible : OverwriteOutcome.Unknown;
    }

    /// <summary>
    /// Overwrites an item that has the same shape, or finds at once that the write's condition does not hold.
    /// False: nothing was done, publish.
    /// </summary>
    private bool TryWriteInPlace(in WriteRequest request, out WriteResult result)
    {
        result = WriteResult.Stored;
        linker.PrepareThread();
        gate.Enter(request.Hash, out LockedBucket locked);
        bool found = TryFindLive(in locked, in request, out SlotRef place);
        if (request.Mode != WriteMode.Set && Refuse(in request, found, place) is { } refusal)
        {
            locked.ExitUnchanged();
            result = refusal;
            return true;
        }

        if (!found || !IsSameShape(in request, place.Value.Item))
        {
            locked.ExitUnchanged();
            return false;
        }

        Slot slot = place.Value;
        locked.MarkDirty();
        WriteOver(place, slot, _pool.View(slot.Item), in request);
        leases.End(request.Hash);
        locked.ExitChanged();
        NoteRequest(slot, request.Hash);
        deadlines.Note(slot.Item, request.Lifetime.Deadline);
        return true;
    }

    /// <summary>
    /// Changes an item where it lies, in a bucket that is DIRTY, and counts it: once the bucket is left, the chunk may go to
    /// another class.
    /// </summary>
    private void WriteOver(SlotRef place, Slot slot, ItemView view, in WriteRequest request)
    {
        ref ItemHeader header = ref view.Header;
        int length = (int)request.Value.Length;
        ItemLifetime replaced = request.KeepsLifetime ? ItemFields.LifetimeOf(view) : default;
        ThreadCounters mine = counters.Mine;
        int slabClass = memory.Slabs.ClassOf(slot.Item);
        mine.Add(StoreCounter.StoredBytesOf(slabClass), length - header.ValueLength);
        mine.Add(StoreCounter.WritesOf(slabClass));
        eviction.Lru.Resize(slabClass, slot.Item, ref header, length);
        ItemFields.Write(view, in request, memory.Versions.NextAfter(mine, header.Identity.Version));
        if (request.KeepsLifetime)
        {
            ItemFields.WriteTimes(view, replaced, request.NowSeconds);
        }

        request.Value.CopyTo(0, view.Bytes(header.ValueOffset, length));
        place.Store(slot.Rewritten(eviction.Policy.HitRules.AfterRewrite));
    }

    /// <summary>
    /// Gives a filled item the lifetime of the one that it displaces: the window and its end only if it has fields for them.
    /// </summary>
    private ItemLifetime KeepLifetime(ItemRef item, ItemRef displaced, long nowSeconds)
    {
        ItemView view = _pool.View(item);
        ItemFields.WriteTimes(view, ItemFields.LifetimeOf(_pool.View(displaced)), nowSeconds);
        return ItemFields.LifetimeOf(view);
    }

    /// <summary>A new value is a request for the key, like a read.</summary>
    private void NoteRequest(Slot replaced, ulong hash)
    {
        if (replaced.Hits == 0)
        {
            eviction.NoteFirstHit(hash);
        }

        counters.Sample(hash, SampledKind.Rewrite);
    }

    /// <summary>Fills new memory, then links it or lets it take the place of what is there.</summary>
    private WriteResult Publish(in WriteRequest request)
    {
        gate.ThrowIfClosed(); // before memory is taken that nobody would give back
        eviction.Policy.PrefetchAdmission(request.Hash);
        clock.Remember(request.NowMilliseconds);
        if (!reserver.TryFill(in request, memory.Versions.Next(counters.Mine), out ItemRef item))
        {
            return Reject(in request, WriteResult.OutOfMemory, StoreCounter.OutOfMemory);
        }

        try
        {
            var wait = default(BriefWait);
            int attempts = 0;
            long waitsSince = 0;
            while (attempts < LinkAttempts && (wait.Count < FewestWaits || Environment.TickCount64 - waitsSince < LongestWaitMilliseconds))
            {
                switch (TryPublish(in request, ref item, out WriteResult result))
                {
                    case PublishOutcome.Done:
                        GrowIndex();
                        return result;
                    case PublishOutcome.NeedsPlace when !eviction.MayEvict && !places.TryMake(item, request.Hash, request.NowMilliseconds):
                        return Reject(in request, WriteResult.OutOfMemory, StoreCounter.OutOfMemory);
                    case PublishOutcome.NeedsPlace when (eviction.MayEvict && !places.TryMake(item, request.Hash, request.NowMilliseconds))
                        || attempts >= PlacesLost:
                        waitsSince = wait.Count == 0 ? Environment.TickCount64 : waitsSince;
                        wait.Pause();
                        break;
                    case PublishOutcome.NeedsPlace:
                        attempts++;
                        break;
                    case PublishOutcome.NeedsPage:
                        attempts++;
                        _ = pages.TryFreePage();
                        break;
                }
            }
        }
        finally
        {
            if (!item.IsNone && !gate.IsClosed)
            {
                linker.Free(item);
            }
        }

        return Reject(in request, WriteResult.OutOfMemory, StoreCounter.OutOfMemory);
    }

    /// <summary>One attempt. An item that was taken over is none afterwards, and from before a slot names it.</summary>
    private PublishOutcome TryPublish(in WriteRequest request, ref ItemRef filled, out WriteResult result)
    {
        result = WriteResult.Stored;
        ItemRef item = filled;
        ItemRef displaced = ItemRef.None;
        bool displacedIsOver = false;
        gate.Enter(request.Hash, out LockedBucket locked);
        bool found = locked.TryFind(_pool, request.Hash, request.Key, out SlotRef slot);
        if (found)
        {
            displaced = slot.Value.Item;
            displacedIsOver = _pool.View(displaced).Header.Times.IsOver(request.NowMilliseconds);
        }

        if (Refuse(in request, found && !displacedIsOver, slot) is { } refusal)
        {
            locked.ExitUnchanged();
            result = refusal;
            return PublishOutcome.Done;
        }

        Slot replaced = found ? slot.Value : Slot.Empty;
        RaiseVersion(item, found ? _pool.View(displaced).Header.Identity.Version : memory.Versions.FloorOf(Slot.TagOf(request.Hash)));
        ItemLifetime lifetime = found && request.KeepsLifetime ? KeepLifetime(item, displaced, request.NowSeconds) : request.Lifetime;
        bool isTemporary = IsTemporary(lifetime, request.NowMilliseconds);
        filled = ItemRef.None;
        if (found)
        {
            linker.Replace(slot, item, request.Hash, isTemporary, displacedIsOver);
        }
        else if (TryLinkNew(ref locked, item, request.Hash, isTemporary) is var outcome && outcome != PublishOutcome.Done)
        {
            locked.ExitUnchanged();
            filled = item;
            return outcome;
        }

        leases.End(request.Hash);
        locked.ExitChanged();
        if (displacedIsOver)
        {
            removals.Leave(displaced, isOver: true, replaced.WasFetched, request.NowMilliseconds);
        }
        else if (found)
        {
            linker.Free(displaced);
        }

        NoteReplaced(replaced, request.Hash);
        return PublishOutcome.Done;
    }

    /// <summary>Versions were taken before the lock: the displaced item may have the later one, or one of the key that left.</summary>
    private void RaiseVersion(ItemRef item, ulong earlier)
    {
        ref ItemIdentity identity = ref _pool.View(item).Header.Identity;
        if (!VersionSource.IsLater(identity.Version, earlier))
        {
            identity = new ItemIdentity(memory.Versions.NextAfter(counters.Mine, earlier), identity.KeyLength);
        }
    }

    private PublishOutcome TryLinkNew(ref LockedBucket locked, ItemRef item, ulong hash, bool isTemporary)
    {
        if (!eviction.Places.TryTake())
        {
            return PublishOutcome.NeedsPlace;
        }

        if (!linker.TryLink(ref locked, item, hash, isTemporary))
        {
            eviction.Places.Release();
            return PublishOutcome.NeedsPage;
        }

        return PublishOutcome.Done;
    }

    private void NoteReplaced(Slot replaced, ulong hash)
    {
        if (replaced.IsEmpty)
        {
            counters.Sample(hash, SampledKind.Write);
        }
        else
        {
            NoteRequest(replaced, hash);
        }
    }

    private bool TryFindLive(in LockedBucket locked, in WriteRequest request, out SlotRef slot) =>
        locked.TryFind(_pool, request.Hash, request.Key, out slot)
        && !_pool.View(slot.Value.Item).Header.Times.IsOver(request.NowMilliseconds);

    /// <summary>Why a write must not happen, by its mode and what is there; null: it may.</summary>
    private WriteResult? Refuse(in WriteRequest request, bool found, SlotRef slot)
    {
        switch (request.Mode)
        {
            case WriteMode.Add when found || request.Lease is { IsOver: true }:
            case WriteMode.Replace when !found:
                return WriteResult.NotStored;
            case WriteMode.CompareAndSwap or WriteMode.CompareCas when !found:
                return WriteResult.NotFound;
            case WriteMode.CompareCas when ItemSight.Of(_pool.View(slot.Value.Item), slot.Value).Cas != request.ExpectedVersion:
                return WriteResult.VersionMismatch;
            case WriteMode.CompareAndSwap when _pool.View(slot.Value.Item).Header is var header
                && (header.Identity.Version != request.ExpectedVersion || (request.SeenMarks is { } seen && seen != header.Traits.Marks)):
                return WriteResult.VersionMismatch;
            default:
                return null;
        }
    }

    /// <summary>False for a key that leaves no room on a page for itself and the links of its value.</summary>
    private bool HasRoomForKey(in WriteRequest request) =>
        request.Key.Length <= _pool.Geometry.PageSize / 4
        || request.Key.Length <= ItemLayout.LongestKey((int)request.Value.Length, request.SmallTraits, _pool, memory.Slabs.Table);

    /// <summary>True if a new value is small, fits the old one's class exactly, and has the same fields behind its header.</summary>
    private bool IsSameShape(in WriteRequest request, ItemRef existing)
    {
        ItemTraits traits = request.SmallTraits;
        ref ItemHeader header = ref _pool.View(existing).Header;
        if (header.Traits != traits || request.Value.Length > MaxInPlace || request.Value.MayRunCallersCode)
        {
            return false;
        }

        int size = ItemHeader.Size + traits.ExtrasLength + request.Key.Length + (int)request.Value.Length;
        return size <= memory.Slabs.Table.LargestShared
            && memory.Slabs.Table.ClassOf(size) == memory.Slabs.ClassOf(existing)
            && StaysInSegment(in header, request.Lifetime, request.NowMilliseconds);
    }

    /// <summary>False for an item that goes to or from TEMP with a lifetime: it must be published anew.</summary>
    public bool StaysInSegment(in ItemHeader header, ItemLifetime lifetime, long now) =>
        IsTemporary(lifetime, now) == (header.Place.Segment == LruSegment.Temporary) || header.Place.Segment == LruSegment.Pinned;

    private bool IsTemporary(ItemLifetime lifetime, long now) =>
        tunables.TemporaryMilliseconds is var longest and not 0
        && lifetime.End is var end and not ItemTimes.Never
        && end - now <= longest;

    private void GrowIndex()
    {
        linker.CountPublished();
        if (!linker.TryGrowIndex() && pages.TryFreePage(sparesPinned: true))
        {
            _ = linker.TryGrowIndex();
        }
    }

    /// <summary>Counts a write that cannot be; a Set takes the old value with it, which its writer has given up.</summary>
    private WriteResult Reject(in WriteRequest request, WriteResult reason, int counter)
    {
        counters.Mine.Add(counter);
        if (request.Mode == WriteMode.Set)
        {
            _ = removals.Remove(request.Key, request.Hash);
        }

        return reason;
    }

    /// <summary>
    /// What a look without a lock found. It proves nothing where it says "impossible", and need not: publishing asks again.
    /// </summary>
    private enum OverwriteOutcome
    {
        Done,
        Impossible,
        Unknown,
    }

    /// <summary>What became of a filled item.</summary>
    private enum PublishOutcome
    {
        Done,
        NeedsPage,
        NeedsPlace,
    }
}
