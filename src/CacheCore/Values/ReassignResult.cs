namespace CacheCore;

/// <summary>What became of a wish to move a page: see <see cref="CacheStore.ReassignPage"/>.</summary>
public enum ReassignResult
{
    /// <summary>The page has its new owner, or is back in the pool.</summary>
    Moved,

    /// <summary>There is no such class, or it takes no pages: large values take theirs when they are written.</summary>
    BadClass,

    /// <summary>The page would stay where it is.</summary>
    SameClass,

    /// <summary>
    /// The source has no page to spare: a class keeps its last one and those that its pinned items need, and the pool may be empty.
    /// </summary>
    NothingToGive,

    /// <summary>Somebody holds a chunk of the page that was chosen; the next attempt may do.</summary>
    Busy,

    /// <summary>The page was emptied, and somebody else was faster to take it from the pool.</summary>
    TakenByOther,
}
