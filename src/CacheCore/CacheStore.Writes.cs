using System.Buffers;
using System.Buffers.Text;
using CacheCore.Access.Items;
using CacheCore.Access.Values;
using CacheCore.Primitives;

namespace CacheCore;

/// <content>Verbs that store, change and remove.</content>
public sealed partial class CacheStore
{
    /// <summary>
    /// Stores a value, whatever is under the key. One that is refused takes what was there with it: <see cref="WriteResult.TooLarge"/>.
    /// Allocates nothing.
    /// </summary>
    /// <param name="key">0 to 65,535 bytes.</param>
    /// <param name="value">Copied; the caller keeps the memory.</param>
    /// <param name="options">Lifetime and flags.</param>
    public WriteResult Set(CacheKey key, ReadOnlySpan<byte> value, in ItemOptions options = default) =>
        Write(key, new ValueSource(value), in options, WriteMode.Set);

    /// <summary>
    /// Stores a value that lies in pieces, whatever is under the key. One that is refused takes what was there with it.
    /// </summary>
    /// <param name="key">0 to 65,535 bytes.</param>
    /// <param name="value">Copied; the caller keeps the memory.</param>
    /// <param name="options">Lifetime and flags.</param>
    public WriteResult Set(CacheKey key, in ReadOnlySequence<byte> value, in ItemOptions options = default) =>
        Write(key, new ValueSource(in value), in options, WriteMode.Set);

    /// <summary>Stores a value only if there is no live item under the key; else <see cref="WriteResult.NotStored"/>.</summary>
    /// <param name="key">0 to 65,535 bytes.</param>
    /// <param name="value">Copied; the caller keeps the memory.</param>
    /// <param name="options">Lifetime and flags.</param>
    public WriteResult Add(CacheKey key, ReadOnlySpan<byte> value, in ItemOptions options = default) =>
        Write(key, new ValueSource(value), in options, WriteMode.Add);

    /// <summary>Stores a value only if there is a live item under the key; else <see cref="WriteResult.NotStored"/>.</summary>
    /// <param name="key">0 to 65,535 bytes.</param>
    /// <param name="value">Copied; the caller keeps the memory.</param>
    /// <param name="options">Lifetime and flags.</param>
    public WriteResult Replace(CacheKey key, ReadOnlySpan<byte> value, in ItemOptions options = default) =>
        Write(key, new ValueSource(value), in options, WriteMode.Replace);

    /// <summary>
    /// Stores a value only if the item still has the version that the caller read: <see cref="WriteResult.VersionMismatch"/>
    /// if it has another, <see cref="WriteResult.NotFound"/> if it is gone.
    /// </summary>
    /// <param name="key">0 to 65,535 bytes.</param>
    /// <param name="value">Copied; the caller keeps the memory.</param>
    /// <param name="version">From <see cref="ItemInfo.Version"/>.</param>
    /// <param name="options">Lifetime and flags.</param>
    public WriteResult CompareAndSwap(CacheKey key, ReadOnlySpan<byte> value, ulong version, in ItemOptions options = default) =>
        Write(key, new ValueSource(value), in options, WriteMode.CompareAndSwap, version);

    /// <summary>Adds bytes behind the value, keeping flags and lifetime; <see cref="WriteResult.NotStored"/> if there is no item.</summary>
    /// <param name="key">0 to 65,535 bytes.</param>
    /// <param name="suffix">Copied; the caller keeps the memory.</param>
    public WriteResult Append(CacheKey key, ReadOnlySpan<byte> suffix) => Extend(key, suffix, atEnd: true);

    /// <summary>Adds bytes before the value, keeping flags and lifetime; <see cref="WriteResult.NotStored"/> if there is no item.</summary>
    /// <param name="key">0 to 65,535 bytes.</param>
    /// <param name="prefix">Copied; the caller keeps the memory.</param>
    public WriteResult Prepend(CacheKey key, ReadOnlySpan<byte> prefix) => Extend(key, prefix, atEnd: false);

