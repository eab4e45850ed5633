using CacheCore.Parts;
using CacheCore.Primitives;
using CacheCore.Reclaiming;
using CacheCore.Store;
using Microsoft.Extensions.Logging;

namespace CacheCore.Maintenance;

/// <summary>
/// Keeps a store in order: moves items between segments, frees expired ones, brings memory down to a lowered limit, lets the
/// index catch up, moves pages to where they are needed, tells listeners.
/// By one of the threads that all stores share, or step by step on the caller's.
/// </summary>
internal sealed class Maintainer
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

    private readonly StoreParts _parts;
    private readonly LruJuggler _juggler;
    private readonly AdmissionUpkeep? _admission;
    private readonly LimitSettler _settler;
    private readonly Func<int>? _shrinkPolicy;
    private readonly ItemCrawler _crawler;
    private readonly NoticeTeller _teller;
    private readonly ItemLinker _linker;
    private readonly PageBalancer _balancer;
    private readonly string _name;
    private readonly ILogger _logger;

    /// <summary>
    /// One round at a time. Who steps by hand waits for it; the threads only try it: other stores are not to wait for whoever steps.
    /// </summary>
    private readonly Lock _lock = new();

    /// <param name="parts">The store's rooms.</param>
    /// <param name="linker">Grows the index.</param>
    /// <param name="pages">Moves pages to where they are needed, and finds memory for what the policy knows.</param>
    /// <param name="settler">Brings the store down to a lowered limit.</param>
    /// <param name="removals">Lets expired items go.</param>
    /// <param name="teller">Has listeners told.</param>
    /// <param name="name">The store's, for the log.</param>
    /// <param name="logger">Where failures go.</param>
    /// <param name="machineTime">Paces the crawler, whatever clock items live by; null = the system's.</param>
    public Maintainer(
        StoreParts parts, ItemLinker linker, PageReclaimer pages, LimitSettler settler, ItemRemovals removals, NoticeTeller teller,
        string name, ILogger logger, TimeProvider? machineTime = null)
    {
        _parts = parts;
        _linker = linker;
        _balancer = new PageBalancer(parts, pages);
        _juggler = new LruJuggler(parts);
        _admission = parts.Policy.Admission is { } admission ? new AdmissionUpkeep(parts, pages, admission) : null;
        _settler = settler;
        _shrinkPolicy = _admission is { } policy ? policy.Shrink : null;
        _crawler = new ItemCrawler(parts, removals, machineTime ?? TimeProvider.System);
        _teller = teller;
        _name = name;
        _logger = logger;
    }

    /// <summary>One full round: everything due is done, whatever it takes; nobody is told. Returns what was moved and freed.</summary>
    public int RunFull()
    {
        lock (_lock)
        {
            _ = LookAtClock();
            int done = _juggler.Run() + (_admission?.Run() ?? 0) + _crawler.RunAll() + _settler.RunAll(_shrinkPolicy);
            _ = _linker.TryGrowIndex();
            _parts.Pool.CollapseSmallPages();
            return done + _balancer.Run();
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
        _ = Guarded("crawl", _crawler.RunSlice);
        return Guarded("juggle", _juggler.Run)
            + Guarded("admission", () => _admission?.Run() ?? 0)
            + Guarded("settle", () => _settler.RunAll(_shrinkPolicy, SettleMilliseconds))
            + Guarded("grow", Grow)
            + Guarded("balance", _balancer.Run)
            + Guarded("collapse", Collapse)
            + Guarded("notify", HaveTold);
    }

    private int LookAtClock()
    {
        _parts.Clock.CountSuspension();
        _parts.Clock.Remember();
        return 0;
    }

    private int Collapse()
    {
        _parts.Pool.CollapseSmallPages();
        return 0;
    }

    private int PlanWork()
    {
        _parts.Clock.Remember();
        int rest = _crawler.PlanRest();
        return _parts.Notices.AreWaiting && !_teller.IsBusy ? 0 : Math.Min(rest, _settler.IsPending ? SettlePauseMilliseconds : rest);
    }

    private int HaveTold()
    {
        if (!_parts.Notices.AreWaiting || _teller.IsBusy)
        {
            return 0;
        }

        _teller.Start();
        return 1;
    }

    /// <summary>Works off splits that inserters left over; returns how many buckets were added.</summary>
    private int Grow()
    {
        uint before = _parts.Index.Shape.Buckets;
        for (int turn = 0; turn < SplitTurns && _parts.Index.WantsToGrow && _linker.TryGrowIndex(); turn++)
        {
        }

        return (int)(_parts.Index.Shape.Buckets - before);
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
            _logger.MaintenanceFailed(exception, _name, step);
            return otherwise;
        }
    }
}
