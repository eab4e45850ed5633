using CacheCore.Memory;

namespace CacheCore.Access;

/// <summary>The chunk sizes of a store's slab classes, which are numbered from 0 here, the smallest first.</summary>
internal sealed class ChunkSizes(SlabClassTable table)
{
    public int Count => table.Count;

    /// <summary>The largest chunk that shares a page with others.</summary>
    public int LargestShared => table.LargestShared;

    public int this[int slabClass] => table.ChunkSize(slabClass);

    /// <summary>The class of an item that takes so many bytes.</summary>
    public int ClassOf(int size) => table.ClassOf(size);
}
