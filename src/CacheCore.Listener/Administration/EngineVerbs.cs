using CacheCore.Access;
using CacheCore.Listener.Verbs;
using CacheCore.Listener.Watching;
using CacheCore.Protocol.Administration;
using CacheCore.Protocol.Text;

namespace CacheCore.Listener.Administration;

/// <summary>
/// Commands that tell the store how to manage its memory: <c>slabs</c>, <c>lru</c>, <c>lru_crawler</c> without its dumps.
/// </summary>
internal sealed class EngineVerbs(CommandContext context)
{
    private readonly WireClasses _classes = new(context.Sizes, context.Figures, context.Access.View);

    public ReplyLine Slabs(Words words)
    {
        ReplyLine problem = SlabsCommand.Parse(words, out SlabsCommand command);
        if (command.Action == SlabsAction.Reassign && problem != ReplyLine.Error && !context.Settings.MayReassign)
        {
            return ReplyLine.ReassignDisabled; // whichever classes are named
        }

        if (problem != ReplyLine.None)
        {
            return problem;
        }

        switch (command.Action)
        {
            case SlabsAction.Reassign:
                return Reassign(command.FromClass, command.ToClass);
            case SlabsAction.Automove:
                context.Store.PageBalancing = (PageBalancing)command.Level;
                break;
            case SlabsAction.AutomoveRatio:
                context.Settings.AutomoveRatio = command.Ratio;
                break;
            case SlabsAction.AutomoveFreeRatio:
                context.Settings.AutomoveFreeRatio = command.Ratio;
                break;
            default:
                context.Settings.AutomoveWindow = command.Window;
                break;
        }

        return ReplyLine.Ok;
    }

    public ReplyLine Lru(Words words)
    {
        ReplyLine problem = LruCommand.Parse(words, out LruCommand command);
        if (problem != ReplyLine.None)
        {
            return problem;
        }

        switch (command.Action)
        {
            case LruAction.Tune:
                return Tune(command);
            case LruAction.Flat:
                return context.Access.View.Settings.HasSegments ? ReplyLine.Error : ReplyLine.Ok;
            case LruAction.Segmented:
                return context.Access.View.Settings.HasSegments ? ReplyLine.Ok : ReplyLine.Error;
            default:
                context.Store.TemporaryLifetime = command.Seconds > 0 ? TimeSpan.FromSeconds(command.Seconds) : null;
                return ReplyLine.Ok;
        }
    }

    public ReplyLine Crawler(CrawlerCommand command)
    {
        switch (command.Action)
        {
            case CrawlerAction.Enable when context.Settings.IsCrawlerOn:
                return ReplyLine.CrawlerNotStarted;
            case CrawlerAction.Enable or CrawlerAction.Disable:
                context.Settings.IsCrawlerOn = command.Action == CrawlerAction.Enable;
                return ReplyLine.Ok;
            case CrawlerAction.Sleep:
                context.Settings.CrawlerSleep = command.Number;
                return ReplyLine.Ok;
            case CrawlerAction.ToCrawl:
                context.Settings.CrawlerToCrawl = command.Number;
                return ReplyLine.Ok;
            default:
                return Crawl();
        }
    }

    /// <summary>Crawls all classes, whichever are named: what has expired is met by its deadline.</summary>
    private ReplyLine Crawl()
    {
        if (!context.Crawling.TryEnter())
        {
            return ReplyLine.CrawlerBusy;
        }

        try
        {
            context.Store.RunMaintenance();
            return ReplyLine.Ok;
        }
        finally
        {
            context.Crawling.Leave();
        }
    }

    private ReplyLine Tune(LruCommand command)
    {
        // A share of 0 is as small as there is: a segment passes on what it has but for a hundredth.
        context.Store.TuneSegments(
            Math.Max(1, command.HotPercent), Math.Max(1, command.WarmPercent), command.HotFactor, command.WarmFactor);
        return ReplyLine.Ok;
    }

    private ReplyLine Reassign(int from, int to)
    {
        if (from == to)
        {
            return ReplyLine.ReassignSameClass;
        }

        bool isKnown = from >= CacheStore.AnyClass && from <= context.Sizes.ClassCount && to >= 0 && to <= context.Sizes.ClassCount;
        if (!isKnown)
        {
            return ReplyLine.ReassignBadClass;
        }

        int source = from;
        if (from > 0 && !TryFindSource(from, out source))
        {
            return ReplyLine.ReassignNoSparePage;
        }

        int target = to == CacheStore.Pool ? to : TargetOf(to);
        ReassignResult result = context.Store.ReassignPage(source, target);
        if (context.Watch.Wants(WatchStreams.SystemEvents))
        {
            context.Watch.Log(WatchStreams.SystemEvents, LogText.PageMoved(from, to, result == ReassignResult.Moved));
        }

        return result switch
        {
            ReassignResult.Moved => ReplyLine.Ok,
            ReassignResult.BadClass => ReplyLine.ReassignBadClass,
            ReassignResult.SameClass => ReplyLine.ReassignSameClass,
            ReassignResult.NothingToGive => ReplyLine.ReassignNoSparePage,
            _ => ReplyLine.ReassignBusy,
        };
    }

    /// <summary>
    /// The store's class that stands for one of the clients' where a page is to come from: the one with most pages, or large values where
    /// it has nothing else, whose oldest leaves as a whole. False: it has none to spare.
    /// </summary>
    private bool TryFindSource(int slabClass, out int source)
    {
        WireClass from = _classes.Describe(context.Figures.Now)[slabClass - 1];
        source = from.Own.MaxBy(static one => (one.ChunkSize > 0, one.Pages))?.Id ?? 0;
        return source > 0 && from.Bytes >= 2.0 * context.Access.View.PageSize;
    }

    /// <summary>The store's largest class that holds items of one of memcached's.</summary>
    private int TargetOf(int slabClass)
    {
        ChunkSizes chunks = context.Access.View.Chunks;
        int largest = Math.Min(_classes.LargestChunkOf(slabClass), chunks.LargestShared);
        int own = chunks.ClassOf(largest);
        bool belongsToNext = chunks[own] > largest;
        return belongsToNext && own > 0 && _classes.ClassOf(chunks[own - 1]) == slabClass ? own : own + 1; // the store's begin with 1 here
    }
}
