namespace CacheCore.Store;

/// <summary>What became of the wish to move a page from one slab class to another.</summary>
internal enum ReassignResult
{
    /// <summary>The page has its new owner, or is back in the pool.</summary>
    Moved,

    /// <summary>There is no such class, or both are the same.</summary>
    BadClass,

    /// <summary>The class has no page beyond its last.</summary>
    NothingToGive,

    /// <summary>Somebody holds a chunk of the page; the next attempt may do.</summary>
    Busy,

    /// <summary>The page was emptied, and a third was faster to take it from the pool.</summary>
    TakenByOther,
}
