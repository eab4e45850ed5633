namespace CacheCore.Tool.Serve;

/// <summary>Whether there is the memory that <c>-m</c> asks for. Pure.</summary>
internal static class MemoryPlan
{
    /// <summary>What the process takes beside the limit under load, connections by TLS not counted: docs/operations.md measures it.</summary>
    private const int MebibytesBeside = 50;

    /// <summary>What to say in the log; null = nothing.</summary>
    /// <param name="mebibytes">The limit of the store.</param>
    /// <param name="bound">Bytes that the process may have; null = nobody knows of a bound.</param>
    public static string? Problem(long mebibytes, long? bound) => bound >> 20 < mebibytes + MebibytesBeside
        ? $"-m {mebibytes} is too much for the control group, which allows {bound >> 20} megabytes in all: beside -m some {MebibytesBeside} and what connections take are needed, or the system ends the process."
        : null;
}
