using CacheCore.Access.Items;
using CacheCore.Eviction;
using CacheCore.Items;
using CacheCore.Memory;
using CacheCore.Parts;
using CacheCore.Primitives;
using CacheCore.Reclaiming;

namespace CacheCore.Store;

/// <summary>
/// Finds memory for an item: a free chunk, else that of the coldest item of the class, else a page from whoever has
/// the oldest. Fills it with no lock held. What it returns is reserved for the caller until linked or freed.
/// </summary>
internal sealed class ItemReserver(
    StoreMemory memory, StoreEviction eviction, HeldValues held, ItemLinker linker, Reclaimer reclaimer, PageReclaimer pages,
    LimitSettler settler)
{
    private const int Attempts = 64;

    /// <summary>
    /// In place of a queue set: the items of this kind free whole pages, so that there is no sense in evicting one for a chunk.
    /// </summary>
    private const int NoQueues = -1;

    /// <summary>
    /// Large values of any size share one queue set: so many may leave for a chunk of one class before a page is taken for it.
    /// </summary>
    private const int MostForAChunk = 4;

    /// <summary>Pauses at a time for those who copy large values: milliseconds, where the others hold something for a moment.</summary>
    private const int PausesForReaders = 16;

    private readonly PagePool _pool = memory.Pool;

    /// <summary>Reserves and fills an item; false: memory is full and nothing could leave.</summary>
    public bool TryFill(in WriteRequest request, ulong version, out ItemRef item)
    {
        ItemTraits traits = request.SmallTraits;
        int valueLength = (int)request.Value.Length;
        if (IsLarge(in request, valueLength, traits))
        {
            traits = traits.AsLarge;
        }

        ItemLayout layout = ItemLayout.Of(request.Key.Length, valueLength, traits, _pool, memory.Slabs.Table);
        eviction.Lru.Prepare(layout.IsLarge ? eviction.Lru.LargeValues : memory.Slabs.Table.ClassOf(layout.HeadSize));
        if (!TryReserve(layout.HeadSize, QueuesFor(in layout), in request, out item))
        {
            return false;
        }

        bool filled;
        try
        {
            ItemView view = _pool.View(item);
            view.Header.Traits = traits;
            ItemFields.Write(view, in request, version);
            request.Key.CopyTo(view.Bytes(view.Header.KeyOffset, request.Key.Length));
            ClearLinks(view, in layout);
            filled = TryFillParts(view, item, in layout, in request);
            request.Value.CopyTo(valueLength - layout.InlineLength, view.Bytes(layout.InlineOffset, filled ? layout.InlineLength : 0));
        }
        catch
        {
            // The value is the caller's memory, and reading it may throw.
            linker.Free(item);
            throw;
        }

        if (!filled)
        {
            linker.Free(item);
        }

        return filled;
    }

    /// <summary>
    /// True for what fits no shared chunk, and for what takes less in parts, unless it is to be pinned, which large values are not. Where
    /// nobody may leave, a chunk of one class is found more easily than those of two.
    /// </summary>
    private bool IsLarge(in WriteRequest request, int valueLength, ItemTraits traits) =>
        ItemLayout.MustBeLarge(request.Key.Length, valueLength, traits, memory.Slabs.Table)
        || (eviction.MayEvict
            && ItemLayout.IsBetterInParts(request.Key.Length, valueLength, traits, _pool, memory.Slabs.Table)
            && !eviction.Pinned.Want(request.Key));

    /// <summary>A link that is 0 leads nowhere, so that a half filled item can be freed like any other.</summary>
    private static void ClearLinks(ItemView head, in ItemLayout layout)
    {
        if (layout.IsLarge)
        {
            head.Bytes(layout.LinksOffset, layout.InlineOffset - layout.LinksOffset).Clear();
        }
    }

    /// <summary>The queue set in which whoever leaves frees a chunk like the new item's.</summary>
    private int QueuesFor(in ItemLayout layout) =>
        !layout.IsLarge ? memory.Slabs.Table.ClassOf(layout.HeadSize)
        : layout.HasPages ? NoQueues
        : eviction.Lru.LargeValues;

    private bool TryReserve(int size, int queues, in WriteRequest request, out ItemRef chunk)
    {
        int slabClass = memory.Slabs.Table.ClassOf(size);
        if (_pool.IsLowering)
        {
            settler.LendAHand(memory.Slabs.Table.ChunkSize(slabClass));
        }

        var wait = default(BriefWait);
        int evicted = 0;
        for (int attempt = 0; attempt < Attempts; attempt++)
        {
            if (memory.Slabs.TryReserve(slabClass, out chunk))
            {
                return true;
            }

            if (queues != NoQueues && eviction.MayEvict && TryTakeOlderPage(slabClass, queues, request.Hash))
            {
                continue;
            }

            // Large values with pages have none to evict for a chunk: their heads do not throw out small items of the heads' class for
            // long, a page from whoever has the oldest serves many of them.
            if (queues != NoQueues && evicted < MostForAChunk
                && reclaimer.TryEvict(queues, request.Hash, request.NowMilliseconds, out Victim victim))
            {
                chunk = victim.Item;
                if (queues == slabClass && !memory.Slabs.IsDraining(chunk))
                {
                    return true;
                }

                // The next tail may lie elsewhere. But a class with few pages may have nothing but this one, which takes
                // longer to empty than all attempts: then it is time to get a page in turn.
                linker.Free(chunk);
                evicted += queues == slabClass ? 0 : 1;
                if (attempt < Attempts / 2)
                {
                    continue;
                }
            }

            if (!pages.TryFreePage(slabClass) && !WaitForOthers(ref wait))
            {
                return memory.Slabs.TryReserve(slabClass, out chunk); // of an item that was over
            }
        }

        chunk = ItemRef.None;
        return false;
    }

    /// <summary>Now and then looks whether another class has kept its items clearly longer than this one: then it gives a page.</summary>
    private bool TryTakeOlderPage(int slabClass, int queues, ulong hash)
    {
        SegmentedLru shard = eviction.Lru.FullerShardFor(queues, hash);
        int pause = PageDemand.EvictionsBetweenLooks(
            memory.Slabs.Classes[slabClass].ChunksPerPage, shard.Count, eviction.Policy.JudgesNewcomers);
        return shard.Evictions % pause == pause - 1 && pages.TryFreeOlderPage(queues);
    }

    /// <summary>Fills the pages and the tail of a large value; false: there was no memory for all of them.</summary>
    private bool TryFillParts(ItemView head, ItemRef item, in ItemLayout layout, in WriteRequest request)
    {
        int pageSize = _pool.Geometry.PageSize;
        for (int page = 0; page < layout.Pages; page++)
        {
            if (!TryTakeLink(out int number))
            {
                return false;
            }

            head.WriteLink(layout.LinksOffset + (page * sizeof(uint)), (uint)number);
            request.Value.CopyTo(page * pageSize, _pool.PageBytes(number)[..layout.PageLength(page, pageSize)]);
        }

        if (layout.TailLength == 0)
        {
            return true;
        }

        if (!TryReserve(ItemLayout.TailHeader + layout.TailLength, QueuesFor(in layout), in request, out ItemRef tail))
        {
            return false;
        }

        head.WriteLink(layout.TailLinkOffset, tail.Value);
        ItemView view = _pool.View(tail);
        view.TailOwner = item.Value;
        request.Value.CopyTo(layout.Pages * pageSize, view.Bytes(ItemLayout.TailHeader, layout.TailLength));
        view.Header.Place = new ItemPlace(ChunkState.Tail);
        return true;
    }

    private bool TryTakeLink(out int page)
    {
        if (_pool.IsLowering)
        {
            settler.LendAHand(_pool.Geometry.PageSize);
        }

        var wait = default(BriefWait);
        for (int attempt = 0; attempt < Attempts; attempt++)
        {
            if (memory.Slabs.TryTakeLink(out page))
            {
                return true;
            }

            if (!pages.TryFreePage(eviction.Lru.LargeValues) && !WaitForOthers(ref wait))
            {
                break;
            }
        }

        page = 0;
        return false;
    }

    /// <summary>
    /// Whoever is in the way may be gone in a moment, or in some where readers hold large values that have left; false: where nobody may
    /// leave, there is nothing to wait for.
    /// </summary>
    private bool WaitForOthers(ref BriefWait wait)
    {
        bool areHeld = held.AreAny;
        if (eviction.MayEvict || areHeld)
        {
            for (int pause = 0; pause < (areHeld ? PausesForReaders : 1); pause++)
            {
                wait.Pause();
            }
        }

        return eviction.MayEvict || areHeld;
    }
}
