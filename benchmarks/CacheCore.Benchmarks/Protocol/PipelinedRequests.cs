namespace CacheCore.Benchmarks.Protocol;

/// <summary>A buffer full of the same kind of request, as a client leaves it that does not wait for each answer.</summary>
internal static class PipelinedRequests
{
    /// <summary>As many requests as a listener would look ahead over.</summary>
    public const int Count = 32;

    /// <summary>Requests one behind the other, each made from its number.</summary>
    public static byte[] Make(Func<int, byte[]> request) => [.. Enumerable.Range(0, Count).SelectMany(request)];
}
