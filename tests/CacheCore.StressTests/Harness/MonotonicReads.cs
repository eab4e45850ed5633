namespace CacheCore.StressTests.Harness;

/// <summary>
/// One reader's memory of what it saw under one key: writers number their writes, so having seen one it must not see
/// an earlier one of the same writer.
/// </summary>
internal sealed class MonotonicReads(int key, int writers)
{
    private readonly long[] _last = new long[writers];

    public void Saw(Stamp stamp)
    {
        long last = _last[stamp.Writer];
        Check.That(stamp.Sequence >= last, $"Key {key}: {stamp} after {last}, which the same writer wrote later.");
        _last[stamp.Writer] = stamp.Sequence;
    }
}
