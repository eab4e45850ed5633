using CacheCore.Eviction;
using CacheCore.Memory;
using CacheCore.Parts;

namespace CacheCore.Reclaiming;

/// <summary>
/// What pinned items mean for the pages they lie in. A class gives a page only if its pinned items have room on the others;
/// and where nothing else is left that could leave, pages are had from the pinned items after all. Called by whoever holds
/// the lock of <see cref="PageReclaimer"/>.
/// </summary>
internal sealed class PinnedPages(StoreMemory memory, StoreEviction eviction, PageMover mover)
{
    private bool HasAny => eviction.Pinned.Bytes != 0;

    /// <summary>True if the pinned items of a class fit the pages that it has left after it gave one. Pure.</summary>
    public static bool HaveRoom(long pinned, long pages, int chunksPerPage) => pinned == 0 || pinned <= (pages - 1) * chunksPerPage;

    /// <summary>
    /// True if a page of a queue set's class, or a large value, may be taken without a pinned item having to leave.
    /// Without locks, a moment old.
    /// </summary>
    public bool MayGive(int queues)
    {
        if (!HasAny || queues == eviction.Lru.LargeValues)
        {
            return true;
        }

        SlabClass slabClass = memory.Slabs.Classes[queues];
        return HaveRoom(eviction.Lru.PinnedOf(queues), slabClass.PageCount, slabClass.ChunksPerPage);
    }

    /// <summary>Takes a page of a class whose items fit on its others: nothing leaves. False: there is no such class.</summary>
    public bool TryCompact(long now)
    {
        for (int queues = 0; (HasAny || !eviction.MayEvict) && queues < memory.Slabs.Classes.Length; queues++)
        {
            SlabClass slabClass = memory.Slabs.Classes[queues];
            long free = ((long)slabClass.PageCount * slabClass.ChunksPerPage) - slabClass.UsedChunks;
            if (free >= slabClass.ChunksPerPage && memory.Slabs.TryFindSparse(queues, out int page) && mover.TryEmpty(page, queues, now))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>
    /// Takes the page of the pinned item that has waited longest, with what has no room elsewhere; false: there is none, or it is busy.
    /// </summary>
    public bool TryTakePage(long now)
    {
        ItemRef oldest = FindOldest(now / 1000);
        return !oldest.IsNone
            && mover.TryEmpty(memory.Pool.PageOf(oldest), memory.Slabs.ClassOf(oldest), now, sparesPinned: false);
    }

    /// <summary>Evicts the pinned item that has waited longest; false: there is none, or it is busy.</summary>
    public bool TryEvictOldest(long now)
    {
        ItemRef oldest = FindOldest(now / 1000);
        return !oldest.IsNone && mover.TryEvict(oldest, now, sparesPinned: false);
    }

    private ItemRef FindOldest(long nowSeconds)
    {
        ItemRef oldest = ItemRef.None;
        long longest = -1;
        for (int queues = 0; HasAny && queues < eviction.Lru.Count; queues++)
        {
            foreach (SegmentedLru lru in eviction.Lru.ShardsOf(queues))
            {
                ItemRef tail = lru.TailOf(LruSegment.Pinned);
                long idle = tail.IsNone ? -1 : lru.IdleSeconds(tail, nowSeconds);
                if (idle > longest)
                {
                    longest = idle;
                    oldest = tail;
                }
            }
        }

        return oldest;
    }
}
