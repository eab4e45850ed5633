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
    public const int AuthenticationCommands = 13;
    public const int AuthenticationErrors = 14;
    public const int BytesRead = 15;
    public const int BytesWritten = 16;
    public const int Yields = 17;
    public const int TotalConnections = 18;
    public const int RejectedConnections = 19;
    public const int IdleKicks = 20;
    public const int FailedHandshakes = 21;
    public const int DelayedAttempts = 22;

    /// <summary>What clients of encrypted connections may go on with later.</summary>
    public const int TlsSessions = 23;

    /// <summary>Encrypted connections whose client said what made no sense of the encryption.</summary>
    public const int TlsBreaches = 24;

    private const int FirstOfClasses = 25;
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
