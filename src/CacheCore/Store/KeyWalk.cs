using System.Numerics;
using CacheCore.Index;
using CacheCore.Memory;

namespace CacheCore.Store;

/// <summary>
/// Lists keys bucket by bucket while others read and write. A key that is there all the time is listed once, also when
/// the index grows meanwhile: a bucket's turn covers all that were split off it since the walk began.
/// </summary>
internal sealed class KeyWalk(StoreParts parts, ItemRemovals removals)
{
    public IEnumerable<byte[]> Run()
    {
        IndexShape start = parts.Index.Shape;
        for (uint number = 0; number < start.Buckets; number++)
        {
            foreach (byte[] key in KeysOfFamily(number, StrideOf(number, start.Buckets)))
            {
                yield return key;
            }
        }
    }

    /// <summary>
    /// The keys of a bucket and of all that were split off it, looked at while none was split off: a key that moved
    /// meanwhile would be listed on both sides.
    /// </summary>
    private List<byte[]> KeysOfFamily(uint number, uint stride)
    {
        while (true)
        {
            parts.ThrowIfClosed();
            uint members = MembersOf(number, stride);
            List<byte[]> keys = KeysOf(number);
            for (uint member = 1; member < members; member++)
            {
                keys.AddRange(KeysOf(number + (member * stride)));
            }

            if (MembersOf(number, stride) == members)
            {
                return keys;
            }
        }
    }

    private uint MembersOf(uint number, uint stride) => ((parts.Index.Shape.Buckets - 1 - number) / stride) + 1;

    /// <summary>Distance between the buckets that were split off one another: the power of two that told it from the rest.</summary>
    private static uint StrideOf(uint number, uint buckets)
    {
        uint upper = BitOperations.RoundUpToPowerOf2(buckets);
        uint lower = upper / 2;
        bool isSplit = number >= lower || number + lower < buckets;
        return buckets == upper || isSplit ? upper : lower;
    }

    private List<byte[]> KeysOf(uint number)
    {
        var spinner = new SpinWait();
        while (true)
        {
            if (TryKeysOf(number) is { } keys)
            {
                return keys;
            }

            spinner.SpinOnce(sleep1Threshold: -1);
        }
    }

    /// <summary>Copies the keys with no lock; null: the bucket changed meanwhile.</summary>
    private List<byte[]>? TryKeysOf(uint number)
    {
        HashBucket bucket = parts.Index.Bucket(number);
        BucketWord word = bucket.Word;
        var keys = new List<byte[]>(HashBucket.SlotsPerLine);
        HashBucket line = bucket;
        uint next = word.Line;
        for (int lines = 0; lines < HashIndex.MaxChain; lines++)
        {
            for (int slot = HashBucket.FirstSlot; slot < HashBucket.EndSlot; slot++)
            {
                AddKey(line[slot].Item, keys);
            }

            if (next == 0)
            {
                break;
            }

            line = parts.Index.Line(next);
            next = line.NextLine;
        }

        Volatile.ReadBarrier();
        return bucket.Word == word && !word.IsLocked && !word.IsDirty ? keys : null;
    }

    private void AddKey(ItemRef item, List<byte[]> keys)
    {
        if (!item.IsNone)
        {
            ItemView view = parts.Pool.View(item);
            ItemHeader header = view.Header;
            if (!removals.IsOver(in header))
            {
                keys.Add(view.Bytes(header.KeyOffset, header.Identity.KeyLength).ToArray());
            }
        }
    }
}