    /// <summary>
    /// Adds to a decimal number; beyond 2^64 - 1 it begins again at 0. Atomic. The number is stored as its decimal text, as memcached does.
    /// </summary>
    /// <param name="key">0 to 65,535 bytes.</param>
    /// <param name="delta">By how much.</param>
    /// <param name="value">The new number; 0 unless stored.</param>
    public WriteResult Increment(CacheKey key, ulong delta, out ulong value) =>
        Count(key, new CountRequest { Delta = delta, IsUp = true }, out value);

    /// <summary>Takes from a decimal number; it stops at 0. Atomic. The number is stored as its decimal text, as memcached does.</summary>
    /// <param name="key">0 to 65,535 bytes.</param>
    /// <param name="delta">By how much.</param>
    /// <param name="value">The new number; 0 unless stored.</param>
    public WriteResult Decrement(CacheKey key, ulong delta, out ulong value) =>
        Count(key, new CountRequest { Delta = delta, IsUp = false }, out value);

    /// <summary>Adds to a decimal number, or stores a first one where there is none. Atomic.</summary>
    /// <param name="key">0 to 65,535 bytes.</param>
    /// <param name="delta">By how much.</param>
    /// <param name="initial">Stored as it is if there is no item; the delta is not added to it.</param>
    /// <param name="value">The new number; 0 unless stored.</param>
    /// <param name="options">Lifetime and flags of a first number.</param>
    public WriteResult Increment(CacheKey key, ulong delta, ulong initial, out ulong value, in ItemOptions options = default)
    {
        var encoded = new KeyEncoder(key, stackalloc byte[KeyEncoder.StackSize]);
        ulong hash = HashOf(encoded.Bytes);
        Span<byte> digits = stackalloc byte[20];
        WriteResult result;
        do
        {
            result = _updates.Count(encoded.Bytes, hash, new CountRequest { Delta = delta, IsUp = true }, out CountOutcome outcome);
            value = outcome.Value;
            if (result == WriteResult.NotFound)
            {
                value = initial;
                _ = Utf8Formatter.TryFormat(initial, digits, out int length);
                result = Write(key, new ValueSource(digits[..length]), in options, WriteMode.Add);
            }
        }
        while (result == WriteResult.NotStored);

        value = result == WriteResult.Stored ? value : 0;
        encoded.Return();
        GC.KeepAlive(this);
        return result;
    }

    /// <summary>Gives an item a new lifetime; flags in the options are not looked at.</summary>
    /// <param name="key">0 to 65,535 bytes.</param>
    /// <param name="options">The lifetime from now on.</param>
    /// <returns>
    /// False if there is no live item under the key. Also false, and the item as it was, where a lifetime with a sliding window follows one
    /// without, or the other way round, and there is no memory for an item with other fields.
    /// </returns>
    public bool Touch(CacheKey key, in ItemOptions options)
    {
        var encoded = new KeyEncoder(key, stackalloc byte[KeyEncoder.StackSize]);
        ulong hash = HashOf(encoded.Bytes);
        bool found = _updates.Touch(encoded.Bytes, hash, ItemLifetime.From(in options, _parts.Clock));
        encoded.Return();
        GC.KeepAlive(this);
        return found;
    }

    /// <summary>Reads a value into a new array and gives its item a new lifetime.</summary>
    /// <param name="key">0 to 65,535 bytes.</param>
    /// <param name="options">The lifetime from now on.</param>
    /// <returns>
    /// The caller's copy, or null if there is no live item under the key.
    /// Where <see cref="Touch"/> would not find the memory, the item keeps its lifetime.
    /// </returns>
    public byte[]? GetAndTouch(CacheKey key, in ItemOptions options)
    {
        var encoded = new KeyEncoder(key, stackalloc byte[KeyEncoder.StackSize]);
        byte[]? value = _updates.GetAndTouch(encoded.Bytes, HashOf(encoded.Bytes), ItemLifetime.From(in options, _parts.Clock));
        encoded.Return();
        GC.KeepAlive(this);
        return value;
    }

