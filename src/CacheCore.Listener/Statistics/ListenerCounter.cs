using CacheCore.Listener.Primitives;

namespace CacheCore.Listener.Statistics;

/// <summary>
/// Numbers of the listener's counts, which are kept per thread and summed when somebody asks. Those of the slab classes follow the others.
/// </summary>
internal static class ListenerCounter
{
    public const int Gets = 0;
    public const int GetMisses = 1;
    public const int Sets = 2;
    public const int Flushes = 3;
    public const int Touches = 4;
    public const int Metas = 5;
    public const int DeleteMisses = 6;
    public const int IncrementMisses = 7;
    public const int DecrementMisses = 8;
    public const int CasMisses = 9;
    public const int TouchMisses = 10;
    public const int TooLarge = 11;
    public const int NoMemory = 12;

    private const int FirstOfClasses = 13;
    private const int PerClass = 8;

    public static int Count => FirstOfClasses + (PerClass * (WireSizes.MostClasses + 1));

    public static int Of(int slabClass, ClassCounter counter) => FirstOfClasses + (PerClass * slabClass) + (int)counter;
}

/// <summary>What is counted for each slab class, in the order of <c>stats slabs</c>.</summary>
internal enum ClassCounter
{
    GetHits,
    Sets,
    DeleteHits,
    IncrementHits,
    DecrementHits,
    CasHits,
    CasMismatches,
    TouchHits,
}
