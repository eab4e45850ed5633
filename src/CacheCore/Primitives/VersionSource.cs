namespace CacheCore.Primitives;

/// <summary>
/// Hands out item versions, each once, to threads in blocks. Since every write takes one, it is also the clock by which the queues tell
/// how long their items wait: it goes on with the load, however fast that is.
/// </summary>
internal sealed class VersionSource
{
    /// <summary>Versions that a thread takes at a time: few, for the clock must tell the ages of a thousand items apart.</summary>
    private const int Block = 32;

    private PaddedCount _given;

    /// <summary>Writes so far, to within a block for each thread.</summary>
    public long Writes => Volatile.Read(ref _given.Value);

    /// <summary>A version that no other write of the store gets.</summary>
    public ulong Next(ThreadCounters mine)
    {
        if (mine.VersionsLeft == 0)
        {
            mine.NextVersion = (ulong)Interlocked.Add(ref _given.Value, Block) - Block + 1;
            mine.VersionsLeft = Block;
        }

        mine.VersionsLeft--;
        return mine.NextVersion++;
    }
}
