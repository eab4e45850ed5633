using HdrHistogram;

namespace CacheCore.Tool.Bench;

/// <summary>What a load saw.</summary>
/// <param name="Requests">Answered while it counted.</param>
/// <param name="RequestsInAll">The warm-up included, and what was under way at the end; not what filled the server.</param>
/// <param name="Elapsed">How long it counted.</param>
/// <param name="Hits">Values received, the warm-up included.</param>
/// <param name="Misses">Requests that found nothing, the warm-up included.</param>
/// <param name="Errors">Refusals, the warm-up included.</param>
/// <param name="LastError">The last of them; empty = none.</param>
/// <param name="Latencies">From the sending of a pipeline to its last reply, in microseconds.</param>
internal sealed record LoadResult(
    long Requests, long RequestsInAll, TimeSpan Elapsed, long Hits, long Misses, long Errors, string LastError, LongHistogram Latencies)
{
    public double RequestsPerSecond => Requests / Elapsed.TotalSeconds;
}
