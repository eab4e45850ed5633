namespace CacheCore;

/// <summary>What is known of an item besides its value, at the moment it was read.</summary>
public readonly record struct ItemInfo
{
    /// <summary>Length of the value in bytes.</summary>
    public int ValueLength { get; init; }

    /// <summary>Bytes of the memory limit that the item occupies: its chunk, and the pages and tail of a large value.</summary>
    public long MemorySize { get; init; }

    /// <summary>The number stored with the value.</summary>
    public uint Flags { get; init; }

    /// <summary>
    /// Changes with every write to the item and is never given twice; what <c>CompareAndSwap</c> compares. Later writes of a key have
    /// higher versions, also where the item was removed, evicted or has expired in between.
    /// After 2^48 writes to the store versions begin again at 1.
    /// </summary>
    public ulong Version { get; init; }

    /// <summary>Time until the item ends unless it is read, refreshed or touched; null = until evicted.</summary>
    public TimeSpan? TimeToLive { get; init; }

    /// <summary>The sliding window, null where the item has none.</summary>
    public TimeSpan? SlidingExpiration { get; init; }

    /// <summary>Time since the item was last written or read. Reads are noted at most once a minute.</summary>
    public TimeSpan Idle { get; init; }

    /// <summary>True once the value has been read since it was written.</summary>
    public bool WasRead { get; init; }
}
