namespace CacheCore.Parts;

/// <summary>
/// Numbers of the per-thread counts. Behind them follow, per slab class and one more for large values, hits, writes and stored bytes.
/// </summary>
internal static class StoreCounter
{
    public const int Misses = 0;
    public const int Removes = 1;
    public const int Touches = 2;
    public const int TooLarge = 3;
    public const int OutOfMemory = 4;
    public const int PagesTaken = 5;
    public const int NoticesDropped = 6;
    public const int ReadRetries = 7;
    public const int CrawledPages = 8;
    public const int CrawledItems = 9;
    public const int SketchAdditions = 10;
    public const int GhostHits = 11;
    public const int PageMoveRescues = 12;
    public const int PageMoveEvictions = 13;
    public const int PinsRefused = 14;
    public const int PinnedEvictions = 15;

    /// <summary>Expired items that were removed because somebody asked for their key.</summary>
    public const int ExpiredWhenSought = 16;

    /// <summary>Large values that their readers held, because they changed while they were copied.</summary>
    public const int HeldReads = 17;

    /// <summary>Values that were written with a time that was over, so that nothing was kept of them.</summary>
    public const int WrittenExpired = 18;

    /// <summary>First of the counts that each slab class has.</summary>
    public const int FirstOfClasses = 19;

    private const int PerClass = 3;

    public static int HitsOf(int queues) => FirstOfClasses + (PerClass * queues);

    public static int WritesOf(int queues) => FirstOfClasses + (PerClass * queues) + 1;

    /// <summary>Bytes of keys and values that came, less those that went; a sum over all threads is what is there.</summary>
    public static int StoredBytesOf(int queues) => FirstOfClasses + (PerClass * queues) + 2;

    public static int CountFor(int queueSets) => FirstOfClasses + (PerClass * queueSets);
}
