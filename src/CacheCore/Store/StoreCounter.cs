namespace CacheCore.Store;

/// <summary>Numbers of the per-thread counts. Behind them follow, per slab class and one more for large values, hits and writes.</summary>
internal static class StoreCounter
{
    public const int Misses = 0;
    public const int Removes = 1;
    public const int Touches = 2;
    public const int Expirations = 3;
    public const int TooLarge = 4;
    public const int OutOfMemory = 5;
    public const int StoredBytes = 6;
    public const int PagesTaken = 7;
    public const int NoticesDropped = 8;
    public const int ReadRetries = 9;
    public const int ExpiredUnread = 10;
    public const int CrawledPages = 11;
    public const int CrawledItems = 12;
    public const int SketchAdditions = 13;
    public const int GhostHits = 14;
    public const int PageMoveRescues = 15;
    public const int PageMoveEvictions = 16;

    public const int PinsRefused = 17;
    public const int PinnedEvictions = 18;

    /// <summary>First of the counts that each slab class has.</summary>
    public const int FirstOfClasses = 19;

    public static int HitsOf(int queues) => FirstOfClasses + (2 * queues);

    public static int WritesOf(int queues) => FirstOfClasses + (2 * queues) + 1;

    public static int CountFor(int queueSets) => FirstOfClasses + (2 * queueSets);
}
