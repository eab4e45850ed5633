namespace CacheCore.TestKit;

/// <summary>What all workers of a soak have done together; each field is counted up by all of them.</summary>
internal sealed class SoakCounts
{
    public long Requests;
    public long Reads;
    public long Hits;
    public long Connections;
    public long WatchedLines;
    public long Flushes;
}
