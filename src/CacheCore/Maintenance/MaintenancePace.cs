namespace CacheCore.Maintenance;

/// <summary>
/// How long the maintainer of a store pauses between rounds: a millisecond while rounds find work, longer and longer when they
/// do not, and in the end until something is due or somebody rings. Pure.
/// </summary>
/// <param name="SleepMilliseconds">The next sleep, unless something is due before.</param>
internal readonly record struct MaintenancePace(int SleepMilliseconds)
{
    public const int ShortestMilliseconds = 1;
    public const int LongestMilliseconds = 128;

    public static MaintenancePace Start => new(ShortestMilliseconds);

    /// <summary>True when so many rounds in a row have found nothing that only a ring or a due moment brings more.</summary>
    public bool IsResting => SleepMilliseconds >= LongestMilliseconds;

    /// <summary>False while sleeps are so short that nothing could be late by one.</summary>
    public bool NeedsPlan => SleepMilliseconds >= CrawlSchedule.ShortestPauseMilliseconds;

    /// <summary>The pace after a round that did so much.</summary>
    public MaintenancePace After(int done) => done > 0
        ? new(Math.Max(ShortestMilliseconds, SleepMilliseconds / 2))
        : new(Math.Min(LongestMilliseconds, (SleepMilliseconds * 9 / 8) + 1));

    /// <summary>The next sleep if something is due in so many milliseconds.</summary>
    public int SleepUntil(int dueIn) => Math.Max(ShortestMilliseconds, IsResting ? dueIn : Math.Min(SleepMilliseconds, dueIn));
}
