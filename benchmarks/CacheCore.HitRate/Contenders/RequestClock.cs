namespace CacheCore.HitRate.Contenders;

/// <summary>
/// Time that passes by requests, a second for each: what a policy takes for seconds since the last access is then the number of requests
/// since, on a machine of any speed.
/// </summary>
internal sealed class RequestClock : TimeProvider
{
    private static readonly DateTimeOffset Start = DateTimeOffset.UnixEpoch.AddYears(50);

    private long _seconds;

    public override long TimestampFrequency => 1;

    public override long GetTimestamp() => _seconds;

    public override DateTimeOffset GetUtcNow() => Start.AddTicks(_seconds * TimeSpan.TicksPerSecond);

    /// <summary>A request is being made.</summary>
    public void Tick() => _seconds++;
}
