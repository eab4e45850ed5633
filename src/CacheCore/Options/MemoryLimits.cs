using CacheCore.Memory;
using CacheCore.Primitives;

namespace CacheCore.Options;

/// <summary>The memory limit that a store begins with, and the highest that it may be given while it runs.</summary>
/// <param name="First">Bytes, from the options and, where they name a share, from the memory that there is.</param>
/// <param name="Highest">Bytes; addresses, handles and tables reach so far.</param>
internal readonly record struct MemoryLimits(long First, long Highest)
{
    /// <summary>What the options come to in this process.</summary>
    public static MemoryLimits Of(CacheCoreOptions options) => Of(options, MemoryBudget.OfThisProcess().Total);

    /// <summary>What the options come to where there is so much memory. Pure.</summary>
    /// <param name="options">Checked by <see cref="CacheCoreOptionsTable"/>, or about to be.</param>
    /// <param name="totalMemory">Bytes of the container or the machine, for a limit that is a share of it.</param>
    public static MemoryLimits Of(CacheCoreOptions options, long totalMemory)
    {
        bool isHighestNamed = options.MaxMemoryLimit != 0;
        long most = isHighestNamed ? options.MaxMemoryLimit : PoolGeometry.LargestLimit;
        long first = options.MemoryLimitPercent is { } percent
            ? Math.Min((long)(totalMemory * (percent / 100)), most)
            : options.MemoryLimit;
        return new MemoryLimits(first, isHighestNamed ? most : PoolGeometry.UsualHighestLimit(first, options.PageSize));
    }

    /// <summary>The lowest limit that a store with such pages works with.</summary>
    public static long Lowest(int pageSize) => Math.Max(PoolGeometry.SmallestLimit, (long)pageSize * PoolGeometry.FewestPages);
}
