namespace CacheCore.Server.Authentication;

/// <summary>
/// How long an attempt to give credentials waits before it is looked at: never for whom nothing is held against, never longer than a second
/// for anybody. Pure; all times are milliseconds.
/// </summary>
/// <remarks>
/// A connection's first failures are free, then each next attempt waits twice as long. An address, whose connections may come and go, has a
/// bucket of failures that fills again with time (kept as the moment at which it will be full, as the generic cell rate algorithm does,
/// ITU-T I.371); while it is empty, every attempt from there waits.
/// Success costs nothing, so clients that know their passwords may come as often as they like.
/// </remarks>
internal static class LoginThrottle
{
    /// <summary>Failures of a connection before its attempts wait.</summary>
    public const int FreeFailures = 3;

    /// <summary>What the first attempt behind them waits.</summary>
    public const long FirstDelay = 100;

    /// <summary>What no attempt waits longer than: so nobody is locked out.</summary>
    public const long LongestDelay = 1000;

    /// <summary>Failures of an address before attempts from there wait.</summary>
    public const int BucketSize = 10;

    /// <summary>How soon a failure of an address is forgotten.</summary>
    public const long RefillTime = 1000;

    /// <summary>What the next attempt waits.</summary>
    /// <param name="failures">Failures of its connection.</param>
    /// <param name="fullAt">When the bucket of its address will be full; in the past if it is.</param>
    /// <param name="now">The time.</param>
    public static long DelayOf(int failures, long fullAt, long now) => Math.Max(OfConnection(failures), OfAddress(fullAt - now));

    /// <summary>When the bucket of an address will be full, after one more failure.</summary>
    /// <param name="fullAt">When it would have been without.</param>
    /// <param name="now">The time.</param>
    public static long FullAfterFailure(long fullAt, long now) =>
        Math.Min(Math.Max(fullAt, now) + RefillTime, now + (BucketSize * RefillTime) + LongestDelay);

    private static long OfConnection(int failures) =>
        failures < FreeFailures ? 0 : Math.Min(LongestDelay, FirstDelay << Math.Min(failures - FreeFailures, 10));

    /// <summary>An empty bucket is full again after as long as all of it takes.</summary>
    private static long OfAddress(long untilFull) => Math.Clamp(untilFull - ((BucketSize - 1) * RefillTime), 0, LongestDelay);
}
