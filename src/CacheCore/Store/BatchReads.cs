using System.Runtime.CompilerServices;
using CacheCore.Parts;
using CacheCore.Primitives;

namespace CacheCore.Store;

/// <summary>
/// Reads of many keys in three passes over groups of them: fetch all buckets, fetch all items, then read. A processor
/// waits for several cache misses at once as long as for one.
/// </summary>
[SkipLocalsInit] // the stack buffers are written before they are read
internal sealed class BatchReads(StoreMemory memory, ItemReads reads)
{
    private const int GroupSize = 16;

    /// <summary>Bytes of a group's string keys that are encoded on the stack; longer ones are encoded once more when read.</summary>
    private const int KeyBytes = 1024;

    public int GetMany<TKeys>(scoped TKeys keys, Span<byte[]?> values)
        where TKeys : struct, IKeyList, allows ref struct
    {
        if (values.Length < keys.Count)
        {
            throw new ArgumentException($"There are {keys.Count} keys and room for {values.Length} values.", nameof(values));
        }

        var sink = new ArraySink(values);
        _ = Run(keys, ref sink);
        return sink.Found;
    }

    public int ReadMany<TKeys>(scoped TKeys keys, Span<byte> destination, Span<int> lengths)
        where TKeys : struct, IKeyList, allows ref struct
    {
        if (lengths.Length < keys.Count)
        {
            throw new ArgumentException($"There are {keys.Count} keys and room for {lengths.Length} lengths.", nameof(lengths));
        }

        var sink = new SpanSink(destination, lengths);
        return Run(keys, ref sink);
    }

    private int Run<TKeys, TSink>(scoped TKeys keys, ref TSink sink)
        where TKeys : struct, IKeyList, allows ref struct
        where TSink : struct, IBatchSink, allows ref struct
    {
        Span<byte> encoded = stackalloc byte[KeyBytes];
        Span<ulong> hashes = stackalloc ulong[GroupSize];
        Span<int> keyLengths = stackalloc int[GroupSize];
        for (int start = 0; start < keys.Count; start += GroupSize)
        {
            int count = Math.Min(GroupSize, keys.Count - start);
            Fetch(keys, start, hashes[..count], keyLengths, encoded);
            int used = 0;
            for (int i = 0; i < count; i++)
            {
                int length = keyLengths[i];
                bool fits = length < 0
                    ? TryReadLong(keys, start + i, hashes[i], ref sink)
                    : sink.TryRead(reads, start + i, keys.KeyAt(start + i, encoded.Slice(used, length)), hashes[i]);
                if (!fits)
                {
                    return start + i;
                }

                used += Math.Max(length, 0);
            }
        }

        return keys.Count;
    }

    /// <summary>Hashes a group's keys and sets their buckets, then their items, on the way.</summary>
    private void Fetch<TKeys>(scoped TKeys keys, int start, Span<ulong> hashes, Span<int> keyLengths, Span<byte> encoded)
        where TKeys : struct, IKeyList, allows ref struct
    {
        int used = 0;
        for (int i = 0; i < hashes.Length; i++)
        {
            int length = keys.Encode(start + i, encoded[used..]);
            keyLengths[i] = length;
            if (length < 0)
            {
                KeyEncoder longKey = keys.EncodeLong(start + i);
                hashes[i] = Hash(longKey.Bytes);
                longKey.Return();
            }
            else
            {
                hashes[i] = Hash(keys.KeyAt(start + i, encoded.Slice(used, length)));
                used += length;
            }

            reads.PrefetchBucket(hashes[i]);
        }

        foreach (ulong hash in hashes)
        {
            reads.PrefetchItem(hash);
        }
    }

    private bool TryReadLong<TKeys, TSink>(scoped TKeys keys, int index, ulong hash, ref TSink sink)
        where TKeys : struct, IKeyList, allows ref struct
        where TSink : struct, IBatchSink, allows ref struct
    {
        KeyEncoder key = keys.EncodeLong(index);
        bool fits = sink.TryRead(reads, index, key.Bytes, hash);
        key.Return();
        return fits;
    }

    private ulong Hash(ReadOnlySpan<byte> key)
    {
        if (key.Length > ushort.MaxValue)
        {
            Throw.KeyTooLong(key.Length);
        }

        return memory.Hash.Of(key);
    }
}
