using CacheCore.Memory;

namespace CacheCore.Access.Figures;

/// <summary>What an entry of the journal tells of.</summary>
internal enum UpkeepEvent
{
    /// <summary>A page was emptied for a class, or the pool.</summary>
    PageMoved,

    /// <summary>A page was to be moved, and could not be.</summary>
    PageStayed,

    /// <summary>A crawl has ended; an entry for each size class and segment in which it met items.</summary>
    Crawled,
}

/// <summary>One thing that upkeep has done.</summary>
internal readonly record struct UpkeepEntry(UpkeepEvent Event)
{
    /// <summary>In place of a class: the pool.</summary>
    public const int Pool = -1;

    /// <summary>Of a page: the queue set that gave it.</summary>
    public int From { get; init; }

    /// <summary>Of a page: the queue set that it was emptied for.</summary>
    public int To { get; init; }

    /// <summary>Of a crawl: the journal's class.</summary>
    public int SizeClass { get; init; }

    public LruSegment Segment { get; init; }

    /// <summary>The segment as a word: hot, warm, cold, temp.</summary>
    public string SegmentName => Segment switch
    {
        LruSegment.Hot => "hot",
        LruSegment.Warm => "warm",
        LruSegment.Temporary => "temp",
        _ => "cold",
    };

    /// <summary>Items that the crawl has looked at.</summary>
    public int Examined { get; init; }

    /// <summary>Those of them that it has freed.</summary>
    public int Freed { get; init; }

    public int Seconds { get; init; }

    /// <summary>When the next crawl is due, as things are.</summary>
    public int SecondsToNext { get; init; }

    /// <summary>True if there is something that the next crawl is due for.</summary>
    public bool HasNext { get; init; }
}
