namespace CacheCore.Tool.Serve;

/// <summary>Whether there is the memory that <c>-m</c> asks for, and who has the rest of what the system allows. Pure.</summary>
internal static class MemoryPlan
{
    /// <summary>
    /// What the process takes beside the limit and its connections under load: docs/operations.md measures it.
    /// </summary>
    private const int MebibytesBeside = 50;

    /// <summary>Of that, what a collection has not reached yet.</summary>
    private const int MebibytesUncollected = 24;

    /// <summary>A value that arrives takes several times its length; less than this many of the largest serves nobody.</summary>
    private const int LeastItems = 4;

    /// <summary>A control group that allows more has no bound: the first version of them writes a number then.</summary>
    private const long NoBound = 1L << 50;

    /// <summary>
    /// What connections may take together, and what the collector's heap may that this is a part of, so that a burst costs connections and
    /// not the process. In bytes; null = there is no bound to stay within.
    /// </summary>
    /// <param name="mebibytes">The limit of the store.</param>
    /// <param name="largestItem">Bytes.</param>
    /// <param name="bound">Bytes that the process may have; null = nobody knows of a bound.</param>
    /// <param name="named">Bytes that connections were given by hand, 0 = without a limit; null = they were not.</param>
    /// <returns>
    /// A heap of null: it is left to the runtime, since connections have no limit, or since the bound leaves so little that a
    /// heap of it would not do.
    /// </returns>
    public static (long Connections, long? Heap)? Shares(long mebibytes, int largestItem, long? bound, long? named = null)
    {
        if (bound is not < NoBound)
        {
            return null;
        }

        long left = bound.Value - ((mebibytes + MebibytesBeside) << 20);
        long least = LeastItems * Math.Max(1L << 20, largestItem);
        long connections = named ?? Math.Max(left, least);
        return (connections, connections == 0 || left < least ? null : connections + ((long)MebibytesUncollected << 20));
    }

    /// <summary>What to say in the log; null = nothing.</summary>
    /// <param name="mebibytes">The limit of the store.</param>
    /// <param name="bound">Bytes that the process may have; null = nobody knows of a bound.</param>
    public static string? Problem(long mebibytes, long? bound) => bound >> 20 < mebibytes + MebibytesBeside
        ? $"-m {mebibytes} is too much for the control group, which allows {bound >> 20} megabytes in all: "
            + $"beside -m some {MebibytesBeside} and what connections take are needed, or the system ends the process."
        : null;
}
