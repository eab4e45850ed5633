using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;
using CacheCore.Primitives;

namespace CacheCore.Memory;

/// <summary>
/// The store's native memory: one reserved address range, handed out in pages up to a hard limit that items and index
/// share. The only place that knows where a handle points. Pages are numbered from 1.
/// </summary>
/// <remarks>
/// <para>
/// The limit may be changed. Raising counts at once. Where a lowered one is below what is in use, the pool gives out no
/// further page from then on, and the limit in force comes down page by page as the store's pages come back:
/// <code>
/// in force    120 ─► 119 ─► 118 ─► … ─► 80      TryLower, one page each; the store frees a page before the next
/// named        80     80     80         80      MemoryLimit, in pages
/// </code>
/// So at every moment the store is an ordinary full one, a page over its limit at most, and writers have as little to do
/// for a page as ever.
/// </para>
/// <para>
/// Nothing is unmapped while a verb may be inside: <see cref="Dispose"/> gives the physical memory back, the addresses
/// go with the range's finalizer. So every verb must keep the pool alive to its end.
/// </para>
/// </remarks>
internal sealed unsafe class PagePool : IDisposable
{
    /// <summary>Pages discarded for one that is charged: more than that would let whoever asks pay for a limit that was lowered.</summary>
    private const int DiscardsPerCharge = 2;

    /// <summary>
    /// Bytes in use from which on huge pages are asked for. A store touches several places with its first item, each of which would take
    /// one; small stores need none, and there may be hundreds of them.
    /// </summary>
    private const long HugePagesFrom = 16L << 20;

    /// <summary>Pages discarded under one holding of the lock.</summary>
    private const int DiscardsAtOnce = 8;

    private readonly AddressRange _range;
    private readonly AddressRange _tables;
    private readonly byte* _base;
    private readonly int _pageSize;
    private readonly int _granuleShift;
    private readonly int _pageInGranulesShift;
    private readonly FreePages _free;
    private InnerLock _lock;
    private int _highest;
    private int _indexPages;
    private int _policyPages;
    private int _elsewherePages;
    private int _used;
    private int _limit;
    private int _namedLimit;
    private int _lowerings;
    private long _memoryLimit;
    private long _tableBytes;
    private bool _hasGrown;
    private bool _isCollapsed;
    private bool _isDisposed;

    public PagePool(PoolGeometry geometry, AddressRange range)
        : this(geometry, range, geometry.ItemBytes)
    {
    }

    /// <param name="geometry">Where pages of what use lie.</param>
    /// <param name="range">Memory for all of it.</param>
    /// <param name="memoryLimit">Bytes that may be in use at first.</param>
    public PagePool(PoolGeometry geometry, AddressRange range, long memoryLimit)
    {
        Geometry = geometry;
        _range = range;
        _tables = AddressRange.Reserve(geometry.TableBytes, hugePages: false);
        _base = (byte*)range.Start - geometry.PageSize;
        _pageSize = geometry.PageSize;
        _granuleShift = geometry.GranuleShift;
        _pageInGranulesShift = geometry.PageShift - geometry.GranuleShift;

        _free = new FreePages(this);
        _memoryLimit = memoryLimit;
        _limit = _namedLimit = (int)(memoryLimit >> geometry.PageShift);
    }

    public PoolGeometry Geometry { get; }

    /// <summary>Address of the first bucket, for <c>HashBucket</c> alone.</summary>
    public nint BucketBase => _range.Start + (nint)Geometry.BucketOffset;

    /// <summary>Address of the first overflow line, for <c>HashBucket</c> alone.</summary>
    public nint LineBase => _range.Start + (nint)Geometry.LineOffset;

    /// <summary>Pages in use by items and index. Guarded by the pool's lock; a look without it may be a moment old.</summary>
    public int UsedPages => Volatile.Read(ref _used);

    /// <summary>Pages that may be in use now: what the memory limit allows, or more for as long as a lowered one is not reached.</summary>
    public int PageLimit => Volatile.Read(ref _limit);

    /// <summary>True while a lowered limit is not reached, so that pages have to come back.</summary>
    public bool IsLowering => PageLimit > Volatile.Read(ref _namedLimit);

