using CacheCore.Primitives;
using CacheCore.Store;
using Microsoft.Extensions.Logging;

namespace CacheCore.Maintenance;

/// <summary>
/// Keeps a store in order: moves items between segments, frees expired ones, lets the index catch up, moves pages to
/// where they are needed, tells listeners.
/// By a thread of its own, or step by step on the caller's.
/// </summary>
internal sealed class Maintainer
{
    /// <summary>A round takes the crawler over so much of the store that a full walk takes this long.</summary>
    private const int FullCrawlMilliseconds = 10_000;

    /// <summary>Splits that one round works off, two at a time.</summary>
    private const int SplitTurns = 500;

    private readonly StoreParts _parts;
    private readonly LruJuggler _juggler;
    private readonly ItemCrawler _crawler;
    private readonly NoticeDispatcher _notices;
    private readonly ItemLinker _linker;
    private readonly PageBalancer? _balancer;
    private readonly string _name;
    private readonly ILogger _logger;

    /// <summary>One round at a time; the thread and whoever steps by hand may meet.</summary>
    private readonly Lock _lock = new();

    private long _lastCrawl = Environment.TickCount64;

    public Maintainer(StoreParts parts, ItemLinker linker, ItemRemovals removals, PageBalancer? balancer, string name, ILogger logger)
    {
        _parts = parts;
        _linker = linker;
        _balancer = balancer;
        _juggler = new LruJuggler(parts);
        _crawler = new ItemCrawler(parts, removals);
        _notices = new NoticeDispatcher(parts.Notices, name, logger);
        _name = name;
        _logger = logger;
    }

    /// <summary>One full round: everything due is done, whatever it takes. Returns what was moved, freed and told.</summary>
    public int RunFull(object sender, EventHandler<ItemRemovedEventArgs>? listeners)
    {
        lock (_lock)
        {
            int done = _juggler.Run() + _crawler.RunAll();
            _ = _linker.TryGrowIndex();
            done += Balance();
            return done + _notices.Run(sender, listeners);
        }
    }

    /// <summary>One round of the thread: as much as is due by the clock. A failure is logged, the next round comes.</summary>
    public int RunRound(object sender, EventHandler<ItemRemovedEventArgs>? listeners)
    {
        lock (_lock)
        {
            return Guarded("juggle", _juggler.Run)
                + Guarded("crawl", Crawl)
                + Guarded("grow", Grow)
                + Guarded("balance", Balance)
                + Guarded("notify", () => _notices.Run(sender, listeners));
        }
    }

    private int Balance() => _balancer?.Run() ?? 0;

    /// <summary>Works off splits that inserters left over; returns how many buckets were added.</summary>
    private int Grow()
    {
        uint before = _parts.Index.Shape.Buckets;
        for (int turn = 0; turn < SplitTurns && _parts.Index.WantsToGrow && _linker.TryGrowIndex(); turn++)
        {
        }

        return (int)(_parts.Index.Shape.Buckets - before);
    }

    /// <summary>Paced by the machine's clock, whatever clock items live by.</summary>
    private int Crawl()
    {
        if (!_parts.HasDeadlines)
        {
            return 0;
        }

        long now = Environment.TickCount64;
        int pages = (int)Math.Min(_parts.Slabs.PageLimit, (now - _lastCrawl) * _parts.Slabs.PageLimit / FullCrawlMilliseconds);
        if (pages == 0)
        {
            return 0;
        }

        _lastCrawl = now;
        return _crawler.Run(pages);
    }

    private int Guarded(string step, Func<int> work)
    {
        try
        {
            return work();
        }
        catch (ObjectDisposedException)
        {
            return 0;
        }
#pragma warning disable CA1031 // The thread must outlive any failure; the log tells of it.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            _logger.MaintenanceFailed(exception, _name, step);
            return 0;
        }
    }
}
