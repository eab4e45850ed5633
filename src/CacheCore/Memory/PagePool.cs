using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace CacheCore.Memory;

/// <summary>
/// The store's native memory: one reserved address range, handed out in pages up to a hard limit that items and index
/// share. The only place that knows where a handle points. Pages are numbered from 1.
/// </summary>
/// <remarks>
/// Nothing is unmapped while a verb may be inside: <see cref="Dispose"/> gives the physical memory back, the addresses
/// go with the range's finalizer. So every verb must keep the pool alive to its end.
/// </remarks>
internal sealed unsafe class PagePool : IDisposable
{
    private readonly AddressRange _range;
    private readonly byte* _base;
    private readonly int _pageSize;
    private readonly int _granuleShift;
    private readonly int _pageInGranulesShift;
    private readonly Lock _lock = new();
    private readonly Stack<int> _returned;
    private readonly Stack<int> _discarded;
    private int _highest;
    private int _indexPages;
    private int _policyPages;
    private int _elsewherePages;
    private int _used;

    public PagePool(PoolGeometry geometry, AddressRange range)
    {
        Geometry = geometry;
        _range = range;
        _base = (byte*)range.Start - geometry.PageSize;
        _pageSize = geometry.PageSize;
        _granuleShift = geometry.GranuleShift;
        _pageInGranulesShift = geometry.PageShift - geometry.GranuleShift;

        // At full size from the start: they are pushed to while callers hold locks under which nothing may allocate.
        _returned = new Stack<int>(geometry.PageLimit);
        _discarded = new Stack<int>(geometry.PageLimit);
    }

    public PoolGeometry Geometry { get; }

    /// <summary>Address of the first bucket, for <c>HashBucket</c> alone.</summary>
    public nint BucketBase => _range.Start + (nint)Geometry.BucketOffset;

    /// <summary>Address of the first overflow line, for <c>HashBucket</c> alone.</summary>
    public nint LineBase => _range.Start + (nint)Geometry.LineOffset;

    /// <summary>Pages in use by items and index. Guarded by the pool's lock; a look without it may be a moment old.</summary>
    public int UsedPages => Volatile.Read(ref _used);

    public bool IsFull => UsedPages >= Geometry.PageLimit;

    [MethodImpl(MethodImplOptions.AggressiveInlining)] // address arithmetic on the path of every get
    public ItemView View(ItemRef item)
    {
        byte* chunk = _base + ((nuint)item.Value << _granuleShift);
        return new ItemView(chunk, _pageSize - ((int)(nint)chunk & (_pageSize - 1)));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)] // on the path of every get
    public int PageOf(ItemRef item) => (int)(item.Value >> _pageInGranulesShift);

    public ItemRef ChunkAt(int page, int offset) =>
        new((uint)((((long)page << Geometry.PageShift) + offset) >> Geometry.GranuleShift));

    public int OffsetInPage(ItemRef item) => (int)(((long)item.Value << _granuleShift) & (_pageSize - 1));

    /// <summary>
    /// True for the number of a page that has memory; what an unlocked reader takes for one may be anything, and where
    /// memory must be committed, looking at a page that never was is a fault.
    /// </summary>
    public bool IsPage(uint number) => number - 1 < (uint)Volatile.Read(ref _highest);

    public Span<byte> PageBytes(int page) => new(_base + ((nuint)page << Geometry.PageShift), Geometry.PageSize);

    /// <summary>Bytes anywhere in the range; the page they lie in must have been charged.</summary>
    public Span<byte> RangeBytes(long offset, int length) => new((byte*)_range.Start + offset, length);

    /// <summary>Starts loading a line anywhere in the range.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)] // a hint is worth nothing after a call
    public void PrefetchRange(long offset)
    {
        if (Sse.IsSupported)
        {
            Sse.Prefetch0((byte*)_range.Start + offset);
        }
    }

    /// <summary>Takes a page for items; false: the limit is reached, or the system has no memory to promise.</summary>
    public bool TryTake(out int page)
    {
        lock (_lock)
        {
            page = 0;
            if (_used >= Geometry.PageLimit)
            {
                return false;
            }

            if (!_returned.TryPop(out page) && !_discarded.TryPop(out page))
            {
                if (!_range.TryCommit((long)_highest << Geometry.PageShift, Geometry.PageSize))
                {
                    return false;
                }

                page = ++_highest;
            }

            _used++;
            return true;
        }
    }

    /// <summary>Takes back a page that nobody uses any more.</summary>
    public void Return(int page)
    {
        lock (_lock)
        {
            _returned.Push(page);
            _used--;
        }
    }

    /// <summary>Counts one page of the index or of the policy's data, at an offset of the range, against the limit; false: the limit is reached.</summary>
    public bool TryChargePage(long rangeOffset)
    {
        lock (_lock)
        {
            if (_used >= Geometry.PageLimit || !_range.TryCommit(rangeOffset, Geometry.PageSize))
            {
                return false;
            }

            _used++;
            _indexPages += rangeOffset < Geometry.SketchOffset ? 1 : 0;
            _policyPages += rangeOffset < Geometry.SketchOffset ? 0 : 1;
            DiscardSurplus();
            return true;
        }
    }

    /// <summary>Counts so many pages against the limit for memory that lies elsewhere; false: the limit is reached. A negative number gives them back.</summary>
    public bool TryChargeElsewhere(int pages)
    {
        lock (_lock)
        {
            if (pages > 0 && _used + pages > Geometry.PageLimit)
            {
                return false;
            }

            _used += pages;
            _elsewherePages += pages;
            DiscardSurplus();
            return true;
        }
    }

    public int IndexPages => Volatile.Read(ref _indexPages);

    /// <summary>Pages of what the eviction policy knows, in the range and elsewhere.</summary>
    public int PolicyPages => Volatile.Read(ref _policyPages) + Volatile.Read(ref _elsewherePages);

    /// <summary>Pages in use in all, by the index, and by the policy, at one moment.</summary>
    public (int All, int Index, int Policy) CountPages()
    {
        lock (_lock)
        {
            return (_used, _indexPages, _policyPages + _elsewherePages);
        }
    }

    public void Dispose() => _range.Dispose();

    /// <summary>
    /// Keeps the physical memory under the limit too: a returned page still holds its memory, which now
    /// belongs to others.
    /// </summary>
    private void DiscardSurplus()
    {
        while (_indexPages + _policyPages + _elsewherePages + _highest - _discarded.Count > Geometry.PageLimit && _returned.TryPop(out int page))
        {
            _range.Discard((long)(page - 1) << Geometry.PageShift, Geometry.PageSize);
            _discarded.Push(page);
        }
    }
}
