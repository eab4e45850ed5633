using System.Globalization;

namespace CacheCore.Primitives;

/// <summary>
/// The memory that the process may have, as its garbage collector sees it, and how much of it the collector
/// may take for itself. Inside a container both follow the container's limit.
/// </summary>
/// <param name="Available">Bytes of the container, or of the machine where there is no container; 0 = unknown.</param>
/// <param name="GcLimit">Bytes the GC heap is limited to: set by hand, or three quarters of a container; 0 = no limit.</param>
internal readonly record struct MemoryBudget(long Available, long GcLimit)
{
    /// <summary>What percentages of memory lose by rounding, here and in the collector, is nobody's mistake.</summary>
    private const long Rounding = 64 << 10;

    /// <summary>True where a cache and a GC heap that both grow to their limits do not fit together.</summary>
    public bool IsExceededBy(long memoryLimit) => Available > 0 && memoryLimit > Available - GcLimit + Rounding;

    /// <summary>What a share of memory is a share of.</summary>
    public long Total => Available > 0 ? Available : GC.GetGCMemoryInfo().TotalAvailableMemoryBytes;

    /// <summary>The budget of this process.</summary>
    public static MemoryBudget OfThisProcess()
    {
        IReadOnlyDictionary<string, object> settings = GC.GetConfigurationVariables();
        return From(
            GC.GetGCMemoryInfo().HighMemoryLoadThresholdBytes,
            Setting(settings, "GCHighMemPercent"),
            Setting(settings, "GCHeapHardLimit"));
    }

    /// <summary>
    /// Works out the budget. The collector does not name the container's memory once its heap is limited, but
    /// it does name the load at which memory counts as high, and the percentage that this is of the whole.
    /// </summary>
    public static MemoryBudget From(long highLoadBytes, long highLoadPercent, long heapHardLimit) =>
        highLoadPercent is > 0 and <= 100
            ? new((long)((Int128)highLoadBytes * 100 / highLoadPercent), heapHardLimit)
            : default;

    private static long Setting(IReadOnlyDictionary<string, object> settings, string name) =>
        settings.TryGetValue(name, out object? value) && value is IConvertible number ? number.ToInt64(CultureInfo.InvariantCulture) : 0;
}
