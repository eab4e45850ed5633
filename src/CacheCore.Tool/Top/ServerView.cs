namespace CacheCore.Tool.Top;

/// <summary>What is known of a server at one moment.</summary>
/// <param name="Server">Its address.</param>
/// <param name="Latest">The last reading; null before the first.</param>
/// <param name="Rates">What happened between the last two readings; null where there are no two of the same run.</param>
/// <param name="Trouble">Why there is no newer reading; null = there is nothing wrong.</param>
/// <param name="AwaySince">Since when there has been none, by local time.</param>
internal sealed record ServerView(
    string Server, ServerReading? Latest = null, ServerRates? Rates = null, string? Trouble = null, DateTimeOffset? AwaySince = null)
{
    /// <summary>After a further reading.</summary>
    public ServerView With(ServerReading reading) => new(Server, reading, Latest is null ? null : ServerRates.Between(Latest, reading));

    /// <summary>After a reading that failed. The server is away since the first of them.</summary>
    public ServerView Without(string trouble, DateTimeOffset now) =>
        this with { Rates = null, Trouble = trouble, AwaySince = AwaySince ?? now };
}