    /// <summary>Starts an item's sliding window anew, as a read would; its value is not read.</summary>
    /// <param name="key">0 to 65,535 bytes.</param>
    /// <returns>False if there is no live item under the key.</returns>
    public bool Refresh(CacheKey key)
    {
        var encoded = new KeyEncoder(key, stackalloc byte[KeyEncoder.StackSize]);
        ulong hash = HashOf(encoded.Bytes);
        bool found = _updates.Refresh(encoded.Bytes, hash);
        encoded.Return();
        GC.KeepAlive(this);
        return found;
    }

    /// <summary>Removes an item.</summary>
    /// <param name="key">0 to 65,535 bytes.</param>
    /// <returns>False if there was no live item under the key.</returns>
    public bool Remove(CacheKey key)
    {
        var encoded = new KeyEncoder(key, stackalloc byte[KeyEncoder.StackSize]);
        ulong hash = HashOf(encoded.Bytes);
        WriteResult result = _removals.Remove(encoded.Bytes, hash);
        encoded.Return();
        GC.KeepAlive(this);
        return result == WriteResult.Stored;
    }

    /// <summary>
    /// Removes an item only if it still has a version: <see cref="WriteResult.Stored"/> if it was removed,
    /// <see cref="WriteResult.VersionMismatch"/> or <see cref="WriteResult.NotFound"/> if not.
    /// </summary>
    /// <param name="key">0 to 65,535 bytes.</param>
    /// <param name="version">From <see cref="ItemInfo.Version"/>.</param>
    public WriteResult Remove(CacheKey key, ulong version)
    {
        var encoded = new KeyEncoder(key, stackalloc byte[KeyEncoder.StackSize]);
        ulong hash = HashOf(encoded.Bytes);
        WriteResult result = _removals.Remove(encoded.Bytes, hash, version);
        encoded.Return();
        GC.KeepAlive(this);
        return result;
    }

    /// <summary>Removes every item that is there when the walk comes by its bucket. Reads and writes go on meanwhile.</summary>
    public void Clear()
    {
        _removals.Clear();
        GC.KeepAlive(this);
    }

    private WriteResult Extend(CacheKey key, ReadOnlySpan<byte> bytes, bool atEnd)
    {
        var encoded = new KeyEncoder(key, stackalloc byte[KeyEncoder.StackSize]);
        WriteResult result = _updates.Extend(encoded.Bytes, HashOf(encoded.Bytes), bytes, new ExtendRequest { AtEnd = atEnd }, out _);
        encoded.Return();
        GC.KeepAlive(this);
        return result;
    }

    private WriteResult Count(CacheKey key, in CountRequest request, out ulong value)
    {
        var encoded = new KeyEncoder(key, stackalloc byte[KeyEncoder.StackSize]);
        WriteResult result = _updates.Count(encoded.Bytes, HashOf(encoded.Bytes), in request, out CountOutcome outcome);
        value = outcome.Value;
        encoded.Return();
        GC.KeepAlive(this);
        return result;
    }

    private WriteResult Write(
        CacheKey key, ValueSource value, in ItemOptions options, WriteMode mode, ulong expectedVersion = 0, FactoryLease? lease = null)
    {
        var encoded = new KeyEncoder(key, stackalloc byte[KeyEncoder.StackSize]);
        WriteResult result = _writes.Write(new WriteRequest
        {
            Key = encoded.Bytes,
            Hash = HashOf(encoded.Bytes),
            Value = value,
            Lifetime = ItemLifetime.From(in options, _parts.Clock),
            Flags = options.Flags,
            NowMilliseconds = _parts.Clock.NowMilliseconds,
            Mode = mode,
            ExpectedVersion = expectedVersion,
            Lease = lease,
        });
        encoded.Return();
        GC.KeepAlive(this);
        return result;
    }
}
