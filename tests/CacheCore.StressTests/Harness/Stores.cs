using CacheCore.Index;
using CacheCore.Memory;

namespace CacheCore.StressTests.Harness;

/// <summary>Stores for tests.</summary>
internal static class Stores
{
    public const long MiB = 1 << 20;

    private const int ManyItems = 1_000_000;

    /// <summary>
    /// A store so large that nothing is evicted in a test, and that does nothing by itself. Its index has all buckets of its first page.
    /// </summary>
    public static CacheStore Roomy(TimeProvider? clock = null, IList<int>? chunkSizes = null)
    {
        var store = new CacheStore(
            new CacheCoreOptions { MemoryLimit = 64 * MiB, BackgroundMaintenance = false, ChunkSizes = chunkSizes, MaxItemSize = 16 << 20 },
            clock);
        HashIndex index = store.Parts.Memory.Index;
        index.CountItems(ManyItems);
        while (index.Shape.Buckets < store.Parts.Memory.Pool.Geometry.PageSize / PoolGeometry.LineSize)
        {
            Check.That(index.TryGrow(), "The index does not grow.");
        }

        index.CountItems(-ManyItems);
        return store;
    }

    /// <summary>A store that is always full and does its own housekeeping.</summary>
    public static CacheStore Tight(long memoryLimit, int maxItemSize = 1 << 20) =>
        new(new CacheCoreOptions { MemoryLimit = memoryLimit, MaxItemSize = maxItemSize });
}
