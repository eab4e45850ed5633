namespace CacheCore.StressTests.Harness;

/// <summary>Stores for tests.</summary>
internal static class Stores
{
    public const long MiB = 1 << 20;

    /// <summary>A store so large that nothing is evicted in a test, and that does nothing by itself.</summary>
    public static CacheStore Roomy(TimeProvider? clock = null, IList<int>? chunkSizes = null) =>
        new(new CacheCoreOptions { MemoryLimit = 64 * MiB, BackgroundMaintenance = false, ChunkSizes = chunkSizes, MaxItemSize = 16 << 20 }, clock);

    /// <summary>A store that is always full and does its own housekeeping.</summary>
    public static CacheStore Tight(long memoryLimit, int maxItemSize = 1 << 20) =>
        new(new CacheCoreOptions { MemoryLimit = memoryLimit, MaxItemSize = maxItemSize });
}
