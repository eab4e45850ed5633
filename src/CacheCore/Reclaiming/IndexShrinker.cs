using CacheCore.Index;

namespace CacheCore.Reclaiming;

/// <summary>
/// Makes an index that is too large for its items smaller, a little at a time: merges buckets, and moves overflow lines away from
/// the end of their range. One thread at a time.
/// </summary>
internal sealed class IndexShrinker(HashIndex index)
{
    /// <summary>Free lines sifted in one step: about the work of a merge.</summary>
    private const int SiftedPerStep = 16;

    private bool _isReturningLines;
    private uint _nextBucket;

    /// <summary>
    /// Takes up to so many steps of about a microsecond; returns how many it took: 0 if there is nothing to do, or it cannot be done now.
    /// </summary>
    public int Run(int mostSteps)
    {
        int steps = 0;
        while (steps < mostSteps && index.TryShrink())
        {
            steps++;
        }

        if (!_isReturningLines && steps < mostSteps && index.Lines.HasSurplus)
        {
            index.Lines.BeginReturn();
            _isReturningLines = true;
            _nextBucket = 0;
        }

        while (_isReturningLines && steps < mostSteps)
        {
            _isReturningLines = TryStepOfReturn();
            steps++;
        }

        return steps;
    }

    /// <summary>One step; false: it was the last, or there are no lines to move others to.</summary>
    private bool TryStepOfReturn()
    {
        if (index.Lines.Sift(SiftedPerStep))
        {
            return true;
        }

        if (_nextBucket < index.Shape.Buckets)
        {
            return index.TryLowerLines(_nextBucket++, index.Lines.ReturnedFrom);
        }

        _ = index.Lines.TryReturn();
        return false;
    }
}
