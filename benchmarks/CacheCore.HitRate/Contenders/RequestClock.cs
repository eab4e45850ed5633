namespace CacheCore.HitRate.Contenders;

/// <summary>
/// Time that passes by requests, a step for each: what a policy takes for time since the last access is then the number of requests
/// since, on a machine of any speed.
/// </summary>
internal sealed class RequestClock(TimeSpan step) : TimeProvider
{
    private static readonly DateTimeOffset Start = DateTimeOffset.UnixEpoch.AddYears(50);

    private TimeSpan _passed;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp() => _passed.Ticks;

    public override DateTimeOffset GetUtcNow() => Start + _passed;

    /// <summary>A request is being made.</summary>
    public void Tick() => _passed += step;
}
