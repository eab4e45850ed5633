namespace CacheCore.Index;

/// <summary>
/// Splits the next bucket off its source. The slots' tags hold the hash bit that decides, so no item is touched.
/// <code>
/// lock source · lock new · copy movers to new · publish one more bucket · mark source DIRTY · rewrite it
///        · leave source with the next version · leave new
/// </code>
/// The new bucket is left last: as long as a reader may trust what it found through the source, nobody can change
/// the movers through the new one.
/// </summary>
internal sealed class BucketSplitter(HashIndex index)
{
    private readonly Lock _lock = new();
    private readonly Slot[] _staying = new Slot[HashIndex.MaxChain * HashBucket.SlotsPerLine];
    private readonly Slot[] _moving = new Slot[HashIndex.MaxChain * HashBucket.SlotsPerLine];
    private readonly uint[] _sourceLines = new uint[HashIndex.MaxChain];
    private readonly uint[] _targetLines = new uint[HashIndex.MaxChain];

    /// <summary>One split, unless another thread is at it; false: memory for the new bucket or its lines is lacking.</summary>
    public bool TrySplitNext()
    {
        if (!_lock.TryEnter())
        {
            return true;
        }

        try
        {
            IndexShape shape = index.Shape;
            return index.TryBackBucket(shape.Buckets) && TrySplit(shape);
        }
        finally
        {
            _lock.Exit();
        }
    }

    private bool TrySplit(IndexShape shape)
    {
        index.EnterNumber(shape.SplitSource, out LockedBucket locked);
        HashBucket source = locked.Bucket;
        BucketWord entered = locked.Entered;
        int lines = Sort(source, entered, shape.SplitBit, out int staying, out int moving);
        if (!TryTakeTargetLines(LinesFor(moving)))
        {
            locked.ExitUnchanged();
            return false;
        }

        HashBucket target = index.Bucket(shape.Buckets);
        target.Clear();
        BucketWord targetWord = new BucketWord(BucketWord.Lock);
        target.Exit(targetWord);
        uint targetLine = Write(target, _moving.AsSpan(0, moving), _targetLines);
        index.Publish(new IndexShape(shape.Buckets + 1));

        locked.MarkDirty();
        uint sourceLine = Write(source, _staying.AsSpan(0, staying), _sourceLines);
        source.Exit(entered.Next(sourceLine));
        target.Exit(targetWord.Next(targetLine));

        foreach (uint line in _sourceLines.AsSpan(LinesFor(staying)..lines))
        {
            index.FreeLine(line);
        }

        return true;
    }

    /// <summary>Reads a locked chain into the two arrays; returns how many overflow lines it has.</summary>
    private int Sort(HashBucket source, BucketWord entered, int splitBit, out int staying, out int moving)
    {
        staying = moving = 0;
        int lines = 0;
        HashBucket line = source;
        for (uint next = entered.Line; ; next = line.NextLine)
        {
            for (int slot = HashBucket.FirstSlot; slot < HashBucket.EndSlot; slot++)
            {
                Slot item = line[slot];
                if (item.IsEmpty)
                {
                    continue;
                }

                if (item.HashBit(splitBit))
                {
                    _moving[moving++] = item;
                }
                else
                {
                    _staying[staying++] = item;
                }
            }

            if (next == 0)
            {
                return lines;
            }

            _sourceLines[lines++] = next;
            line = index.Line(next);
        }
    }

    /// <summary>
    /// Spreads slots over a bucket and overflow lines, the first line being the one that is not full, and returns
    /// that line's number.
    /// </summary>
    private uint Write(HashBucket bucket, ReadOnlySpan<Slot> slots, uint[] lines)
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

    private static void Fill(HashBucket line, ReadOnlySpan<Slot> slots)
    {
        for (int slot = 0; slot < HashBucket.SlotsPerLine; slot++)
        {
            line[HashBucket.FirstSlot + slot] = slot < slots.Length ? slots[slot] : Slot.Empty;
        }
    }

    private bool TryTakeTargetLines(int count)
    {
        for (int taken = 0; taken < count; taken++)
        {
            if (!index.TryTakeLine(out _targetLines[taken]))
            {
                foreach (uint line in _targetLines.AsSpan(0, taken))
                {
                    index.FreeLine(line);
                }

                return false;
            }
        }

        return true;
    }

    private static int LinesFor(int slots) => Math.Max(0, (slots - 1) / HashBucket.SlotsPerLine);
}
