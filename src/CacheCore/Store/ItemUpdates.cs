using System.Buffers;
using System.Buffers.Text;
using CacheCore.Index;
using CacheCore.Memory;
using CacheCore.Primitives;

namespace CacheCore.Store;

/// <summary>The verbs that change a part of an item: its number, its ends, its times.</summary>
internal sealed class ItemUpdates(StoreParts parts, ItemReads reads, ItemWrites writes, ItemRemovals removals)
{
    /// <summary>Digits of the largest counter.</summary>
    private const int MaxDigits = 20;

    /// <summary>Zeroes before and spaces behind included; longer values are not looked at where that means a copy.</summary>
    private const int LongestNumber = 64;

    private readonly PagePool _pool = parts.Pool;

    /// <summary>
    /// Adds to or takes from a decimal number: up it wraps at 2^64, down it stops at 0, as with memcached. Keeps flags and times.
    /// </summary>
    public WriteResult Count(ReadOnlySpan<byte> key, ulong hash, ulong delta, bool up, out ulong value)
    {
        Span<byte> digits = stackalloc byte[MaxDigits];
        while (true)
        {
            WriteResult? result = TryCountInPlace(key, hash, delta, up, out value, out ulong version);
            if (result is { } done)
            {
                return done;
            }

            // The number outgrew its chunk: the item moves, unless it changed meanwhile.
            _ = Utf8Formatter.TryFormat(value, digits, out int length);
            WriteResult moved = Rewrite(key, hash, new ValueSource(digits[..length]), version, lifetime: null);
            if (moved is WriteResult.OutOfMemory or WriteResult.TooLarge)
            {
                value = 0;
                return moved;
            }

            if (moved == WriteResult.Stored)
            {
                return moved;
            }
        }
    }

    /// <summary>Adds bytes behind or before the value, keeping flags and times.</summary>
    public WriteResult Extend(ReadOnlySpan<byte> key, ulong hash, ReadOnlySpan<byte> bytes, bool atEnd)
    {
        while (true)
        {
            if (!TryCopyOut(key, hash, out byte[] copy, out int length, out ItemInfo info))
            {
                return WriteResult.NotStored;
            }

            try
            {
                ReadOnlySpan<byte> old = copy.AsSpan(0, length);
                ValueSource joined = atEnd ? new ValueSource(old, bytes) : new ValueSource(bytes, old);
                WriteResult result = Rewrite(key, hash, joined, info.Version, lifetime: null);
                if (result is not (WriteResult.VersionMismatch or WriteResult.NotFound))
                {
                    return result;
                }
            }
            finally
            {
                ArrayPool<byte>.Shared.Return(copy);
            }
        }
    }

    /// <summary>Gives an item a new lifetime; false: there is no such item.</summary>
    public bool Touch(ReadOnlySpan<byte> key, ulong hash, ItemLifetime lifetime)
    {
        while (true)
        {
            parts.Enter(hash, out LockedBucket locked);
            if (!TryFindLive(ref locked, key, hash, out SlotRef slot))
            {
                locked.ExitUnchanged();
                return false;
            }

            ItemView view = _pool.View(slot.Value.Item);
            ItemTraits traits = view.Header.Traits;
            bool fits = traits.Sliding == (lifetime.Window != 0)
                && traits.LastDeadline == (lifetime.Window != 0 && lifetime.LastDeadline != ItemTimes.Never)
                && writes.StaysInSegment(in view.Header, lifetime);
            if (fits)
            {
                locked.MarkDirty();
                ItemWrites.WriteTimes(view, lifetime, parts.NowSeconds);
                ItemRef item = slot.Value.Item;
                locked.ExitChanged();
                parts.NoteDeadline(item, lifetime.Deadline);
                parts.Counters.Mine.Add(StoreCounter.Touches);
                return true;
            }

            ulong version = view.Header.Identity.Version;
            locked.ExitUnchanged();
            if (TryTouchByRewriting(key, hash, lifetime, version, out bool touched))
            {
                return touched;
            }
        }
    }

    /// <summary>Starts the sliding window of an item anew; false: there is no such item.</summary>
    public bool Refresh(ReadOnlySpan<byte> key, ulong hash)
    {
        parts.Enter(hash, out LockedBucket locked);
        if (!TryFindLive(ref locked, key, hash, out SlotRef slot))
        {
            locked.ExitUnchanged();
            return false;
        }

        ItemView view = _pool.View(slot.Value.Item);
        ref ItemHeader header = ref view.Header;
        long now = parts.Clock.NowMilliseconds;
        long deadline = header.Times.Deadline;
        if (header.Traits.Sliding)
        {
            var extras = new ItemExtras(view, header.Traits);
            deadline = new ItemLifetime(deadline, extras.Window, extras.LastDeadline).Renewed(now);
        }

        header.Times = new ItemTimes(deadline, now / 1000);
        slot.Store(slot.Value.Marked);
        locked.ExitUnchanged();
        parts.Counters.Mine.Add(StoreCounter.Touches);
        return true;
    }

