using CacheCore.Parts;
using CacheCore.Primitives;
using CacheCore.Reclaiming;
using Microsoft.Extensions.Logging;

namespace CacheCore.Maintenance;

/// <summary>
/// Keeps a store in order: moves items between segments, frees expired ones, brings memory down to a lowered limit, lets the
/// index catch up, moves pages to where they are needed, tells listeners.
/// By one of the threads that all stores share, or step by step on the caller's.
/// </summary>
/// <param name="memory">What the store's items lie in.</param>
/// <param name="clock">The store's.</param>
/// <param name="notices">Of those who left.</param>
/// <param name="linker">Grows the index.</param>
/// <param name="juggler">Moves items between segments.</param>
/// <param name="admission">Looks after what the policy knows of keys; null = it knows nothing.</param>
/// <param name="crawler">Lets expired items go.</param>
/// <param name="settler">Brings the store down to a lowered limit.</param>
/// <param name="balancer">Moves pages to where they are needed.</param>
/// <param name="teller">Has listeners told.</param>
/// <param name="name">The store's, for the log.</param>
/// <param name="logger">Where failures go.</param>
internal sealed class Maintainer(
    StoreMemory memory, CoarseClock clock, RemovalNotices notices, ItemLinker linker, LruJuggler juggler, AdmissionUpkeep? admission,
    ItemCrawler crawler, LimitSettler settler, PageBalancer balancer, NoticeTeller teller, string name, ILogger logger)
{
    /// <summary>Splits that one round works off, two at a time.</summary>
    private const int SplitTurns = 500;

    /// <summary>A caller's clock may fail whenever it is asked.</summary>
    private const int RestAfterFailureMilliseconds = 1000;

    /// <summary>So long a round works on a lowered limit; then other stores have their turn.</summary>
    private const int SettleMilliseconds = 20;

    /// <summary>The next attempt where nothing could leave for a lowered limit: whoever holds what is in the way is soon done.</summary>
    private const int SettlePauseMilliseconds = 20;

    /// <summary>The next look where somebody steps by hand meanwhile.</summary>
    private const int StepPauseMilliseconds = 20;

    private readonly Func<int>? _shrinkPolicy = admission is null ? null : admission.Shrink;

    /// <summary>
    /// One round at a time. Who steps by hand waits for it; the threads only try it: other stores are not to wait for whoever steps.
    /// </summary>
    private readonly Lock _lock = new();

    /// <summary>One full round: everything due is done, whatever it takes; nobody is told. Returns what was moved and freed.</summary>
    public int RunFull()
    {
        lock (_lock)
        {
            _ = LookAtClock();
            int done = juggler.Run() + (admission?.Run() ?? 0) + crawler.RunAll() + settler.RunAll(_shrinkPolicy);
            _ = linker.TryGrowIndex();
            memory.Pool.CollapseSmallPages();
            return done + balancer.Run();
        }
    }

    /// <summary>
    /// One round of the thread: as much as is due by the clock. A failure is logged, the next round comes. Returns what was
    /// moved, and whether listeners are told; the crawler is not among it, since it keeps its own time. Where somebody steps by hand, that
    /// counts as work: the thread comes again soon.
    /// </summary>
    public int RunRound() => Alone(RunSteps, otherwise: 1);

    /// <summary>Milliseconds until there is something to do of which the bell does not tell.</summary>
    public int PlanRest() => Alone(() => Guarded("plan", PlanWork, RestAfterFailureMilliseconds), StepPauseMilliseconds);

    private int RunSteps()
    {
        _ = Guarded("clock", LookAtClock);
        _ = Guarded("crawl", crawler.RunSlice);
        return Guarded("juggle", juggler.Run)
            + Guarded("admission", () => admission?.Run() ?? 0)
            + Guarded("settle", () => settler.RunAll(_shrinkPolicy, SettleMilliseconds))
            + Guarded("grow", Grow)
            + Guarded("balance", balancer.Run)
            + Guarded("collapse", Collapse)
            + Guarded("notify", HaveTold);
    }

    private int LookAtClock()
    {
        clock.CountSuspension();
        clock.Remember();
        return 0;
    }

    private int Collapse()
    {
        memory.Pool.CollapseSmallPages();
        return 0;
    }

    private int PlanWork()
    {
        clock.Remember();
        int rest = crawler.PlanRest();
        return notices.AreWaiting && !teller.IsBusy ? 0 : Math.Min(rest, settler.IsPending ? SettlePauseMilliseconds : rest);
    }

    private int HaveTold()
    {
        if (!notices.AreWaiting || teller.IsBusy)
        {
            return 0;
        }

        teller.Start();
        return 1;
    }

    /// <summary>Works off splits that inserters left over; returns how many buckets were added.</summary>
    private int Grow()
    {
        uint before = memory.Index.Shape.Buckets;
        for (int turn = 0; turn < SplitTurns && memory.Index.WantsToGrow && linker.TryGrowIndex(); turn++)
        {
        }

        return (int)(memory.Index.Shape.Buckets - before);
    }

    /// <summary>Does the thread's work unless somebody steps by hand.</summary>
    private int Alone(Func<int> work, int otherwise)
    {
        if (!_lock.TryEnter())
        {
            return otherwise;
        }

        try
        {
            return work();
        }
        finally
        {
            _lock.Exit();
        }
    }

    private int Guarded(string step, Func<int> work, int otherwise = 0)
    {
        try
        {
            return work();
        }
        catch (ObjectDisposedException)
        {
            return otherwise;
        }
#pragma warning disable CA1031 // The thread must outlive any failure; the log tells of it.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            logger.MaintenanceFailed(exception, name, step);
            return otherwise;
        }
    }
}
