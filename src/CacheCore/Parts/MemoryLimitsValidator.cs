using System.Globalization;
using CacheCore.Memory;

namespace CacheCore.Parts;

/// <summary>What is wrong with the options that a store's memory limits follow from. Pure.</summary>
internal static class MemoryLimitsValidator
{
    /// <summary>More would need pages of which the limit at first has too few.</summary>
    private const int MostHeadroom = 32_768;

    private const string LimitRange = "from 1 MiB (1,048,576) to 256 GiB (274,877,906,944) bytes";

    /// <summary>Notes a problem with an option unless a condition holds.</summary>
    public delegate void Requirement(bool holds, string option, object? value, string range);

    public static void Check(CacheCoreOptions options, long totalMemory, Requirement require)
    {
        bool isShare = options.MemoryLimitPercent is not null;
        bool isPercent = options.MemoryLimitPercent is null or (>= 1 and <= 100);
        bool isLimit = isShare || IsLimit(options.MemoryLimit);
        bool isHighest = options.MaxMemoryLimit == 0 || IsLimit(options.MaxMemoryLimit);
        require(isPercent, nameof(options.MemoryLimitPercent), options.MemoryLimitPercent, PercentRange(options.MemoryLimitPercent));
        require(isLimit, nameof(options.MemoryLimit), options.MemoryLimit, LimitRange);
        require(isHighest, nameof(options.MaxMemoryLimit), options.MaxMemoryLimit, "0, or " + LimitRange);
        if (!isPercent || !isLimit || !isHighest)
        {
            return;
        }

        (long first, long highest) = MemoryLimits.Of(options, totalMemory);
        require(first >= PoolGeometry.SmallestLimit, nameof(options.MemoryLimitPercent), options.MemoryLimitPercent,
            string.Create(CultureInfo.InvariantCulture, $"so much that it is 1 MiB of the {totalMemory:N0} bytes of memory that there are"));
        require(highest >= first, nameof(options.MaxMemoryLimit), options.MaxMemoryLimit,
            string.Create(CultureInfo.InvariantCulture, $"0, or at least MemoryLimit ({first:N0})"));
        require(highest / MostHeadroom <= first, nameof(options.MaxMemoryLimit), options.MaxMemoryLimit,
            string.Create(CultureInfo.InvariantCulture, $"at most 32,768 times MemoryLimit ({first:N0})"));
    }

    /// <summary>Whoever writes 0.25 means a quarter, and is told how to say so.</summary>
    private static string PercentRange(double? percent) => percent is > 0 and < 1
        ? string.Create(CultureInfo.InvariantCulture, $"null, or from 1 to 100 percent: write {percent * 100:0.####}%, if {percent} of the memory is meant")
        : "null, or from 1 to 100 percent";

    private static bool IsLimit(long bytes) => bytes is >= PoolGeometry.SmallestLimit and <= PoolGeometry.LargestLimit;
}
