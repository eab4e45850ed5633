using System.Runtime.CompilerServices;

namespace CacheCore.Memory;

/// <summary>
/// Cuts pages into chunks of slab classes, gives chunks out and takes them back. Says "no" when there is none: it
/// never evicts. A page whose last chunk comes back returns to the pool.
/// </summary>
internal sealed class SlabAllocator
{
    /// <summary>Pages with a chunk to give that one search for a sparse page looks at.</summary>
    private const int SparseLooks = 64;

    private readonly PagePool _pool;
    private readonly NativeTable<PageInfo> _pages;
    private readonly NativeTable<byte> _classOfPage;
    private readonly SlabClass[] _classes;
    private long _linkPages;
    private int _draining;

    public SlabAllocator(PagePool pool, SlabClassTable table)
    {
        _pool = pool;
        Table = table;
        _pages = pool.MakeTable<PageInfo>(pool.Geometry.PageCount + 1);
        _classOfPage = pool.MakeTable<byte>(_pages.Length);
        _classes = [.. Enumerable.Range(0, table.Count)
            .Select(index => new SlabClass(index, table.ChunkSize(index), pool.Geometry.PageSize))];
    }

    public SlabClassTable Table { get; }

    public ReadOnlySpan<SlabClass> Classes => _classes;

    public int PageCount => _pages.Length - 1;

    /// <summary>Pages that are links of large values.</summary>
    public long LinkPages => Volatile.Read(ref _linkPages);

    /// <summary>The class of a chunk's page. Stable while the chunk is reserved or linked; else a hint.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)] // every get is counted by class
    public int ClassOf(ItemRef chunk) => _classOfPage[_pool.PageOf(chunk)];

    /// <summary>Bytes of a chunk; stable as <see cref="ClassOf"/> is.</summary>
    public int ChunkSizeOf(ItemRef chunk) => Table.ChunkSize(ClassOf(chunk));

    public PageUse UseOf(int page) => _pages[page].Use;

    /// <summary>A page's entry and its class, for a check of the whole store while nothing else runs.</summary>
    public (PageInfo Info, int SlabClass) Inspect(int page) => (_pages[page], _classOfPage[page]);

    public bool IsDraining(ItemRef chunk) => Volatile.Read(ref _draining) != 0 && _pages[_pool.PageOf(chunk)].Use == PageUse.Draining;

    /// <summary>Takes a free chunk of a class, or a page for it from the pool; false: there is neither.</summary>
    public bool TryReserve(int slabClass, out ItemRef chunk)
    {
        SlabClass owner = _classes[slabClass];
        if (owner.FirstOpenPage == 0 && _pool.IsFull)
        {
            // A moment old, but of a full store nearly always true: its writers would meet at two locks for nothing.
            chunk = ItemRef.None;
            return false;
        }

        using (owner.Lock.Enter())
        {
            if (owner.FirstOpenPage == 0 && !TryAddPage(owner))
            {
                chunk = ItemRef.None;
                return false;
            }

            chunk = TakeChunk(owner, owner.FirstOpenPage);
            return true;
        }
    }

    /// <summary>Takes a free chunk from the pages that a class has; false: they are full.</summary>
    public bool TryReserveFree(int slabClass, out ItemRef chunk)
    {
        SlabClass owner = _classes[slabClass];
        using (owner.Lock.Enter())
        {
            chunk = owner.FirstOpenPage == 0 ? ItemRef.None : TakeChunk(owner, owner.FirstOpenPage);
            return !chunk.IsNone;
        }
    }

    /// <summary>Gives a class a page of the pool before it asks for one; false: the pool has none.</summary>
    public bool TryGrow(int slabClass)
    {
        SlabClass owner = _classes[slabClass];
        using (owner.Lock.Enter())
        {
            return TryAddPage(owner);
        }
    }

    /// <summary>Takes back a reserved chunk.</summary>
    public void Free(ItemRef chunk)
    {
        int page = _pool.PageOf(chunk);
        SlabClass owner = _classes[_classOfPage[page]];
        using (owner.Lock.Enter())
        {
            ref PageInfo info = ref _pages[page];
            ref ItemHeader header = ref _pool.View(chunk).Header;
            header.Place = new ItemPlace(ChunkState.Free);
            header.LruNext = info.FirstFree.Value;
            info.FirstFree = chunk;
            info.Used--;
            owner.UsedChunks--;
            if (info.Use != PageUse.Slab)
            {
                return;
            }

            if (info.Used == 0)
            {
                Close(owner, page);
                ReturnPage(owner, page);
            }
            else if (!info.IsOpen)
            {
                Open(owner, page);
            }
        }
    }

    /// <summary>Takes a page from the pool as a link of a large value.</summary>
    public bool TryTakeLink(out int page)
    {
        if (!_pool.TryTake(out page))
        {
            return false;
        }

        _pages[page].Use = PageUse.Link;
        Interlocked.Increment(ref _linkPages);
        return true;
    }

    public void FreeLink(int page)
    {
        _pages[page].Use = PageUse.None;
        Interlocked.Decrement(ref _linkPages);
        _pool.Return(page);
    }

