using System.Globalization;
using System.Numerics;
using CacheCore.Access.Options;
using CacheCore.Memory;
using CacheCore.Primitives;

namespace CacheCore.Options;

/// <summary>What has to hold between several options, and between them and the machine. Pure.</summary>
internal static class CacheCoreOptionsRules
{
    public const int SmallestChunk = 48;

    /// <summary>More would need pages of which the limit at first has too few.</summary>
    private const int MostHeadroom = 32_768;

    private const int MaxHotAndWarmPercent = 80;

    /// <summary>Adds what is wrong in this process.</summary>
    public static void Check(CacheCoreOptions options, OptionProblems problems) =>
        Check(options, problems, MemoryBudget.OfThisProcess().Total, PoolGeometry.SmallestPage);

    /// <inheritdoc cref="Check(CacheCoreOptions, OptionProblems)"/>
    /// <param name="options">What to check, each by itself already.</param>
    /// <param name="problems">What is known to be wrong.</param>
    /// <param name="totalMemory">Bytes of the container or the machine.</param>
    /// <param name="smallestPage">The smallest page that the system allows.</param>
    public static void Check(CacheCoreOptions options, OptionProblems problems, long totalMemory, int smallestPage)
    {
        MemoryLimits limits = MemoryLimits.Of(options, totalMemory);
        CheckLimits(options, problems, limits, totalMemory);
        CheckPageSize(options, problems, limits, smallestPage);
        CheckChunkSizes(options, problems, limits);
        long hotAndWarm = (long)options.HotPercent + options.WarmPercent;
        problems.Require(hotAndWarm <= MaxHotAndWarmPercent, $"{nameof(options.HotPercent)} + {nameof(options.WarmPercent)}", hotAndWarm,
            "at most 80 percent");
        problems.Require(
            options.MaxPinnedBytes is not { } pinned || (pinned >= 0 && pinned <= limits.First / 2),
            nameof(options.MaxPinnedBytes),
            options.MaxPinnedBytes,
            Text($"null, or from 0 to half of MemoryLimit ({limits.First / 2:N0}) bytes"));
    }

    private static void CheckLimits(CacheCoreOptions options, OptionProblems problems, MemoryLimits limits, long totalMemory)
    {
        if (!problems.AreNoneOf(nameof(options.MemoryLimitPercent), nameof(options.MemoryLimit), nameof(options.MaxMemoryLimit)))
        {
            return;
        }

        (long first, long highest) = limits;
        problems.Require(first >= PoolGeometry.SmallestLimit, nameof(options.MemoryLimitPercent), options.MemoryLimitPercent,
            Text($"so much that it is 1 MiB of the {totalMemory:N0} bytes of memory that there are"));
        problems.Require(highest >= first, nameof(options.MaxMemoryLimit), options.MaxMemoryLimit,
            Text($"0, or at least MemoryLimit ({first:N0})"));
        problems.Require(highest / MostHeadroom <= first, nameof(options.MaxMemoryLimit), options.MaxMemoryLimit,
            Text($"at most 32,768 times MemoryLimit ({first:N0})"));
    }

    private static void CheckPageSize(CacheCoreOptions options, OptionProblems problems, MemoryLimits limits, int smallest)
    {
        int size = options.PageSize;
        bool isSize = size == 0 || (BitOperations.IsPow2(size) && size >= smallest && size <= PoolGeometry.LargestPage);
        problems.Require(isSize, nameof(options.PageSize), size,
            $"0, or a power of two from {OptionRange.Size(smallest)} to {OptionRange.Size(PoolGeometry.LargestPage)} bytes");
        if (!isSize || size == 0)
        {
            return;
        }

        problems.Require(size <= Math.Max(limits.First, PoolGeometry.SmallestLimit) / PoolGeometry.FewestPages, nameof(options.PageSize),
            size,
            Text($"at most a 16th of MemoryLimit ({limits.First:N0})"));
        string limit = options.MaxMemoryLimit == 0 ? nameof(options.MemoryLimit) : nameof(options.MaxMemoryLimit);
        problems.Require(limits.Highest / size <= PoolGeometry.MostPages, nameof(options.PageSize), size,
            Text($"at least a 1,048,576th of {limit} ({limits.Highest:N0})"));
    }

    private static void CheckChunkSizes(CacheCoreOptions options, OptionProblems problems, MemoryLimits limits)
    {
        if (options.ChunkSizes is not { } sizes)
        {
            return;
        }

        bool namesPageSize = options.PageSize != 0 && problems.AreNoneOf(nameof(options.PageSize));
        int largest = (namesPageSize ? options.PageSize : PoolGeometry.DefaultPageSize(limits.First, limits.Highest)) / 2;
        for (int i = 0; i < sizes.Count; i++)
        {
            string option = Text($"{nameof(options.ChunkSizes)}[{i}]");
            problems.Require(sizes[i] >= SmallestChunk && sizes[i] <= largest, option, sizes[i],
                Text($"from 48 to half a page ({largest:N0}) bytes"));
            problems.Require(i == 0 || sizes[i] > sizes[i - 1], option, sizes[i], "larger than the size before it");
        }
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
