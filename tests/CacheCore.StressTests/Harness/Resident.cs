using System.Globalization;

namespace CacheCore.StressTests.Harness;

/// <summary>Memory of this process that a store's addresses have behind them. Linux tells.</summary>
internal static class Resident
{
    private const string Maps = "/proc/self/smaps";

    /// <summary>Bytes; a system that does not tell makes the test inconclusive.</summary>
    public static long BytesOf(CacheStore store) => Sum(store, "Rss:");

    /// <summary>Bytes of them that lie in huge pages.</summary>
    public static long HugeBytesOf(CacheStore store) => Sum(store, "AnonHugePages:");

    private static long Sum(CacheStore store, string figure)
    {
        if (!File.Exists(Maps))
        {
            Assert.Inconclusive("Nobody tells here how much memory an address range has.");
        }

        long first = store.Parts.Memory.Pool.BucketBase - store.Parts.Memory.Pool.Geometry.BucketOffset;
        string start = first.ToString("x", CultureInfo.InvariantCulture) + "-";
        string line = File.ReadLines(Maps)
            .SkipWhile(line => !line.StartsWith(start, StringComparison.Ordinal))
            .First(line => line.StartsWith(figure, StringComparison.Ordinal));
        return long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[^2], CultureInfo.InvariantCulture) << 10;
    }
}
