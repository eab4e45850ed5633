namespace CacheCore.Access.Values;

/// <summary>The condition under which a write stores.</summary>
internal enum WriteMode
{
    /// <summary>Whatever is there.</summary>
    Set,

    /// <summary>Only if nothing is there.</summary>
    Add,

    /// <summary>Only if something is there.</summary>
    Replace,

    /// <summary>Only if the item still has the expected version.</summary>
    CompareAndSwap,

    /// <summary>Only if the item has the expected number on the wire, which a client may have chosen.</summary>
    CompareCas,
}
