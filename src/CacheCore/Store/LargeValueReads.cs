using CacheCore.Index;
using CacheCore.Items;
using CacheCore.Memory;
using CacheCore.Parts;

namespace CacheCore.Store;

/// <summary>
/// Copies large values, page by page and with no lock. They never change while linked: as long as the key still
/// leads to the same item of the same version, and no part of a large value was moved, every page that was copied was the value's, whatever
/// else went on in the bucket. A value that did not stay so long is held, and copied once more.
/// </summary>
internal sealed class LargeValueReads(StoreMemory memory, StoreGate gate, HeldValues held, ItemLinker linker)
{
    private readonly PagePool _pool = memory.Pool;

    /// <summary>Copies a value whose snapshot was proved; false: the item left meanwhile, look again.</summary>
    public bool TryCopy(
        scoped ReadOnlySpan<byte> key, ulong hash, in ItemSnapshot snapshot, HashBucket bucket, BucketWord word, Span<byte> destination,
        out ReadResult result)
    {
        if (destination.Length < snapshot.ValueLength)
        {
            result = ReadResult.DestinationTooSmall;
            return true;
        }

        result = ReadResult.Hit;
        return TryCopy(key, hash, in snapshot, new LastSight(bucket, word, memory.LargeValueMoves), isHeld: false, destination);
    }

    /// <summary>Holds a value whose bucket is locked; false: it is none, or too many are held.</summary>
    public bool TryHold(in ItemSnapshot snapshot) => snapshot.Traits.Large && held.TryHold(snapshot.Item);

    /// <summary>Copies a held value.</summary>
    public ReadResult CopyHeld(in ItemSnapshot snapshot, Span<byte> destination)
    {
        if (destination.Length < snapshot.ValueLength)
        {
            return ReadResult.DestinationTooSmall;
        }

        _ = TryCopy(default, 0, in snapshot, default, isHeld: true, destination);
        Volatile.ReadBarrier();
        gate.ThrowIfClosed(); // then the memory is the system's, and was all zero
        return ReadResult.Hit;
    }

    /// <summary>Lets it go.</summary>
    public void Release(in ItemSnapshot snapshot) => linker.Release(snapshot.Item);

    private bool TryCopy(
        scoped ReadOnlySpan<byte> key, ulong hash, in ItemSnapshot snapshot, LastSight sighting, bool isHeld, Span<byte> destination)
    {
        int pageSize = _pool.Geometry.PageSize;
        ItemView head = _pool.View(snapshot.Item);
        ItemLayout layout = ItemLayout.Of(snapshot.Identity.KeyLength, snapshot.ValueLength, snapshot.Traits, _pool, memory.Slabs.Table);
        for (int page = 0; page < layout.Pages; page++)
        {
            uint number = head.ReadLink(layout.LinksOffset + (page * sizeof(uint)));
            if (!_pool.IsPage(number))
            {
                return false;
            }

            int length = layout.PageLength(page, pageSize);
            _pool.PageBytes((int)number)[..length].CopyTo(destination[(page * pageSize)..]);
            if (!isHeld && !IsStillLinked(key, hash, in snapshot, ref sighting))
            {
                return false;
            }
        }

        if (layout.TailLength != 0)
        {
            var tail = new ItemRef(head.ReadLink(layout.TailLinkOffset));
            if (!_pool.IsPage((uint)_pool.PageOf(tail)))
            {
                return false;
            }

            _pool.View(tail).Bytes(ItemLayout.TailHeader, layout.TailLength).CopyTo(destination[(layout.Pages * pageSize)..]);
        }

        head.Bytes(layout.InlineOffset, layout.InlineLength).CopyTo(destination[(snapshot.ValueLength - layout.InlineLength)..]);
        return isHeld || IsStillLinked(key, hash, in snapshot, ref sighting);
    }

    /// <summary>
    /// True if the key leads to the same item of the same version still, and none was moved.
    /// Where the bucket has changed, that is looked up.
    /// </summary>
    private bool IsStillLinked(scoped ReadOnlySpan<byte> key, ulong hash, in ItemSnapshot snapshot, ref LastSight sighting)
    {
        Volatile.ReadBarrier();
        if (sighting.Word.StillHolds(sighting.Bucket.Word))
        {
            return true;
        }

        gate.Enter(hash, out LockedBucket locked);
        bool same = memory.LargeValueMoves == sighting.Moves
            && locked.TryFind(_pool, hash, key, out SlotRef place)
            && place.Value.Item == snapshot.Item
            && _pool.View(snapshot.Item).Header.Identity == snapshot.Identity;
        locked.ExitUnchanged();
        sighting = new LastSight(locked.Bucket, locked.Entered, sighting.Moves);
        return same;
    }

    /// <summary>
    /// The bucket, the word under which the item was last seen in it, and the moves of large values before the copy began.
    /// </summary>
    private readonly record struct LastSight(HashBucket Bucket, BucketWord Word, long Moves);
}
