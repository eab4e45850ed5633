namespace CacheCore;

/// <summary>
/// How many items have how long to live. Each is counted once, under the first that holds, and by the minute in <see cref="ByMinute"/> too.
/// </summary>
public sealed record LifetimeStatistics
{
    /// <summary>Items whose time is over but whose memory was not taken back yet.</summary>
    public long Expired { get; init; }

    /// <summary>Items that end within a second.</summary>
    public long UnderOneSecond { get; init; }

    /// <summary>Items that end within ten seconds.</summary>
    public long UnderTenSeconds { get; init; }

    /// <summary>Items that end within a minute.</summary>
    public long UnderOneMinute { get; init; }

    /// <summary>Items that end within ten minutes.</summary>
    public long UnderTenMinutes { get; init; }

    /// <summary>Items that end within an hour.</summary>
    public long UnderOneHour { get; init; }

    /// <summary>Items that end within a day.</summary>
    public long UnderOneDay { get; init; }

    /// <summary>Items that end later.</summary>
    public long OneDayOrMore { get; init; }

    /// <summary>Items that stay until they are evicted or removed.</summary>
    public long Endless { get; init; }

    /// <summary>
    /// Items that end within the hour by the whole minutes that they have left: 60 counts, the first of those that end within a minute.
    /// Expired ones are not among them.
    /// </summary>
    public IReadOnlyList<long> ByMinute { get; init; } = [];
}