    /// <summary>Null: the new number does not fit the old one's chunk.</summary>
    private WriteResult? TryCountInPlace(
        ReadOnlySpan<byte> key, ulong hash, ulong delta, bool up, out ulong value, out ulong version)
    {
        value = 0;
        version = 0;
        ThreadCounters mine = parts.Counters.Mine;
        parts.Enter(hash, out LockedBucket locked);
        if (!TryFindLive(ref locked, key, hash, out SlotRef slot))
        {
            locked.ExitUnchanged();
            return WriteResult.NotFound;
        }

        ItemRef item = slot.Value.Item;
        ItemView view = _pool.View(item);
        ref ItemHeader header = ref view.Header;
        version = header.Identity.Version;
        if (header.Traits.Large)
        {
            bool mayBeNumber = header.ValueLength <= LongestNumber;
            locked.ExitUnchanged();
            return mayBeNumber ? CountCopy(key, hash, delta, up, out value, out version) : WriteResult.NotANumber;
        }

        if (!TryParse(view.Bytes(header.ValueOffset, header.ValueLength), out ulong number))
        {
            locked.ExitUnchanged();
            return WriteResult.NotANumber;
        }

        value = Counted(number, delta, up);
        Span<byte> digits = stackalloc byte[MaxDigits];
        _ = Utf8Formatter.TryFormat(value, digits, out int length);
        int chunkSize = parts.Slabs.ChunkSizeOf(item);
        if (header.ValueOffset + length > chunkSize)
        {
            locked.ExitUnchanged();
            return null;
        }

        int growth = length - header.ValueLength;
        locked.MarkDirty();
        header.Identity = new ItemIdentity(writes.NextVersion(mine), key.Length);
        header.ValueLength = length;
        digits[..length].CopyTo(view.Bytes(header.ValueOffset, length));
        slot.Store(slot.Value.Rewritten(parts.HitRules.AfterRewrite));
        int slabClass = parts.Slabs.ClassOf(item); // once the bucket is left, the chunk may go to another class
        mine.Add(StoreCounter.StoredBytesOf(slabClass), growth);
        mine.Add(StoreCounter.WritesOf(slabClass));
        locked.ExitChanged();
        return WriteResult.Stored;
    }

    /// <summary>Counts a number that shares no chunk with its key, because the key fills one. Null: to be written in place of the version.</summary>
    private WriteResult? CountCopy(ReadOnlySpan<byte> key, ulong hash, ulong delta, bool up, out ulong value, out ulong version)
    {
        value = 0;
        version = 0;
        if (!TryCopyOut(key, hash, out byte[] copy, out int length, out ItemInfo info))
        {
            return WriteResult.NotFound;
        }

        bool isNumber = TryParse(copy.AsSpan(0, length), out ulong number);
        ArrayPool<byte>.Shared.Return(copy);
        if (!isNumber)
        {
            return WriteResult.NotANumber;
        }

        version = info.Version;
        value = Counted(number, delta, up);
        return null;
    }

    private static ulong Counted(ulong number, ulong delta, bool up) =>
        up ? unchecked(number + delta) : number - Math.Min(number, delta);

    /// <summary>A decimal number that fits 64 bits, with spaces allowed behind it: memcached pads with them.</summary>
    private static bool TryParse(ReadOnlySpan<byte> text, out ulong number)
    {
        ReadOnlySpan<byte> digits = text.TrimEnd((byte)' ');
        return Utf8Parser.TryParse(digits, out number, out int consumed) && consumed == digits.Length && digits[0] is >= (byte)'0' and <= (byte)'9';
    }

    private bool TryTouchByRewriting(ReadOnlySpan<byte> key, ulong hash, ItemLifetime lifetime, ulong version, out bool touched)
    {
        touched = false;
        if (!TryCopyOut(key, hash, out byte[] copy, out int length, out ItemInfo info))
        {
            return true;
        }

        try
        {
            WriteResult result = info.Version == version
                ? Rewrite(key, hash, new ValueSource(copy.AsSpan(0, length)), version, lifetime)
                : WriteResult.VersionMismatch;
            touched = result == WriteResult.Stored;
            if (touched)
            {
                parts.Counters.Mine.Add(StoreCounter.Touches);
            }

            return result != WriteResult.VersionMismatch;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(copy);
        }
    }

    /// <summary>Publishes a new value in place of the one of a version, with its flags and its lifetime or a new one.</summary>
    private WriteResult Rewrite(ReadOnlySpan<byte> key, ulong hash, ValueSource value, ulong version, ItemLifetime? lifetime)
    {
        parts.Enter(hash, out LockedBucket locked);
        if (!TryFindLive(ref locked, key, hash, out SlotRef slot))
        {
            locked.ExitUnchanged();
            return WriteResult.NotFound;
        }

        ItemView view = _pool.View(slot.Value.Item);
        long deadline = view.Header.Times.Deadline;
        var extras = new ItemExtras(view, view.Header.Traits);
        locked.ExitUnchanged();
        return writes.Write(new WriteRequest
        {
            Key = key,
            Hash = hash,
            Value = value,
            Lifetime = lifetime ?? new ItemLifetime(deadline, extras.Window, extras.LastDeadline),
            Flags = extras.Flags,
            NowSeconds = parts.NowSeconds,
            Mode = WriteMode.CompareAndSwap,
            ExpectedVersion = version,
            KeepsDeadline = lifetime is null,
        });
    }

    /// <summary>Copies a value to rented memory that the caller returns; false: there is no such item.</summary>
    private bool TryCopyOut(ReadOnlySpan<byte> key, ulong hash, out byte[] copy, out int length, out ItemInfo info)
    {
        copy = ArrayPool<byte>.Shared.Rent(1024);
        while (true)
        {
            var reader = new QuietSpanReader(copy);
            ReadResult result = reads.Read(key, hash, ref reader);
            length = reader.Length;
            info = reader.Info;
            if (result == ReadResult.Hit)
            {
                return true;
            }

            ArrayPool<byte>.Shared.Return(copy);
            if (result == ReadResult.Miss)
            {
                return false;
            }

            copy = ArrayPool<byte>.Shared.Rent(length);
        }
    }

    private bool TryFindLive(ref LockedBucket locked, ReadOnlySpan<byte> key, ulong hash, out SlotRef slot) =>
        locked.TryFind(_pool, hash, key, out slot) && !removals.IsOver(in _pool.View(slot.Value.Item).Header);
}
