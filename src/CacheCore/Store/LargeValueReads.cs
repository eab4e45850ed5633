using CacheCore.Index;
using CacheCore.Items;
using CacheCore.Memory;
using CacheCore.Parts;

namespace CacheCore.Store;

/// <summary>
/// Copies large values, page by page and with no lock. They never change while linked: as long as the key still
/// leads to the same item of the same version, and no part of a large value was moved, every page that was copied was the value's, whatever else went on
/// in the bucket.
/// </summary>
internal sealed class LargeValueReads(StoreParts parts)
{
    private readonly PagePool _pool = parts.Pool;

    /// <summary>Copies a value whose snapshot was proved; false: the item left meanwhile, look again.</summary>
    public bool TryCopy(
        scoped ReadOnlySpan<byte> key, ulong hash, in ItemSnapshot snapshot, HashBucket bucket, BucketWord word, Span<byte> destination, out ReadResult result)
    {
        if (destination.Length < snapshot.ValueLength)
        {
            result = ReadResult.DestinationTooSmall;
            return true;
        }

        result = ReadResult.Hit;
        return TryCopy(key, hash, in snapshot, new Sighting(bucket, word, parts.LargeValueMoves), destination);
    }

    private bool TryCopy(scoped ReadOnlySpan<byte> key, ulong hash, in ItemSnapshot snapshot, Sighting sighting, Span<byte> destination)
    {
        int pageSize = _pool.Geometry.PageSize;
        ItemView head = _pool.View(snapshot.Item);
        ItemLayout layout = ItemLayout.Of(snapshot.Identity.KeyLength, snapshot.ValueLength, snapshot.Traits, _pool, parts.Slabs.Table);
        for (int page = 0; page < layout.Pages; page++)
        {
            uint number = head.ReadLink(layout.LinksOffset + (page * sizeof(uint)));
            if (!_pool.IsPage(number))
            {
                return false;
            }

            int length = layout.PageLength(page, pageSize);
            _pool.PageBytes((int)number)[..length].CopyTo(destination[(page * pageSize)..]);
            if (!IsStillLinked(key, hash, in snapshot, ref sighting))
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
        return IsStillLinked(key, hash, in snapshot, ref sighting);
    }

    /// <summary>True if the key leads to the same item of the same version still, and none was moved. Where the bucket has changed, that is looked up.</summary>
    private bool IsStillLinked(scoped ReadOnlySpan<byte> key, ulong hash, in ItemSnapshot snapshot, ref Sighting sighting)
    {
        Volatile.ReadBarrier();
        if (sighting.Word.StillHolds(sighting.Bucket.Word))
        {
            return true;
        }

        parts.Enter(hash, out LockedBucket locked);
        bool same = parts.LargeValueMoves == sighting.Moves
            && locked.TryFind(_pool, hash, key, out SlotRef place)
            && place.Value.Item == snapshot.Item
            && _pool.View(snapshot.Item).Header.Identity == snapshot.Identity;
        locked.ExitUnchanged();
        sighting = new Sighting(locked.Bucket, locked.Entered, sighting.Moves);
        return same;
    }

    /// <summary>The bucket, the word under which the item was last seen in it, and the moves of large values before the copy began.</summary>
    private readonly record struct Sighting(HashBucket Bucket, BucketWord Word, long Moves);
}
