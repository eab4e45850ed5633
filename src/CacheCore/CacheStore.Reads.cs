using System.Buffers;
using CacheCore.Items;
using CacheCore.Primitives;
using CacheCore.Store;

namespace CacheCore;

/// <content>Verbs that read.</content>
public sealed partial class CacheStore
{
    /// <summary>Reads a value into a new array.</summary>
    /// <param name="key">0 to 65,535 bytes.</param>
    /// <returns>The caller's copy, or null if there is no live item under the key.</returns>
    public byte[]? Get(CacheKey key)
    {
        var encoded = new KeyEncoder(key, stackalloc byte[KeyEncoder.StackSize]);
        ulong hash = HashOf(encoded.Bytes);
        var reader = default(ArrayReader);
        ReadResult result = _reads.Read(encoded.Bytes, hash, ref reader);
        encoded.Return();
        GC.KeepAlive(this);
        return result == ReadResult.Hit ? reader.Value : null;
    }

    /// <summary>Reads a value into a new array, and what is known of its item, the version for <c>CompareAndSwap</c> among it.</summary>
    /// <param name="key">0 to 65,535 bytes.</param>
    /// <param name="info">What is known of the item; all zero if there is none.</param>
    /// <returns>The caller's copy, or null if there is no live item under the key.</returns>
    public byte[]? Get(CacheKey key, out ItemInfo info)
    {
        var encoded = new KeyEncoder(key, stackalloc byte[KeyEncoder.StackSize]);
        ulong hash = HashOf(encoded.Bytes);
        var reader = default(ArrayAndInfoReader);
        ReadResult result = _reads.Read(encoded.Bytes, hash, ref reader);
        encoded.Return();
        GC.KeepAlive(this);
        info = reader.Info;
        return result == ReadResult.Hit ? reader.Value : null;
    }

    /// <summary>Reads a value into memory of the caller's. Allocates nothing.</summary>
    /// <param name="key">0 to 65,535 bytes.</param>
    /// <param name="destination">Where the value goes; may be longer than it.</param>
    /// <param name="valueLength">Length of the value in bytes, also if the destination was too small for it; 0 on a miss.</param>
    public ReadResult Read(CacheKey key, Span<byte> destination, out int valueLength)
    {
        var encoded = new KeyEncoder(key, stackalloc byte[KeyEncoder.StackSize]);
        ulong hash = HashOf(encoded.Bytes);
        var reader = new SpanReader(destination);
        ReadResult result = _reads.Read(encoded.Bytes, hash, ref reader);
        encoded.Return();
        GC.KeepAlive(this);
        valueLength = result == ReadResult.Miss ? 0 : reader.Length;
        return result;
    }

    /// <summary>
    /// Reads a value into a buffer writer. The writer is asked for memory before the copy and advanced once, after
    /// the copy has proved good; on a miss nothing is written to it.
    /// </summary>
    /// <param name="key">0 to 65,535 bytes.</param>
    /// <param name="writer">Must hand out the value's length in one piece.</param>
    /// <returns>False if there is no live item under the key.</returns>
    public bool Read(CacheKey key, IBufferWriter<byte> writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        var encoded = new KeyEncoder(key, stackalloc byte[KeyEncoder.StackSize]);
        bool found = _writerReads.Read(encoded.Bytes, HashOf(encoded.Bytes), writer);
        encoded.Return();
        GC.KeepAlive(this);
        return found;
    }

    /// <summary>Tells what is known of an item without its value. Counts as a read.</summary>
    /// <param name="key">0 to 65,535 bytes.</param>
    /// <param name="info">What is known; all zero if there is no live item.</param>
    /// <returns>False if there is no live item under the key.</returns>
    public bool TryGetInfo(CacheKey key, out ItemInfo info)
    {
        var encoded = new KeyEncoder(key, stackalloc byte[KeyEncoder.StackSize]);
        ulong hash = HashOf(encoded.Bytes);
        var reader = new SpanAndInfoReader([]);
        ReadResult result = _reads.Read(encoded.Bytes, hash, ref reader);
        encoded.Return();
        GC.KeepAlive(this);
        info = reader.Info;
        return result != ReadResult.Miss;
    }

    /// <summary>Tells whether there is a live item under a key. Counts as a read.</summary>
    /// <param name="key">0 to 65,535 bytes.</param>
    public bool Contains(CacheKey key) =>
        TryGetInfo(key, out _);

    /// <summary>Reads many values into new arrays, faster than one by one: the memory they lie in is fetched all at once.</summary>
    /// <param name="keys">The keys.</param>
    /// <param name="values">
    /// Gets the caller's copy for each key, null where there is no live item. At least as long as <paramref name="keys"/>.
    /// </param>
    /// <returns>How many were found.</returns>
    /// <exception cref="ArgumentException">
    /// <paramref name="values"/> is shorter than <paramref name="keys"/>, or a key is not allowed.
    /// </exception>
    public int GetMany(ReadOnlySpan<string> keys, Span<byte[]?> values)
    {
        int found = _batches.GetMany(new StringKeys(keys), values);
        GC.KeepAlive(this);
        return found;
    }

    /// <inheritdoc cref="GetMany(ReadOnlySpan{string}, Span{byte[]})"/>
    public int GetMany(ReadOnlySpan<ReadOnlyMemory<byte>> keys, Span<byte[]?> values)
    {
        int found = _batches.GetMany(new MemoryKeys(keys), values);
        GC.KeepAlive(this);
        return found;
    }

    /// <summary>Reads many values into one span, one behind the other, and allocates nothing.</summary>
    /// <param name="keys">The keys.</param>
    /// <param name="destination">Where the values go.</param>
    /// <param name="lengths">
    /// Gets the length of each value, -1 where there is no live item. At least as long as <paramref name="keys"/>.
    /// </param>
    /// <returns>How many keys were done; fewer than asked if the next value does not fit the rest of the destination.</returns>
    /// <exception cref="ArgumentException">
    /// <paramref name="lengths"/> is shorter than <paramref name="keys"/>, or a key is not allowed.
    /// </exception>
    public int ReadMany(ReadOnlySpan<string> keys, Span<byte> destination, Span<int> lengths)
    {
        int done = _batches.ReadMany(new StringKeys(keys), destination, lengths);
        GC.KeepAlive(this);
        return done;
    }

    /// <inheritdoc cref="ReadMany(ReadOnlySpan{string}, Span{byte}, Span{int})"/>
    public int ReadMany(ReadOnlySpan<ReadOnlyMemory<byte>> keys, Span<byte> destination, Span<int> lengths)
    {
        int done = _batches.ReadMany(new MemoryKeys(keys), destination, lengths);
        GC.KeepAlive(this);
        return done;
    }
}
