using System.Buffers;
using System.Buffers.Binary;
using System.Numerics;
using CacheCore.Index;
using CacheCore.Memory;
using CacheCore.Parts;
using CacheCore.Primitives;

namespace CacheCore.Store;

/// <summary>
/// Lists keys bucket by bucket while others read and write. A key that is there all the time is listed once, also when
/// the index grows or shrinks meanwhile: a bucket's turn is about the hashes that were its own when the walk began, wherever
/// they belong by now.
/// </summary>
internal sealed class KeyWalk(StoreMemory memory, StoreGate gate, CoarseClock clock)
{
    /// <summary>Looks at a bucket with no lock before its lock is taken, as with reads.</summary>
    private const int MostAttempts = 100;

    /// <summary>Bytes that hold the keys of most buckets.</summary>
    private const int FirstCopy = 4096;

    /// <summary>Begins when somebody asks for the first key, and keeps the owner of the memory alive to the end.</summary>
    public IEnumerable<byte[]> Run(object owner)
    {
        IndexShape start = memory.Index.Shape;
        for (uint number = 0; number < start.Buckets; number++)
        {
            foreach (byte[] key in KeysOfTurn(number, StrideOf(number, start.Buckets)))
            {
                yield return key;
            }
        }

        GC.KeepAlive(owner);
    }

    /// <summary>
    /// Keys of the hashes that a bucket had when it was one of so many. Begins again if a bucket was split or merged meanwhile:
    /// keys may have gone from one that was not yet read to one that was, or the other way.
    /// </summary>
    private List<byte[]> KeysOfTurn(uint number, uint stride)
    {
        while (true)
        {
            gate.ThrowIfClosed();
            int merges = memory.Index.Merges;
            IndexShape shape = memory.Index.Shape;
            var keys = new List<byte[]>(HashBucket.SlotsPerLine);
            bool isRead = true;
            for (ulong member = number; isRead && (member == number || member < shape.Buckets); member += stride)
            {
                isRead = TryAddKeys(shape.BucketOf(member), merges, keys);
            }

            Volatile.ReadBarrier();
            if (isRead && memory.Index.Merges == merges && HomesOf(number, stride, memory.Index.Shape) == HomesOf(number, stride, shape))
            {
                _ = keys.RemoveAll(key => (memory.Hash.Of(key) & (stride - 1)) != number);
                return keys;
            }
        }
    }

    /// <summary>The first of the buckets that those hashes are spread over, and how many they are.</summary>
    private static (uint First, uint Count) HomesOf(uint number, uint stride, IndexShape shape) =>
        (shape.BucketOf(number), number < shape.Buckets ? ((shape.Buckets - number - 1) / stride) + 1 : 1);

    /// <summary>Distance between the buckets that were split off one another: the power of two that told it from the rest.</summary>
    private static uint StrideOf(uint number, uint buckets)
    {
        uint upper = BitOperations.RoundUpToPowerOf2(buckets);
        uint lower = upper / 2;
        bool isSplit = number >= lower || number + lower < buckets;
        return buckets == upper || isSplit ? upper : lower;
    }

    /// <summary>Reads a bucket, under its lock if writers never leave it alone; false: one was merged, perhaps this.</summary>
    private bool TryAddKeys(uint number, int merges, List<byte[]> keys)
    {
        for (int attempt = 0; attempt < MostAttempts && memory.Index.Merges == merges; attempt++)
        {
            if (TryKeysOf(number) is { } read)
            {
                keys.AddRange(read);
                return true;
            }

            _ = ReadPause.Pause(attempt);
        }

        return memory.Index.Merges == merges && TryAddKeysLocked(number, keys);
    }

    /// <summary>
    /// Copies the keys under the bucket's lock, where nothing may be allocated: into rented memory, and anew into more where it was too
    /// little. False: the bucket is gone.
    /// </summary>
    private bool TryAddKeysLocked(uint number, List<byte[]> keys)
    {
        byte[] copy = ArrayPool<byte>.Shared.Rent(FirstCopy);
        try
        {
            while (true)
            {
                long now = clock.NowMilliseconds;
                if (!gate.TryEnterNumber(number, out LockedBucket locked))
                {
                    return false;
                }

                int length = CopyKeys(locked, now, copy);
                locked.ExitUnchanged();
                if (length <= copy.Length)
                {
                    AddCopied(copy.AsSpan(0, length), keys);
                    return true;
                }

                byte[] larger = ArrayPool<byte>.Shared.Rent(length);
                ArrayPool<byte>.Shared.Return(copy);
                copy = larger;
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(copy);
        }
    }

    /// <summary>
    /// Writes the keys of a locked bucket one behind the other, each behind its length, as far as they fit; returns the
    /// length of all of them.
    /// </summary>
    private int CopyKeys(LockedBucket locked, long now, Span<byte> copy)
    {
        int length = 0;
        HashBucket line = locked.Bucket;
        for (uint next = locked.Entered.Line; ; next = line.NextLine)
        {
            for (int slot = HashBucket.FirstSlot; slot < HashBucket.EndSlot; slot++)
            {
                if (TryKey(line[slot].Item, now, out ReadOnlySpan<byte> key))
                {
                    int end = length + sizeof(int) + key.Length;
                    if (end <= copy.Length)
                    {
                        BinaryPrimitives.WriteInt32LittleEndian(copy[length..], key.Length);
                        key.CopyTo(copy[(length + sizeof(int))..]);
                    }

                    length = end;
                }
            }

            if (next == 0)
            {
                return length;
            }

            line = memory.Index.Line(next);
        }
    }

    private static void AddCopied(ReadOnlySpan<byte> copied, List<byte[]> keys)
    {
        while (!copied.IsEmpty)
        {
            int length = BinaryPrimitives.ReadInt32LittleEndian(copied);
            keys.Add(copied.Slice(sizeof(int), length).ToArray());
            copied = copied[(sizeof(int) + length)..];
        }
    }

    /// <summary>Copies the keys with no lock; null: the bucket changed meanwhile.</summary>
    private List<byte[]>? TryKeysOf(uint number)
    {
        long now = clock.NowMilliseconds;
        HashBucket bucket = memory.Index.Bucket(number);
        BucketWord word = bucket.Word;
        var keys = new List<byte[]>(HashBucket.SlotsPerLine);
        HashBucket line = bucket;
        uint next = word.Line;
        for (int lines = 0; lines < HashIndex.MaxChain; lines++)
        {
            for (int slot = HashBucket.FirstSlot; slot < HashBucket.EndSlot; slot++)
            {
                AddKey(line[slot].Item, now, keys);
            }

            if (next == 0)
            {
                break;
            }

            line = memory.Index.Line(next);
            next = line.NextLine;
        }

        Volatile.ReadBarrier();
        return bucket.Word == word && !word.IsLocked && !word.IsDirty ? keys : null;
    }

    private void AddKey(ItemRef item, long now, List<byte[]> keys)
    {
        if (TryKey(item, now, out ReadOnlySpan<byte> key))
        {
            keys.Add(key.ToArray());
        }
    }

    /// <summary>The key of a slot's item where it lies; false: there is none, or its time is over.</summary>
    private bool TryKey(ItemRef item, long now, out ReadOnlySpan<byte> key)
    {
        key = default;
        if (item.IsNone)
        {
            return false;
        }

        ItemView view = memory.Pool.View(item);
        ItemHeader header = view.Header;
        if (header.Times.IsOver(now))
        {
            return false;
        }

        key = view.Key;
        return true;
    }
}
