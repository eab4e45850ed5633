using CacheCore.Memory;
using CacheCore.Parts;
using CacheCore.Reclaiming;

namespace CacheCore.Maintenance;

/// <summary>
/// Brings a store down to a memory limit that was lowered, about a mebibyte a round: index and policy data are fitted to the items
/// that are left, the pages of the coldest items are emptied, and what comes back goes to the system.
/// </summary>
internal sealed class LimitSettler(StoreParts parts, PageReclaimer pages, AdmissionUpkeep? admission)
{
    private const int BytesPerRound = 1 << 20;

    /// <summary>Steps of the index's shrinking for each page that is emptied; more than its items come to.</summary>
    private const int IndexStepsPerPage = 4096;

    /// <summary>Discarding is a small part of the work that emptying a page is.</summary>
    private const int DiscardsPerPage = 4;

    private readonly PagePool _pool = parts.Pool;
    private readonly IndexShrinker _index = new(parts.Index);
    private int _settledLowerings;

    /// <summary>True from when a limit was lowered until all is done that it asks for.</summary>
    public bool IsPending => _pool.Lowerings != _settledLowerings;

    /// <summary>One round, if a limit was lowered; returns how much it did: 0 if it has nothing to do, or cannot go on now.</summary>
    public int Run()
    {
        int lowerings = _pool.Lowerings;
        if (lowerings == _settledLowerings)
        {
            return 0;
        }

        int mostPages = Math.Max(1, BytesPerRound >> _pool.Geometry.PageShift);
        int done = ShrinkData();
        for (int page = 0; page < mostPages && _pool.TryLower(); page++)
        {
            if (_pool.IsOverfull && !pages.TryFreePage())
            {
                break;
            }

            done += 1 + ShrinkData();
        }

        done += _pool.DiscardSurplus(mostPages * DiscardsPerPage);
        if (done == 0 && _pool.IsSettled)
        {
            _settledLowerings = lowerings;
        }

        return done;
    }

    /// <summary>Rounds until nothing is left to do, or nothing can be done now; returns how much they did.</summary>
    public int RunAll()
    {
        int all = 0;
        for (int done = Run(); done > 0; done = Run())
        {
            all += done;
        }

        return all;
    }

    private int ShrinkData() => _index.Run(IndexStepsPerPage) + (admission?.Shrink() ?? 0);
}
