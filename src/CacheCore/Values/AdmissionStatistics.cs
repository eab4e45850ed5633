namespace CacheCore;

/// <summary>What the adaptive policy is doing: which rule it follows, how it came to it, and how newcomers fare.</summary>
public sealed record AdmissionStatistics
{
    /// <summary>The rule that the store follows now: its place in <see cref="Rules"/>.</summary>
    public int Rule { get; init; }

    /// <summary>
    /// HOT's part of a class's items that the store aims at now, from 0 to 1.
    /// It follows the rule's in steps of a 20th; recency's, of half, at once.
    /// </summary>
    public double HotShare { get; init; }

    /// <summary>The rules that the tuner tries in its shadow directories, in the order in which docs/eviction.md numbers them.</summary>
    public IReadOnlyList<AdmissionRuleStatistics> Rules { get; init; } = [];

    /// <summary>New items whose key had been evicted so recently that it was remembered.</summary>
    public long GhostHits { get; init; }

    /// <summary>
    /// Newcomers at HOT's tail that were asked for more often than COLD's victim, or found it expired, and took its place.
    /// </summary>
    public long ContestsWon { get; init; }

    /// <summary>Newcomers at HOT's tail that left while COLD's victim stayed.</summary>
    public long ContestsLost { get; init; }
}

/// <summary>One of the rules that the adaptive policy chooses from.</summary>
public sealed record AdmissionRuleStatistics
{
    /// <summary>HOT's part of all items under this rule, from 0 to 1.</summary>
    public double HotShare { get; init; }

    /// <summary>
    /// True: a newcomer that was not hit contests COLD's victim.
    /// False: with a ghost, it stays if it was hit twice; without one the rule is recency, and it leaves when its turn comes.
    /// </summary>
    public bool HasContest { get; init; }

    /// <summary>True: keys that leave HOT are remembered for a while.</summary>
    public bool HasGhost { get; init; }

    /// <summary>
    /// The hit ratio that the rule would bring, from 0 to 1, by its shadow directory: the last periods of about a read an item, the latest
    /// weighing most. As of the end of the last period; null before the first, which begins when memory is full.
    /// </summary>
    public double? HitRatio { get; init; }
}
