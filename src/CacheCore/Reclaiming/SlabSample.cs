using CacheCore.Eviction;
using CacheCore.Memory;
using CacheCore.Parts;

namespace CacheCore.Reclaiming;

/// <summary>One class at one moment, for whoever decides about pages.</summary>
/// <param name="Pages">Pages it has.</param>
/// <param name="FreeChunks">Chunks of them that hold nothing.</param>
/// <param name="ChunksPerPage">Chunks of one page; 0 for large values, which own pages one by one and take them when written.</param>
/// <param name="AgeSeconds">Time since its coldest item was last used, 0 if it has none.</param>
/// <param name="Evictions">Items evicted since the store began, or since the sample before.</param>
/// <param name="Pinned">Pinned items in it.</param>
internal readonly record struct SlabSample(long Pages, long FreeChunks, int ChunksPerPage, long AgeSeconds, long Evictions, long Pinned = 0)
{
    public bool CanTake => ChunksPerPage > 0;

    /// <summary>
    /// True if it has a page beyond its last, and beyond those that its pinned items need. Of large values any page may go.
    /// </summary>
    public bool CanGive => CanTake ? Pages > 1 && PinnedPages.HaveRoom(Pinned, Pages, ChunksPerPage) : Pages > 0;

    /// <summary>A class's figures, read without its locks: a moment old is good enough for choosing.</summary>
    public static SlabSample Of(StoreMemory memory, StoreEviction eviction, int queues, long nowSeconds)
    {
        long age = 0;
        long evictions = 0;
        foreach (SegmentedLru lru in eviction.Lru.ShardsOf(queues))
        {
            evictions += lru.Evictions;
            ItemRef tail = eviction.Policy.ColdestOf(lru, nowSeconds);
            age = tail.IsNone ? age : Math.Max(age, lru.IdleSeconds(tail, nowSeconds));
        }

        if (queues == eviction.Lru.LargeValues)
        {
            return new SlabSample(memory.Slabs.LinkPages, 0, 0, age, evictions);
        }

        SlabClass one = memory.Slabs.Classes[queues];
        long free = ((long)one.PageCount * one.ChunksPerPage) - one.UsedChunks;
        return new SlabSample(one.PageCount, free, one.ChunksPerPage, age, evictions, eviction.Lru.PinnedOf(queues));
    }
}
