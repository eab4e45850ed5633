using CacheCore.Listener.Primitives;

namespace CacheCore.Listener.Administration;

/// <summary>
/// The store's slab classes, which are finer, as clients see them: each is counted in the memcached class that its largest item would be in. Items near the upper end of
/// a memcached class may thus be counted in the next.
/// </summary>
internal static class WireClasses
{
    /// <summary>What memcached adds to an item and we do not.</summary>
    public const int LeanBytes = 29;

    /// <summary>The store's classes by memcached's.</summary>
    public static ILookup<int, SlabClassStatistics> Group(CacheStatistics figures) => figures.Classes.ToLookup(ClassOf);

    public static int ClassOf(SlabClassStatistics one)
    {
        long size = one.ChunkSize > 0
            ? one.ChunkSize + LeanBytes
            : one.Items == 0 ? WireSizes.LargestChunk : (one.StoredBytes / one.Items) + WireSizes.Overhead;
        return WireSizes.ClassOf(size);
    }

    /// <summary>The store's class that stands for one of memcached's: where a page is to come from, the one with most pages; 0 = there is none.</summary>
    public static int StoreClassOf(CacheStatistics figures, int slabClass) =>
        Group(figures)[slabClass].MaxBy(one => one.Pages)?.Id ?? 0;
}
