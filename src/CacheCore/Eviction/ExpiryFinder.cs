namespace CacheCore.Eviction;

/// <summary>Who has met an item whose time is over, and let it go.</summary>
internal enum ExpiryFinder
{
    /// <summary>Somebody who asked for its key.</summary>
    Seeker,

    /// <summary>A writer of the same key.</summary>
    Successor,

    /// <summary>Somebody who needed memory.</summary>
    Memory,

    /// <summary>The maintainer, which goes by deadlines.</summary>
    Deadline,

    /// <summary>A crawl through all of the store that somebody asked for.</summary>
    Crawl,
}
