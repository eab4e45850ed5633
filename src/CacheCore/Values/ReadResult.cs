namespace CacheCore;

/// <summary>What became of a read into memory of the caller's.</summary>
public enum ReadResult
{
    /// <summary>No live item under this key; the destination is untouched.</summary>
    Miss,

    /// <summary>The whole value was copied.</summary>
    Hit,

    /// <summary>
    /// The item is there, but the destination is shorter than its value; the reported length is what it takes.
    /// What the destination holds is undefined.
    /// </summary>
    DestinationTooSmall,
}
