using CacheCore.Memory;
using CacheCore.Parts;
using CacheCore.Primitives;

namespace CacheCore.Reclaiming;

/// <summary>
/// Brings a store down to a memory limit that was lowered: index and policy data are fitted to the items that are left, the pages of the
/// coldest items are emptied, and what comes back goes to the system. The maintainer does all of it, about a mebibyte a round. Writers that
/// need memory meanwhile lend a hand: they empty a page for each page's worth that they take. So the store is down at the latest when as
/// much has been written as lay beyond the limit, however busy the maintainer's processor is.
/// </summary>
internal sealed class LimitSettler(StoreMemory memory, StoreEviction eviction, PageReclaimer pages)
{
    private const int BytesPerRound = 1 << 20;

    /// <summary>Steps of the index's shrinking for each page that is emptied; more than its items come to.</summary>
    private const int IndexStepsPerPage = 4096;

    /// <summary>Discarding is a small part of the work that emptying a page is.</summary>
    private const int DiscardsPerPage = 4;

    private readonly PagePool _pool = memory.Pool;
    private readonly IndexShrinker _index = new(memory.Index);
    private InnerLock _indexLock; // whoever finds another at it leaves it to that one, and counts it as done
    private int _settledLowerings;
    private long _owed;

    /// <summary>True from when a limit was lowered until all is done that it asks for.</summary>
    public bool IsPending => _pool.Lowerings != _settledLowerings;

    /// <summary>
    /// One round, if a limit was lowered; returns how much it did: 0 if it has nothing to do, or cannot go on now. One thread at a time.
    /// </summary>
    /// <param name="shrinkPolicy">Fits the policy's data to the items that are left; returns how much it did. Null: there are none.</param>
    public int Run(Func<int>? shrinkPolicy = null)
    {
        int lowerings = _pool.Lowerings;
        if (lowerings == _settledLowerings)
        {
            return 0;
        }

        int mostPages = Math.Max(1, BytesPerRound >> _pool.Geometry.PageShift);
        int done = ShrinkData(shrinkPolicy);
        for (int page = 0; page < mostPages && _pool.TryLower(); page++)
        {
            if (_pool.IsOverfull && !pages.TryFreeSurplus())
            {
                break;
            }

            done += 1 + ShrinkData(shrinkPolicy);
        }

        done += _pool.DiscardSurplus(mostPages * DiscardsPerPage);
        if (done == 0 && _pool.IsSettled)
        {
            _settledLowerings = lowerings;
        }

        return done;
    }

    /// <summary>Rounds for so long, or until nothing is left to do, or nothing can be done now; returns how much they did.</summary>
    /// <param name="shrinkPolicy">As of a round.</param>
    /// <param name="milliseconds">Negative: as long as it takes.</param>
    public int RunAll(Func<int>? shrinkPolicy = null, int milliseconds = Timeout.Infinite)
    {
        int all = 0;
        long start = Environment.TickCount64;
        for (int done = Run(shrinkPolicy); done > 0; done = Run(shrinkPolicy))
        {
            all += done;
            if (milliseconds >= 0 && Environment.TickCount64 - start >= milliseconds)
            {
                break;
            }
        }

        return all;
    }

    /// <summary>
    /// A writer is about to take so many bytes while a lowered limit is not reached, and holds no lock. It may have to empty a page
    /// first, and waits for its turn to do so.
    /// </summary>
    public void LendAHand(int bytes)
    {
        if (!eviction.MayEvict || Interlocked.Add(ref _owed, bytes) < _pool.Geometry.PageSize)
        {
            return;
        }

        Interlocked.Add(ref _owed, -_pool.Geometry.PageSize);
        if (HasRoomForItems() && _pool.TryLower() && (!_pool.IsOverfull || pages.TryFreeSurplus()))
        {
            _ = ShrinkIndex();
            _ = _pool.DiscardSurplus(DiscardsPerPage);
        }
    }

    /// <summary>False where the policy's data, which only the maintainer fits, would leave little for items if writers ran ahead.</summary>
    private bool HasRoomForItems() => (_pool.IndexPages + _pool.PolicyPages) * 2 <= _pool.PageLimit;

    private int ShrinkData(Func<int>? shrinkPolicy) => ShrinkIndex() + (shrinkPolicy?.Invoke() ?? 0);

    private int ShrinkIndex()
    {
        if (!_indexLock.TryEnter())
        {
            return 1;
        }

        try
        {
            return _index.Run(IndexStepsPerPage);
        }
        finally
        {
            _indexLock.Exit();
        }
    }
}