    /// <summary>Stops a page's free chunks from being given out, so that it can be emptied; false: it is no page of the class.</summary>
    public bool TryBeginDrain(int page, int slabClass)
    {
        SlabClass owner = _classes[slabClass];
        using (owner.Lock.Enter())
        {
            ref PageInfo info = ref _pages[page];
            PageUse use = info.Use;
            Volatile.ReadBarrier();
            if (use != PageUse.Slab || _classOfPage[page] != owner.Index)
            {
                return false;
            }

            Interlocked.Increment(ref _draining);
            info.Use = PageUse.Draining;
            if (info.IsOpen)
            {
                Close(owner, page);
            }

            return true;
        }
    }

    /// <summary>
    /// Ends a drain: an empty page goes back to the pool (true), one that still holds chunks stays with its class (false).
    /// </summary>
    public bool EndDrain(int page)
    {
        SlabClass owner = _classes[_classOfPage[page]];
        using (owner.Lock.Enter())
        {
            ref PageInfo info = ref _pages[page];
            info.Use = PageUse.Slab;
            Interlocked.Decrement(ref _draining);
            if (info.Used == 0)
            {
                ReturnPage(owner, page);
                return true;
            }

            if (HasChunk(owner, in info))
            {
                Open(owner, page);
            }

            return false;
        }
    }

    /// <summary>The page of a class that is the least work to empty, among some that have a chunk to give; false: all are full.</summary>
    public bool TryFindSparse(int slabClass, out int page)
    {
        SlabClass owner = _classes[slabClass];
        using (owner.Lock.Enter())
        {
            page = owner.FirstOpenPage;
            int candidate = page;
            for (int looks = 0; looks < SparseLooks && candidate != 0; looks++)
            {
                page = _pages[candidate].Used < _pages[page].Used ? candidate : page;
                candidate = _pages[candidate].NextOpen;
            }

            return page != 0;
        }
    }

    /// <summary>Returns a page that a class was given and has not used to the pool; false: there is none.</summary>
    public bool TryReturnUnused()
    {
        for (int page = 1; page < _pages.Length; page++)
        {
            if (_pages[page].Use == PageUse.Slab && UsedChunks(page) == 0 && TryBeginDrain(page, _classOfPage[page]) && EndDrain(page))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Chunks of a slab page that have headers; 0 for other pages. A hint without the class's lock.</summary>
    public int CarvedChunks(int page, out int chunkSize)
    {
        ref PageInfo info = ref _pages[page];
        bool isSlab = info.Use is PageUse.Slab or PageUse.Draining;
        SlabClass owner = _classes[_classOfPage[page]];
        chunkSize = owner.ChunkSize;
        return isSlab ? Math.Min(Volatile.Read(ref info.Carved), owner.ChunksPerPage) : 0;
    }

    public int UsedChunks(int page) => Volatile.Read(ref _pages[page].Used);

    private bool TryAddPage(SlabClass owner)
    {
        if (!_pool.TryTake(out int page))
        {
            return false;
        }

        // The class before the use: another class's lock does not keep a look at this page out.
        _classOfPage[page] = (byte)owner.Index;
        Volatile.WriteBarrier();
        _pages[page] = new PageInfo { Use = PageUse.Slab };
        owner.PageCount++;
        Open(owner, page);
        return true;
    }

    private void ReturnPage(SlabClass owner, int page)
    {
        _pages[page] = default;
        owner.PageCount--;
        owner.PagesReturned++;
        _pool.Return(page);
    }

    private ItemRef TakeChunk(SlabClass owner, int page)
    {
        ref PageInfo info = ref _pages[page];
        ItemRef chunk = info.FirstFree;
        bool isNew = chunk.IsNone;
        if (isNew)
        {
            chunk = _pool.ChunkAt(page, info.Carved * owner.ChunkSize);
        }

        ref ItemHeader header = ref _pool.View(chunk).Header;
        info.FirstFree = isNew ? ItemRef.None : new ItemRef(header.LruNext);
        header.Place = new ItemPlace(ChunkState.Reserved);
        if (isNew)
        {
            Volatile.Write(ref info.Carved, info.Carved + 1);
        }

        info.Used++;
        owner.UsedChunks++;
        if (!HasChunk(owner, in info))
        {
            Close(owner, page);
        }

        return chunk;
    }

    private static bool HasChunk(SlabClass owner, in PageInfo info) => !info.FirstFree.IsNone || info.Carved < owner.ChunksPerPage;

    private void Open(SlabClass owner, int page)
    {
        ref PageInfo info = ref _pages[page];
        info.IsOpen = true;
        info.PreviousOpen = 0;
        info.NextOpen = owner.FirstOpenPage;
        if (info.NextOpen != 0)
        {
            _pages[info.NextOpen].PreviousOpen = page;
        }

        owner.FirstOpenPage = page;
    }

    private void Close(SlabClass owner, int page)
    {
        ref PageInfo info = ref _pages[page];
        info.IsOpen = false;
        if (info.PreviousOpen != 0)
        {
            _pages[info.PreviousOpen].NextOpen = info.NextOpen;
        }
        else
        {
            owner.FirstOpenPage = info.NextOpen;
        }

        if (info.NextOpen != 0)
        {
            _pages[info.NextOpen].PreviousOpen = info.PreviousOpen;
        }
    }
}
