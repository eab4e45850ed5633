using System.Diagnostics;
using System.Numerics;
using System.Runtime.CompilerServices;
using CacheCore.Memory;

namespace CacheCore.Index;

/// <summary>
/// A bucket whose lock the caller holds: find, add and remove slots along its chain of lines. Leaves by
/// <see cref="ExitChanged"/> or <see cref="ExitUnchanged"/>, nothing between may throw or allocate.
/// </summary>
internal ref struct LockedBucket
{
    private readonly HashIndex _index;
    private ulong _lines;

    [MethodImpl(MethodImplOptions.AggressiveInlining)] // on the path of every write; a copied struct stalls it
    public LockedBucket(HashIndex index, HashBucket bucket, BucketWord entered)
    {
        _index = index;
        Bucket = bucket;
        Entered = entered;
        _lines = entered.Line;
    }

    public HashBucket Bucket { get; }

    /// <summary>The word as it was before the lock was taken.</summary>
    public BucketWord Entered { get; }

    /// <summary>
    /// The first overflow line now, and the one that was emptied: halves of one field, since four fields are what a register
    /// allocator takes apart.
    /// </summary>
    private uint FirstLine
    {
        readonly get => (uint)_lines;
        set => _lines = (_lines & ~(ulong)uint.MaxValue) | value;
    }

    private uint EmptiedLine
    {
        readonly get => (uint)(_lines >> 32);
        set => _lines = ((ulong)value << 32) | (uint)_lines;
    }

    /// <summary>The slot of a key's item; false: the bucket has none.</summary>
    public readonly bool TryFind(PagePool pool, ulong hash, ReadOnlySpan<byte> key, out SlotRef found)
    {
        ulong tag = Slot.TagOf(hash);
        HashBucket line = Bucket;
        for (uint next = FirstLine; ; next = line.NextLine)
        {
            for (uint matches = line.Match(tag); matches != 0; matches &= matches - 1)
            {
                int slot = BitOperations.TrailingZeroCount(matches);
                ItemRef item = line[slot].Item;
                if (!item.IsNone && pool.View(item).HasKey(key))
                {
                    found = new SlotRef(line, slot);
                    return true;
                }
            }

            if (next == 0)
            {
                found = default;
                return false;
            }

            line = _index.Line(next);
        }
    }

    /// <summary>The slot that holds this very item; false: the item is not linked here.</summary>
    public readonly bool TryFind(ItemRef item, out SlotRef found)
    {
        HashBucket line = Bucket;
        for (uint next = FirstLine; ; next = line.NextLine)
        {
            for (int slot = HashBucket.FirstSlot; slot < HashBucket.EndSlot; slot++)
            {
                if (line[slot].Item == item)
                {
                    found = new SlotRef(line, slot);
                    return true;
                }
            }

            if (next == 0)
            {
                found = default;
                return false;
            }

            line = _index.Line(next);
        }
    }

    /// <summary>A slot that holds an item, if the bucket has one.</summary>
    public readonly bool TryFindAny(out SlotRef found)
    {
        for (int slot = HashBucket.FirstSlot; slot < HashBucket.EndSlot; slot++)
        {
            if (!Bucket[slot].IsEmpty)
            {
                found = new SlotRef(Bucket, slot);
                return true;
            }
        }

        found = default;
        return false;
    }

    /// <summary>Adds a slot, in a new overflow line if need be; false: the index has no line to give.</summary>
    public bool TryAdd(Slot added)
    {
        HashBucket line = Bucket;
        int length = 1;
        for (uint next = FirstLine; ; next = line.NextLine)
        {
            for (int slot = HashBucket.FirstSlot; slot < HashBucket.EndSlot; slot++)
            {
                if (line[slot].IsEmpty)
                {
                    line[slot] = added;
                    return true;
                }
            }

            if (next == 0)
            {
                return length < HashIndex.MaxChain && TryAddLine(added);
            }

            line = _index.Line(next);
            length++;
        }
    }

    /// <summary>
    /// Empties a slot and fills the gap from the first overflow line, the only one of a chain that is not full.
    /// At most once between entering and leaving.
    /// </summary>
    public void Remove(SlotRef removed)
    {
        Debug.Assert(EmptiedLine == 0, "A second removal under one lock would lose an overflow line.");
        if (FirstLine == 0)
        {
            removed.Store(Slot.Empty);
            return;
        }

        HashBucket first = _index.Line(FirstLine);
        int last = HashBucket.EndSlot - 1;
        while (first[last].IsEmpty)
        {
            last--;
        }

        removed.Store(first[last]);
        first[last] = Slot.Empty;
        if (last == HashBucket.FirstSlot)
        {
            EmptiedLine = FirstLine;
            FirstLine = first.NextLine;
        }
    }

    /// <summary>Empties the bucket and forgets its overflow lines, for a store that ends.</summary>
    public void RemoveAll()
    {
        HashBucket bucket = Bucket;
        for (int slot = HashBucket.FirstSlot; slot < HashBucket.EndSlot; slot++)
        {
            bucket[slot] = Slot.Empty;
        }

        FirstLine = 0;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)] // on the path of every write
    public readonly void ExitUnchanged() => Bucket.Exit(Entered);

    /// <summary>Leaves with the next version; an overflow line that became empty is free only from then on.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)] // on the path of every write
    public readonly void ExitChanged()
    {
        Bucket.Exit(Entered.Next(FirstLine));
        if (EmptiedLine != 0)
        {
            _index.FreeLine(EmptiedLine);
        }
    }

    public readonly void MarkDirty() => Bucket.MarkDirty(Entered);

    private bool TryAddLine(Slot added)
    {
        if (!_index.TryTakeLine(out uint number))
        {
            return false;
        }

        HashBucket line = _index.Line(number);
        line.Clear();
        line[HashBucket.FirstSlot] = added;
        line.NextLine = FirstLine;
        FirstLine = number;
        return true;
    }
}

/// <summary>A slot's place: the line and the number in it.</summary>
internal readonly struct SlotRef(HashBucket line, int index)
{
    public HashBucket Line { get; } = line;

    public int Index { get; } = index;

    public Slot Value
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)] // one load
        get => Line[Index];
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)] // one store
    public void Store(Slot slot)
    {
        HashBucket line = Line;
        line[Index] = slot;
    }
}
