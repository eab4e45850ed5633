using CacheCore.Access;
using CacheCore.Access.Values;
using CacheCore.Listener.Primitives;

namespace CacheCore.Listener.Statistics;

/// <summary>
/// The store's figures as clients see them: what is there is told as it is, what is counted runs from <see cref="Begin"/> or the last
/// reset. The one place where what came before is taken off. Until it has begun the store counts nothing for it.
/// </summary>
internal sealed class StoreFigures : IDisposable
{
    private const int Figures = (int)TallyFigure.Examined + 1;

    private readonly CacheStore _store;
    private readonly StoreView _view;
    private readonly ClassTally _tally;
    private Baseline _baseline;
    private int _hasBegun;

    /// <param name="store">Whose figures they are.</param>
    /// <param name="view">The same, from inside.</param>
    /// <param name="sizes">The classes that clients know.</param>
    public StoreFigures(CacheStore store, StoreView view, WireSizes sizes)
    {
        _store = store;
        _view = view;
        _tally = view.MakeTally(sizes.Classes);
        _baseline = new Baseline(
            new long[(sizes.ClassCount + 1) * Figures], new CacheStatistics(), ExpiredWhenSought: 0, WrittenExpired: 0);
    }

    /// <summary>
    /// Has the store count by the classes that clients know, until disposed of. Takes as long as there are items. Once, whoever asks.
    /// </summary>
    public void Begin()
    {
        if (Interlocked.Exchange(ref _hasBegun, 1) != 0)
        {
            return;
        }

        _tally.Begin();
        Reset();
    }

    /// <summary>Classes are numbered from 1 to this.</summary>
    public int ClassCount => _tally.Classes.Count;

    /// <summary>A figure of one of the classes.</summary>
    public long this[int slabClass, TallyFigure figure]
    {
        get
        {
            long before = IsCount(figure) ? Before.Tally[Number(slabClass, figure)] : 0;
            return _tally[slabClass, figure] - before;
        }
    }

    /// <summary>A sum over all classes.</summary>
    public long this[TallyFigure figure] => Enumerable.Range(1, ClassCount).Sum(slabClass => this[slabClass, figure]);

    /// <summary>Items whose time was over when somebody asked for them, those included that were written so.</summary>
    public long ExpiredWhenSought
    {
        get
        {
            long before = Before.ExpiredWhenSought;
            return _view.ExpiredWhenSought - before + WrittenExpired;
        }
    }

    /// <summary>Items that were written with a time that was over.</summary>
    public long WrittenExpired
    {
        get
        {
            long before = Before.WrittenExpired;
            return _view.WrittenExpired - before;
        }
    }

    /// <summary>Items of a class.</summary>
    public long ItemsOf(int slabClass) =>
        this[slabClass, TallyFigure.Hot] + this[slabClass, TallyFigure.Warm] + this[slabClass, TallyFigure.Cold]
        + this[slabClass, TallyFigure.Temporary] + this[slabClass, TallyFigure.Pinned];

    /// <summary>The store's own figures; those of its slab classes are of all its life.</summary>
    public CacheStatistics Now
    {
        get
        {
            CacheStatistics before = Before.Store;
            CacheStatistics now = _store.GetStatistics();
            return now with
            {
                Hits = now.Hits - before.Hits,
                Misses = now.Misses - before.Misses,
                Writes = now.Writes - before.Writes,
                Removes = now.Removes - before.Removes,
                Touches = now.Touches - before.Touches,
                Evictions = now.Evictions - before.Evictions,
                EvictedUnread = now.EvictedUnread - before.EvictedUnread,
                EvictedBeforeDeadline = now.EvictedBeforeDeadline - before.EvictedBeforeDeadline,
                Expirations = now.Expirations - before.Expirations,
                ExpiredUnread = now.ExpiredUnread - before.ExpiredUnread,
                ReclaimedExpired = now.ReclaimedExpired - before.ReclaimedExpired,
                CrawledPages = now.CrawledPages - before.CrawledPages,
                CrawledItems = now.CrawledItems - before.CrawledItems,
                RejectedTooLarge = now.RejectedTooLarge - before.RejectedTooLarge,
                RejectedOutOfMemory = now.RejectedOutOfMemory - before.RejectedOutOfMemory,
                PagesTaken = now.PagesTaken - before.PagesTaken,
                PagesReturned = now.PagesReturned - before.PagesReturned,
                PageMoveRescues = now.PageMoveRescues - before.PageMoveRescues,
                PageMoveEvictions = now.PageMoveEvictions - before.PageMoveEvictions,
                PinsRefused = now.PinsRefused - before.PinsRefused,
                PinnedEvictions = now.PinnedEvictions - before.PinnedEvictions,
                NoticesDropped = now.NoticesDropped - before.NoticesDropped,
            };
        }
    }

    /// <summary>Lets all that is counted begin anew at zero.</summary>
    public void Reset() => Volatile.Write(ref _baseline, TakeBaseline());

    /// <summary>The store counts for nobody any more.</summary>
    public void Dispose() => _tally.Dispose();

    /// <summary>
    /// What came before. Read before the figure that it is taken off: a reset in between would make the difference negative.
    /// </summary>
    private Baseline Before => Volatile.Read(ref _baseline);

    /// <summary>False for what is there: a reset leaves it.</summary>
    private static bool IsCount(TallyFigure figure) => figure > TallyFigure.LargeBytes;

    private static int Number(int slabClass, TallyFigure figure) => (slabClass * Figures) + (int)figure;

    private Baseline TakeBaseline()
    {
        long[] tally = new long[(ClassCount + 1) * Figures];
        for (int slabClass = 1; slabClass <= ClassCount; slabClass++)
        {
            for (int figure = 0; figure < Figures; figure++)
            {
                tally[Number(slabClass, (TallyFigure)figure)] = _tally[slabClass, (TallyFigure)figure];
            }
        }

        return new Baseline(tally, _store.GetStatistics(), _view.ExpiredWhenSought, _view.WrittenExpired);
    }

    /// <summary>All figures at a reset; never changed.</summary>
    private sealed record Baseline(long[] Tally, CacheStatistics Store, long ExpiredWhenSought, long WrittenExpired);
}
