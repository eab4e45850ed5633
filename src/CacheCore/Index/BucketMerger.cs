namespace CacheCore.Index;

/// <summary>
/// Merges the last bucket back into the one that it was split off.
/// <code>
/// lock source · lock last · mark source DIRTY · write all to it · empty last · publish one bucket less
///        · give last the next version, but not its lock · leave source with the next version
/// </code>
/// The last bucket has its new version before the source is left: as long as a reader may trust what it found through the
/// last one, nobody can change it through the source. It stays locked, so that a writer who comes too late looks again
/// where its key belongs.
/// </summary>
internal sealed class BucketMerger(HashIndex index)
{
    private readonly Slot[] _slots = new Slot[2 * BucketChain.MostSlots];
    private readonly uint[] _lines = new uint[2 * HashIndex.MaxChain];

    /// <summary>One merge; false: a line is lacking, or the store ends, or there is but one page.</summary>
    public bool TryMergeLast()
    {
        using (index.Gate.Enter())
        {
            return index.CanShrink && TryMerge(new IndexShape(index.Shape.Buckets - 1));
        }
    }

    /// <summary>
    /// Writes a bucket's chain to lines below a number, so that those from there on come free; false: there were none to take.
    /// </summary>
    public bool TryLowerLines(uint number, uint below)
    {
        if (!HasLineFrom(number, below))
        {
            return true;
        }

        using (index.Gate.Enter())
        {
            return !index.TryEnterNumber(number, out LockedBucket locked) || TryLowerLines(locked, below);
        }
    }

    private bool TryMerge(IndexShape smaller)
    {
        _ = index.TryEnterNumber(smaller.SplitSource, out LockedBucket source);
        _ = index.TryEnterNumber(smaller.Buckets, out LockedBucket last);
        int slots = 0;
        int lines = 0;
        BucketChain.Gather(index, source.Bucket, source.Entered, _slots, ref slots, _lines, ref lines);
        BucketChain.Gather(index, last.Bucket, last.Entered, _slots, ref slots, _lines, ref lines);
        int needed = BucketChain.LinesFor(slots);
        int more = Math.Max(0, needed - lines);

        // Looked at with both locks held: a store that ends empties bucket after bucket, and must not miss what goes back.
        if (!index.CanShrink || slots > BucketChain.MostSlots || !BucketChain.TryTakeLines(index, _lines.AsSpan(lines, more)))
        {
            last.ExitUnchanged();
            source.ExitUnchanged();
            return false;
        }

        index.CountMerge();
        source.MarkDirty();
        uint firstLine = BucketChain.Write(index, source.Bucket, _slots.AsSpan(0, slots), _lines);
        _ = BucketChain.Write(index, last.Bucket, [], []);
        index.Publish(smaller);
        BucketWord merged = last.Entered.Next(0);
        last.Bucket.Exit(merged.Locked);
        source.Bucket.Exit(source.Entered.Next(firstLine));

        index.NoteVersion(merged.Version);
        index.ReturnPages();
        BucketChain.FreeLines(index, _lines.AsSpan(needed, Math.Max(0, lines - needed)));
        return true;
    }

    private bool TryLowerLines(LockedBucket locked, uint below)
    {
        int slots = 0;
        int lines = 0;
        BucketChain.Gather(index, locked.Bucket, locked.Entered, _slots, ref slots, _lines, ref lines);
        Span<uint> lower = _lines.AsSpan(lines, BucketChain.LinesFor(slots));
        if (!BucketChain.TryTakeLines(index, lower))
        {
            locked.ExitUnchanged();
            return false;
        }

        if (lower.ContainsAnyInRange(below, uint.MaxValue))
        {
            locked.ExitUnchanged();
            BucketChain.FreeLines(index, lower);
            return false;
        }

        locked.MarkDirty();
        uint firstLine = BucketChain.Write(index, locked.Bucket, _slots.AsSpan(0, slots), lower);
        locked.Bucket.Exit(locked.Entered.Next(firstLine));
        BucketChain.FreeLines(index, _lines.AsSpan(0, lines));
        return true;
    }

    /// <summary>A look with no lock. A chain that changes meanwhile takes lines from below.</summary>
    private bool HasLineFrom(uint number, uint below)
    {
        uint next = index.Bucket(number).Word.Line;
        for (int lines = 0; lines < HashIndex.MaxChain && next != 0; lines++)
        {
            if (next >= below)
            {
                return true;
            }

            next = index.Line(next).NextLine;
        }

        return false;
    }
}
