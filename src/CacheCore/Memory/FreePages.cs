namespace CacheCore.Memory;

/// <summary>
/// The pages that nobody uses: those that hold their memory still, and those that were discarded. Guarded by the pool's lock, and of full
/// size from the start, for it is called under locks under which nothing may allocate; memory comes with the pages.
/// <code>
/// returned ──► given again, the newest first, for it is in the processor's cache
///    └─ frame by frame ─► leaving ──► discarded ──► given again when nothing else is left
/// </code>
/// A huge page lies in one frame of the range, and leaves the system's hands as a whole or not at all: a page that is discarded out of
/// its midst breaks it up for all others in it. So pages leave frame by frame, those frames first of which most is free.
/// </summary>
internal sealed class FreePages
{
    /// <summary>In place of a predecessor: the page is not among the returned.</summary>
    private const int None = 0;

    /// <summary>In place of a predecessor: the page is the newest of them.</summary>
    private const int First = -1;

    /// <summary>Frames looked at for one to leave, beyond those in which nothing is free.</summary>
    private const int FrameLooks = 64;

    private readonly NativeTable<int> _next;
    private readonly NativeTable<int> _previous;
    private readonly NativeTable<ushort> _returnedIn;
    private readonly int _frameShift;
    private int _newest;
    private int _leaving;
    private int _discarded;
    private int _frame;

    /// <param name="pool">
    /// Whose pages they are: numbered from 1, the first at the beginning of a frame, and at most half a frame large.
    /// </param>
    public FreePages(PagePool pool)
    {
        _frameShift = FrameBits - pool.Geometry.PageShift;
        _next = pool.MakeTable<int>(pool.Geometry.PageCount + 1);
        _previous = pool.MakeTable<int>(_next.Length);
        _returnedIn = pool.MakeTable<ushort>((pool.Geometry.PageCount >> _frameShift) + 1);
    }

    /// <summary>Pages that hold memory.</summary>
    public int Held { get; private set; }

    /// <summary>Pages that hold none.</summary>
    public int Discarded { get; private set; }

    private static int FrameBits => System.Numerics.BitOperations.Log2((ulong)AddressRange.Alignment);

    /// <summary>Takes back a page with its memory.</summary>
    public void Return(int page)
    {
        _next[page] = _newest;
        _previous[page] = First;
        if (_newest != 0)
        {
            _previous[_newest] = page;
        }

        _newest = page;
        _returnedIn[FrameOf(page)]++;
        Held++;
    }

    /// <summary>Gives a page: of those that hold memory as long as there is one, the newest.</summary>
    public bool TryTake(out int page)
    {
        page = _newest;
        if (page != 0)
        {
            Unlink(page);
            Held--;
            return true;
        }

        if (TryTakeLeaving(out page))
        {
            return true;
        }

        page = _discarded;
        _discarded = _next[page];
        Discarded -= page == 0 ? 0 : 1;
        return page != 0;
    }

    /// <summary>Chooses the page whose memory is missed least, which counts as discarded from then on; false: none holds any.</summary>
    public bool TryDiscard(out int page)
    {
        if (_leaving == 0 && _newest != 0)
        {
            LetLeave(ChooseFrame());
        }

        if (!TryTakeLeaving(out page))
        {
            return false;
        }

        _next[page] = _discarded;
        _discarded = page;
        Discarded++;
        return true;
    }

    private bool TryTakeLeaving(out int page)
    {
        page = _leaving;
        _leaving = _next[page];
        Held -= page == 0 ? 0 : 1;
        return page != 0;
    }

    /// <summary>Of some frames in turn the one with most returned pages.</summary>
    private int ChooseFrame()
    {
        int best = _frame;
        int most = 0;
        for (int looks = 0; looks < _returnedIn.Length && (looks < FrameLooks || most == 0) && most < 1 << _frameShift; looks++)
        {
            int frame = (_frame + looks) % _returnedIn.Length;
            best = _returnedIn[frame] > most ? frame : best;
            most = Math.Max(most, _returnedIn[frame]);
        }

        _frame = best;
        return best;
    }

    /// <summary>Has all returned pages of a frame leave, the first of them first.</summary>
    private void LetLeave(int frame)
    {
        int first = (frame << _frameShift) + 1;
        int last = Math.Min(first + (1 << _frameShift), _next.Length) - 1;
        for (int page = last; page >= first; page--)
        {
            if (_previous[page] != None)
            {
                Unlink(page);
                _next[page] = _leaving;
                _leaving = page;
            }
        }
    }

    private void Unlink(int page)
    {
        int next = _next[page];
        int previous = _previous[page];
        if (next != 0)
        {
            _previous[next] = previous;
        }

        if (previous != First)
        {
            _next[previous] = next;
        }
        else
        {
            _newest = next;
        }

        _previous[page] = None;
        _returnedIn[FrameOf(page)]--;
    }

    private int FrameOf(int page) => (page - 1) >> _frameShift;
}