    /// <summary>The limit in bytes as it was named last.</summary>
    public long MemoryLimit => Volatile.Read(ref _memoryLimit);

    /// <summary>True where a new page needs another one to come back first.</summary>
    public bool IsFull => UsedPages >= PageLimit;

    /// <summary>True if more pages are in use than may be: a page has to come back.</summary>
    public bool IsOverfull => UsedPages > PageLimit;

    /// <summary>How often the limit was lowered.</summary>
    public int Lowerings => Volatile.Read(ref _lowerings);

    /// <summary>True if all pages are back that a lowered limit asks for, and their memory is the system's.</summary>
    public bool IsSettled
    {
        get
        {
            using (_lock.Enter())
            {
                return _limit == _namedLimit && _used <= _limit && Surplus == 0;
            }
        }
    }

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

    /// <summary>
    /// Makes a table, while the store is made, in a range apart: huge pages, which are right for items, would make each table as large as
    /// one. Its memory comes with what is written to it, and does not count against the limit.
    /// </summary>
    /// <exception cref="InsufficientMemoryException">The system has no memory to promise.</exception>
    public NativeTable<T> MakeTable<T>(int length)
        where T : unmanaged
    {
        long systemPage = Environment.SystemPageSize;
        long offset = _tableBytes;
        long bytes = (((long)length * sizeof(T)) + systemPage - 1) / systemPage * systemPage;
        _tableBytes += bytes;
        if (_tableBytes > Geometry.TableBytes || !_tables.TryCommit(offset, bytes))
        {
            throw new InsufficientMemoryException(
                "The system has no memory for the tables of a store's pages. Lower MaxMemoryLimit, which they are made for.");
        }

        return new NativeTable<T>((T*)((byte*)_tables.Start + offset), length);
    }

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
        using (_lock.Enter())
        {
            page = 0;
            if (_used >= _limit || _isDisposed)
            {
                return false;
            }

            if (!_free.TryTake(out page))
            {
                if (_highest == Geometry.PageCount || !_range.TryCommit((long)_highest << Geometry.PageShift, Geometry.PageSize))
                {
                    return false;
                }

                page = ++_highest;
                if (!_hasGrown && (long)_used << Geometry.PageShift >= HugePagesFrom)
                {
                    _hasGrown = true;
                    _range.UseHugePages(true);
                }
            }

            _used++;
            return true;
        }
    }

    /// <summary>
    /// Once the store has come to use huge pages, has the small ones from before moved into such: among them lies the beginning of the
    /// index. For the maintainer alone; takes milliseconds, once.
    /// </summary>
    public void CollapseSmallPages()
    {
        if (!_isCollapsed && Volatile.Read(ref _hasGrown))
        {
            _isCollapsed = _range.TryCollapsePages();
        }
    }

    /// <summary>Takes back a page that nobody uses any more.</summary>
    public void Return(int page)
    {
        using (_lock.Enter())
        {
            if (!_isDisposed)
            {
                _free.Return(page);
                _used--;
            }
        }
    }

    /// <summary>
    /// Counts one page of the index or of the policy's data, at an offset of the range, against the limit; false: the limit is reached.
    /// </summary>
    public bool TryChargePage(long rangeOffset)
    {
        using (_lock.Enter())
        {
            if (_used >= _limit || !_range.TryCommit(rangeOffset, Geometry.PageSize))
            {
                return false;
            }

            _used++;
            _indexPages += rangeOffset < Geometry.SketchOffset ? 1 : 0;
            _policyPages += rangeOffset < Geometry.SketchOffset ? 0 : 1;
            _ = Discard(DiscardsPerCharge);
            return true;
        }
    }

    /// <summary>Takes back a page that was charged, and its memory. What is read there from now on is zeroes.</summary>
    public void DischargePage(long rangeOffset)
    {
        using (_lock.Enter())
        {
            _used--;
            _indexPages -= rangeOffset < Geometry.SketchOffset ? 1 : 0;
            _policyPages -= rangeOffset < Geometry.SketchOffset ? 0 : 1;
            _range.Discard(rangeOffset, Geometry.PageSize);
        }
    }

    /// <summary>
    /// Counts so many pages against the limit for memory that lies elsewhere; false: the limit is reached.
    /// A negative number gives them back.
    /// </summary>
    public bool TryChargeElsewhere(int pages)
    {
        using (_lock.Enter())
        {
            if (pages > 0 && _used + pages > _limit)
            {
                return false;
            }

            _used += pages;
            _elsewherePages += pages;
            _ = Discard(DiscardsPerCharge * Math.Max(0, pages));
            return true;
        }
    }

    /// <summary>Item pages whose memory the process holds, and those of them that nobody uses, at one moment.</summary>
    public (int Held, int Free) CountHeldPages()
    {
        using (_lock.Enter())
        {
            return (_highest - _free.Discarded, _free.Held);
        }
    }

    public int IndexPages => Volatile.Read(ref _indexPages);

    /// <summary>Pages of what the eviction policy knows, in the range and elsewhere.</summary>
    public int PolicyPages => Volatile.Read(ref _policyPages) + Volatile.Read(ref _elsewherePages);

    /// <summary>Pages in use in all, by the index, and by the policy, at one moment.</summary>
    public (int All, int Index, int Policy) CountPages()
    {
        using (_lock.Enter())
        {
            return (_used, _indexPages, _policyPages + _elsewherePages);
        }
    }

    /// <summary>Pages that hold memory beyond the limit though nobody uses them.</summary>
    private int Surplus =>
        Math.Clamp(_indexPages + _policyPages + _elsewherePages + _highest - _free.Discarded - _limit, 0, _free.Held);

    /// <summary>Names a new limit, at most what there are addresses for.</summary>
    public void SetLimit(long memoryLimit)
    {
        using (_lock.Enter())
        {
            _lowerings += memoryLimit < _memoryLimit ? 1 : 0;
            Volatile.Write(ref _memoryLimit, memoryLimit);
            _namedLimit = (int)(memoryLimit >> Geometry.PageShift);
            Volatile.Write(ref _limit, Math.Max(_namedLimit, Math.Min(_limit, _used)));

            // Below what it once used, the store's pages lie scattered, and most of each huge page would be nobody's.
            _range.UseHugePages(_hasGrown && _namedLimit >= _highest + _indexPages + _policyPages);
        }
    }

    /// <summary>
    /// Brings the limit in force a page nearer to the named one; false: it is there. Waits for a page to come back if one has to.
    /// </summary>
    public bool TryLower()
    {
        using (_lock.Enter())
        {
            if (_limit == _namedLimit)
            {
                return false;
            }

            if (_used <= _limit)
            {
                Volatile.Write(ref _limit, Math.Max(_namedLimit, Math.Min(_limit - 1, _used)));
            }

            return true;
        }
    }

    /// <summary>
    /// Keeps the physical memory under the limit too: a returned page still holds its memory, which now belongs to others, or is
    /// over a limit that was lowered. Returns how many pages were discarded.
    /// </summary>
    public int DiscardSurplus(int mostPages)
    {
        int all = 0;
        int some;
        do
        {
            using (_lock.Enter())
            {
                some = Discard(Math.Min(mostPages - all, DiscardsAtOnce));
            }

            all += some;
        }
        while (some > 0 && all < mostPages);
        return all;
    }

    /// <summary>
    /// Gives the memory back. Verbs may be inside still: what they read from now on is zeroes, the links between free pages among it, so no
    /// page of a class or of a large value is given, taken back or discarded any more.
    /// </summary>
    public void Dispose()
    {
        using (_lock.Enter())
        {
            _isDisposed = true;
        }

        _range.Dispose();
        _tables.Dispose();
    }

    private int Discard(int mostPages)
    {
        int discarded = 0;
        while (!_isDisposed && discarded < mostPages && Surplus > 0 && _free.TryDiscard(out int page))
        {
            _range.Discard((long)(page - 1) << Geometry.PageShift, Geometry.PageSize);
            discarded++;
        }

        return discarded;
    }
}
