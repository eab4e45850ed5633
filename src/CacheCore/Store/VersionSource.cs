using CacheCore.Primitives;

namespace CacheCore.Store;

/// <summary>Hands out the versions of items. Threads take them in blocks, so that they do not meet at each write.</summary>
internal sealed class VersionSource
{
    /// <summary>Versions that a thread takes at a time from the store's counter.</summary>
    private const int BlockLength = 256;

    private PaddedCount _taken;

    /// <summary>A version that no other write of the store gets, above the one that it takes the place of: clients tell by it which of two values is older.</summary>
    public ulong Next(ThreadCounters mine, ulong replaced)
    {
        if (mine.VersionsLeft == 0 || mine.NextVersion <= replaced)
        {
            mine.NextVersion = (ulong)Interlocked.Add(ref _taken.Value, BlockLength) - BlockLength + 1;
            mine.VersionsLeft = BlockLength;
        }

        mine.VersionsLeft--;
        mine.LastVersion = mine.NextVersion;
        return mine.NextVersion++;
    }
}
