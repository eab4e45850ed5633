namespace CacheCore.Eviction;

/// <summary>
/// One setting of the adaptive policy, and its decisions. Pure. They are those of W-TinyLFU (Einziger, Friedman, Manes, 2017:
/// the contest of frequencies) and of S3-FIFO (Yang et al., 2023: a small queue and a ghost), put on hot, warm and cold queues.
/// </summary>
/// <param name="HotShare">HOT's part of all items.</param>
/// <param name="HasContest">A newcomer that was not hit contests COLD's victim; else two hits take it to COLD and fewer end it.</param>
/// <param name="HasGhost">Keys that leave HOT are remembered, and go to COLD when they come back.</param>
internal sealed record AdmissionRule(double HotShare, bool HasContest, bool HasGhost)
{
    /// <summary>WARM's part of what HOT leaves.</summary>
    public const double WarmShare = 0.8;

    /// <summary>Hits that take a newcomer to COLD where there is no contest.</summary>
    private const int HitsToStay = 2;

    /// <summary>A newcomer so frequent wins now and then against an even more frequent victim, so that nobody can hold a place for ever.</summary>
    private const int FrequentEnough = 6;

    /// <summary>The settings that a cache can run by; it begins with the second.</summary>
    public static IReadOnlyList<AdmissionRule> All { get; } =
    [
        new(0.01, HasContest: true, HasGhost: false),
        new(0.10, HasContest: true, HasGhost: true),
        new(0.50, HasContest: true, HasGhost: true),
        new(0.10, HasContest: false, HasGhost: true),
    ];

    public const int First = 1;

    /// <summary>What becomes of the item at HOT's tail when HOT is over its share and the cache is full.</summary>
    public HotVerdict AtHotTail(int hits) => (HasContest, hits) switch
    {
        (true, > 0) => HotVerdict.GoRound,
        (true, _) => HotVerdict.Contest,
        (false, >= HitsToStay) => HotVerdict.ToCold,
        _ => HotVerdict.Leave,
    };

    /// <summary>True if the newcomer takes the victim's place.</summary>
    /// <param name="newcomer">Estimated frequency of the item at HOT's tail.</param>
    /// <param name="victim">That of COLD's victim.</param>
    /// <param name="isLucky">True once in 128 times.</param>
    public static bool Wins(int newcomer, int victim, bool isLucky) =>
        newcomer > victim || (newcomer >= FrequentEnough && isLucky);
}

/// <summary>What becomes of the item at HOT's tail.</summary>
internal enum HotVerdict
{
    /// <summary>To HOT's head, its hits forgotten.</summary>
    GoRound,

    /// <summary>To COLD's head, its hits forgotten.</summary>
    ToCold,

    /// <summary>It or COLD's victim leaves, by their frequencies.</summary>
    Contest,

    /// <summary>It is evicted.</summary>
    Leave,
}
