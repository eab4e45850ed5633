using CacheCore.Listener.Primitives;

namespace CacheCore.Listener.Administration;

/// <summary>
/// The store's slab classes, which are finer, as clients see them: each is counted in the memcached class that its largest item would be in. Items near the upper end of
/// a memcached class may thus be counted in the next.
/// </summary>
internal sealed class WireClasses(WireSizes sizes)
{
    /// <summary>Header of the store's items.</summary>
    private const int OwnOverhead = 30;

    /// <summary>What memcached adds to an item and we do not.</summary>
    private readonly int _leanBytes = sizes.Overhead - OwnOverhead;

    /// <summary>The store's classes by memcached's.</summary>
    public ILookup<int, SlabClassStatistics> Group(CacheStatistics figures) => figures.Classes.ToLookup(ClassOf);

    public int ClassOf(SlabClassStatistics one)
    {
        long size = one.ChunkSize > 0
            ? one.ChunkSize + _leanBytes
            : one.Items == 0 ? sizes.LargestChunk : (one.StoredBytes / one.Items) + sizes.Overhead;
        return sizes.ClassOf(size);
    }

    /// <summary>The class that a chunk of ours is counted in.</summary>
    public int ClassOf(int chunkSize) => sizes.ClassOf((long)chunkSize + _leanBytes);

    /// <summary>The store's class that stands for one of memcached's: where a page is to come from, the one with most pages; 0 = there is none.</summary>
    public int StoreClassOf(CacheStatistics figures, int slabClass) =>
        Group(figures)[slabClass].MaxBy(one => one.Pages)?.Id ?? 0;

    /// <summary>The largest chunk of ours whose items all belong to one of memcached's classes.</summary>
    public int LargestChunkOf(int slabClass) => Math.Max(1, sizes.ChunkSize(slabClass) - _leanBytes);
}
