namespace CacheCore.Eviction;

/// <summary>
/// One setting of the adaptive policy, and its decisions. Pure. They are those of W-TinyLFU (Einziger, Friedman, Manes, 2017:
/// the contest of frequencies) and of S3-FIFO (Yang et al., 2023: a small queue and a ghost), put on hot, warm and cold queues; and
/// those of recency alone, under which whoever came in first leaves first.
/// </summary>
/// <param name="HotShare">HOT's part of all items.</param>
/// <param name="Exit">What HOT's tail goes by.</param>
/// <param name="HasGhost">Keys that leave HOT are remembered, and go to COLD when they come back.</param>
internal sealed record AdmissionRule(double HotShare, HotExit Exit, bool HasGhost)
{
    /// <summary>WARM's part of what HOT leaves.</summary>
    public const double WarmShare = 0.8;

    /// <summary>Hits that keep an item where there is no contest.</summary>
    private const int HitsToStay = 2;

    /// <summary>
    /// A newcomer so frequent wins now and then against an even more frequent victim, so that nobody can hold a place for ever.
    /// </summary>
    private const int FrequentEnough = 6;

    /// <summary>The settings that a cache can run by; it begins with the last, recency.</summary>
    public static IReadOnlyList<AdmissionRule> All { get; } =
    [
        new(0.10, HotExit.Contest, HasGhost: false),
        new(0.10, HotExit.Contest, HasGhost: true),
        new(0.30, HotExit.Contest, HasGhost: true),
        new(0.50, HotExit.Contest, HasGhost: true),
        new(0.10, HotExit.Hits, HasGhost: true),
        new(0.50, HotExit.Age, HasGhost: false),
    ];

    /// <summary>Recency: right for what is asked for soon after it was written, whatever was asked for before.</summary>
    public const int First = 5;

    public bool HasContest => Exit == HotExit.Contest;

    public bool IsRecency => Exit == HotExit.Age;

    /// <summary>Hits from which an item at a tail counts as active. By recency one does not: who is asked for once is done with.</summary>
    public int ActiveFrom => IsRecency ? HitsToStay : 1;

    /// <summary>What becomes of the item at HOT's tail when HOT is over its share and the cache is full.</summary>
    public HotVerdict AtHotTail(int hits) => (Exit, hits) switch
    {
        (HotExit.Contest, > 0) => HotVerdict.GoRound,
        (HotExit.Contest, _) => HotVerdict.Contest,
        (HotExit.Hits, >= HitsToStay) => HotVerdict.ToCold,
        (HotExit.Hits, _) => HotVerdict.Leave,
        (_, >= HitsToStay) => HotVerdict.ToWarm,
        _ => HotVerdict.ToCold,
    };

    /// <summary>What becomes of it while the cache has room.</summary>
    public LruMove AtHotTailWithRoom(int hits) => hits < ActiveFrom ? LruMove.ToCold : IsRecency ? LruMove.ToWarm : LruMove.ToHot;

    /// <summary>True if the newcomer takes the victim's place.</summary>
    /// <param name="newcomer">Estimated frequency of the item at HOT's tail.</param>
    /// <param name="victim">That of COLD's victim.</param>
    /// <param name="isLucky">True once in 128 times.</param>
    public static bool Wins(int newcomer, int victim, bool isLucky) =>
        newcomer > victim || (newcomer >= FrequentEnough && isLucky);
}

/// <summary>What an item at HOT's tail goes by.</summary>
internal enum HotExit
{
    /// <summary>One that was not hit contests COLD's victim.</summary>
    Contest,

    /// <summary>Two hits take it to COLD, fewer end it.</summary>
    Hits,

    /// <summary>Recency: two hits take it to WARM, with fewer it goes on to COLD and leaves when its time has come.</summary>
    Age,
}

/// <summary>What becomes of the item at HOT's tail. If it was active, its hits are forgotten.</summary>
internal enum HotVerdict
{
    /// <summary>To HOT's head.</summary>
    GoRound,

    /// <summary>To COLD's head.</summary>
    ToCold,

    /// <summary>To WARM's head.</summary>
    ToWarm,

    /// <summary>It or COLD's victim leaves, by their frequencies.</summary>
    Contest,

    /// <summary>It is evicted.</summary>
    Leave,
}
