namespace CacheCore.Index;

/// <summary>
/// A locked bucket and its overflow lines as a row of slots: read out, and written back over as many lines as it takes.
/// </summary>
internal static class BucketChain
{
    /// <summary>Slots that a chain holds at most.</summary>
    public const int MostSlots = HashIndex.MaxChain * HashBucket.SlotsPerLine;

    /// <summary>Overflow lines that so many slots take.</summary>
    public static int LinesFor(int slots) => Math.Max(0, (slots - 1) / HashBucket.SlotsPerLine);

    /// <summary>Reads a locked chain behind what the two arrays hold already.</summary>
    public static void Gather(
        HashIndex index, HashBucket bucket, BucketWord entered, Slot[] slots, ref int slotCount, uint[] lines, ref int lineCount)
    {
        HashBucket line = bucket;
        for (uint next = entered.Line; ; next = line.NextLine)
        {
            for (int slot = HashBucket.FirstSlot; slot < HashBucket.EndSlot; slot++)
            {
                if (!line[slot].IsEmpty)
                {
                    slots[slotCount++] = line[slot];
                }
            }

            if (next == 0)
            {
                return;
            }

            lines[lineCount++] = next;
            line = index.Line(next);
        }
    }

    /// <summary>
    /// Spreads slots over a bucket and overflow lines, the first line being the one that is not full, and returns
    /// that line's number.
    /// </summary>
    public static uint Write(HashIndex index, HashBucket bucket, ReadOnlySpan<Slot> slots, ReadOnlySpan<uint> lines)
    {
        int inBucket = Math.Min(slots.Length, HashBucket.SlotsPerLine);
        Fill(bucket, slots[..inBucket]);
        slots = slots[inBucket..];
        uint first = 0;
        for (int used = 0; !slots.IsEmpty; used++)
        {
            HashBucket line = index.Line(lines[used]);
            int count = Math.Min(slots.Length, HashBucket.SlotsPerLine);
            Fill(line, slots[..count]);
            line.NextLine = first;
            first = lines[used];
            slots = slots[count..];
        }

        return first;
    }

    /// <summary>Takes so many overflow lines; false: the index has not so many to give, and none was taken.</summary>
    public static bool TryTakeLines(HashIndex index, Span<uint> lines)
    {
        for (int taken = 0; taken < lines.Length; taken++)
        {
            if (!index.TryTakeLine(out lines[taken]))
            {
                FreeLines(index, lines[..taken]);
                return false;
            }
        }

        return true;
    }

    public static void FreeLines(HashIndex index, ReadOnlySpan<uint> lines)
    {
        foreach (uint line in lines)
        {
            index.FreeLine(line);
        }
    }

    private static void Fill(HashBucket line, ReadOnlySpan<Slot> slots)
    {
        for (int slot = 0; slot < HashBucket.SlotsPerLine; slot++)
        {
            line[HashBucket.FirstSlot + slot] = slot < slots.Length ? slots[slot] : Slot.Empty;
        }
    }
}
