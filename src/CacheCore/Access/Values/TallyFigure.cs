namespace CacheCore.Access.Values;

/// <summary>What is counted of a size class. The first are numbered as the segments are, the moves as those that items move to.</summary>
internal enum TallyFigure
{
    Hot,
    Warm,
    Cold,
    Temporary,
    Pinned,

    /// <summary>Of keys and values.</summary>
    Bytes,

    /// <summary>Of these, those of the items that the store keeps as large values.</summary>
    LargeBytes,
    MovedToHot,
    MovedToWarm,
    MovedToCold,
    Evictions,
    EvictedUnread,
    EvictedBeforeDeadline,
    ExpiredUnread,

    /// <summary>
    /// Expired items that gave their memory back because it was needed, because another took their place or because their time was over.
    /// </summary>
    Reclaimed,

    /// <summary>Expired items that a crawl has freed which somebody asked for.</summary>
    Crawled,

    /// <summary>Items that the crawler has looked at, expired or not.</summary>
    Examined,
}
