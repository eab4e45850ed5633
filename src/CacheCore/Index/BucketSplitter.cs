namespace CacheCore.Index;

/// <summary>
/// Splits the next bucket off its source. The slots' tags hold the hash bit that decides, so no item is touched.
/// <code>
/// lock source · copy movers to new, which is locked as long as it does not live · publish one more bucket
///        · mark source DIRTY · rewrite it · leave source with the next version · leave new
/// </code>
/// The new bucket is left last: as long as a reader may trust what it found through the source, nobody can change
/// the movers through the new one.
/// </summary>
internal sealed class BucketSplitter(HashIndex index)
{
    private readonly Slot[] _slots = new Slot[BucketChain.MostSlots];
    private readonly Slot[] _staying = new Slot[BucketChain.MostSlots];
    private readonly Slot[] _moving = new Slot[BucketChain.MostSlots];
    private readonly uint[] _sourceLines = new uint[HashIndex.MaxChain];
    private readonly uint[] _targetLines = new uint[HashIndex.MaxChain];

    /// <summary>One split, unless another thread is at it; false: memory for the new bucket or its lines is lacking.</summary>
    public bool TrySplitNext()
    {
        if (!index.Gate.TryEnter())
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
            index.Gate.Exit();
        }
    }

    private bool TrySplit(IndexShape shape)
    {
        _ = index.TryEnterNumber(shape.SplitSource, out LockedBucket locked);
        HashBucket source = locked.Bucket;
        BucketWord entered = locked.Entered;
        int lines = 0;
        Sort(source, entered, shape.SplitBit, ref lines, out int staying, out int moving);
        if (!BucketChain.TryTakeLines(index, _targetLines.AsSpan(0, BucketChain.LinesFor(moving))))
        {
            locked.ExitUnchanged();
            return false;
        }

        HashBucket target = index.Bucket(shape.Buckets);
        BucketWord targetWord = target.Word;
        uint targetLine = BucketChain.Write(index, target, _moving.AsSpan(0, moving), _targetLines);
        index.Publish(new IndexShape(shape.Buckets + 1));

        locked.MarkDirty();
        uint sourceLine = BucketChain.Write(index, source, _staying.AsSpan(0, staying), _sourceLines);
        source.Exit(entered.Next(sourceLine));
        target.Exit(targetWord.Next(targetLine));

        BucketChain.FreeLines(index, _sourceLines.AsSpan(BucketChain.LinesFor(staying)..lines));
        return true;
    }

    /// <summary>Reads a locked chain into the two arrays, and its overflow lines into the third.</summary>
    private void Sort(HashBucket source, BucketWord entered, int splitBit, ref int lines, out int staying, out int moving)
    {
        staying = moving = 0;
        int all = 0;
        BucketChain.Gather(index, source, entered, _slots, ref all, _sourceLines, ref lines);
        foreach (Slot slot in _slots.AsSpan(0, all))
        {
            if (slot.HashBit(splitBit))
            {
                _moving[moving++] = slot;
            }
            else
            {
                _staying[staying++] = slot;
            }
        }
    }
}
