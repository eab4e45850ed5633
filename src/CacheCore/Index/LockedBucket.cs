using System.Diagnostics;
using System.Numerics;
using CacheCore.Memory;

namespace CacheCore.Index;

/// <summary>
/// A bucket whose lock the caller holds: find, add and remove slots along its chain of lines. Leaves by
/// <see cref="ExitChanged"/> or <see cref="ExitUnchanged"/>, nothing between may throw or allocate.
/// </summary>
internal ref struct LockedBucket
{
    private readonly HashIndex _index;
    private uint _firstLine;
    private uint _emptiedLine;

    public LockedBucket(HashIndex index, HashBucket bucket, BucketWord entered)
    {
        _index = index;
        Bucket = bucket;
        Entered = entered;
        _firstLine = entered.Line;
    }

    public HashBucket Bucket { get; }

    /// <summary>The word as it was before the lock was taken.</summary>
    public BucketWord Entered { get; }

    /// <summary>The slot of a key's item; false: the bucket has none.</summary>
    public readonly bool TryFind(PagePool pool, ulong hash, ReadOnlySpan<byte> key, out SlotRef found)
    {
        ulong tag = Slot.TagOf(hash);
        HashBucket line = Bucket;
        for (uint next = _firstLine; ; next = line.NextLine)
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
        for (uint next = _firstLine; ; next = line.NextLine)
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
        for (uint next = _firstLine; ; next = line.NextLine)
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
        Debug.Assert(_emptiedLine == 0, "A second removal under one lock would lose an overflow line.");
        if (_firstLine == 0)
        {
            removed.Store(Slot.Empty);
            return;
        }

        HashBucket first = _index.Line(_firstLine);
        int last = HashBucket.EndSlot - 1;
        while (first[last].IsEmpty)
        {
            last--;
        }

        removed.Store(first[last]);
        first[last] = Slot.Empty;
        if (last == HashBucket.FirstSlot)
        {
            _emptiedLine = _firstLine;
            _firstLine = first.NextLine;
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

        _firstLine = 0;
    }

    public readonly void ExitUnchanged() => Bucket.Exit(Entered);

    /// <summary>Leaves with the next version; an overflow line that became empty is free only from then on.</summary>
    public readonly void ExitChanged()
    {
        Bucket.Exit(Entered.Next(_firstLine));
        if (_emptiedLine != 0)
        {
            _index.FreeLine(_emptiedLine);
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
        line.NextLine = _firstLine;
        _firstLine = number;
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
        get => Line[Index];
    }

    public void Store(Slot slot)
    {
        HashBucket line = Line;
        line[Index] = slot;
    }
}
