using System.Text;
using CacheCore.Listener.Statistics;
using CacheCore.Listener.Verbs;
using CacheCore.Protocol.Administration;
using CacheCore.Protocol.Text;
using CacheCore.Server.Sessions;
using CacheCore.Server.Watch;

namespace CacheCore.Listener.Administration;

/// <summary>Carries out text commands that have no key.</summary>
internal sealed class AdministrationVerbs(CommandContext context, IServerControl control)
{
    private const int MaxStatisticOverhead = 16;
    private const ulong LeastMegabytes = 8;
    private const ulong MostMegabytes = 1_000_000_000;

    private readonly byte[] _version = Encoding.ASCII.GetBytes(context.Options.Version);
    private readonly StatisticGroups _groups = new(context, control);
    private readonly KeyDump _dumps = new(context);
    private readonly EngineVerbs _engine = new(context);
    private readonly DebugVerbs _debug = new(context);

    public void Execute(in TextCommand command, ReadOnlySpan<byte> buffer, ClientSession client)
    {
        Words words = command.ArgumentsIn(buffer);
        switch (command.Verb)
        {
            case TextVerb.Version:
                _ = AdministrationReplyWriter.TryWriteVersion(client.Output.RoomFor(_version.Length + 16), _version, out int written);
                client.Output.Advance(written);
                break;
            case TextVerb.Stats:
                Stats(words, client);
                break;
            case TextVerb.Quit:
                client.IsOver = true;
                break;
            case TextVerb.Shutdown:
                Shutdown(words, client);
                break;
            case TextVerb.Watch:
                Watch(words, client);
                break;
            case TextVerb.LruCrawler:
                Crawler(words, client);
                break;
            case TextVerb.FlushAll:
                Flush(command.Exptime, command.NoReply, client);
                break;
            case TextVerb.DebugTime or TextVerb.DebugItem or TextVerb.Misbehave:
                client.Output.Add(context.Options.DebugCommands ? _debug.Execute(command.Verb, words) : ReplyLine.Error);
                break;
            case TextVerb.RefreshCertificates when control.SecondsSinceCertificates is not null:
                client.Output.Add(
                    control.TryReloadCertificates() is { } problem
                        ? Encoding.UTF8.GetBytes($"Error {problem}\r\n")
                        : ReplyLines.TextOf(ReplyLine.Ok));
                break;
            default:
                client.Answer(command, LineOf(command, words));
                break;
        }
    }

    private ReplyLine LineOf(in TextCommand command, Words words) => command.Verb switch
    {
        TextVerb.MetaNoOp => ReplyLine.MetaNoOp,
        TextVerb.Verbosity => SetVerbosity(command.Number),
        TextVerb.CacheMemoryLimit => SetMemoryLimit(command.Number),
        TextVerb.Slabs => _engine.Slabs(words),
        TextVerb.Lru => _engine.Lru(words),
        TextVerb.RefreshCertificates => ReplyLine.TlsNotEnabled,
        _ => ReplyLine.Error,
    };

    /// <summary>Takes as long as there are items.</summary>
    private void Flush(int exptime, bool isSilent, ClientSession client) => client.Offload(() =>
    {
        ReplyLine line = Flush(exptime);
        if (!isSilent)
        {
            client.Output.Add(line);
        }
    });

    private ReplyLine Flush(int exptime)
    {
        context.Counts.Mine.Add(ListenerCounter.Flushes);
        if (!context.Options.AllowFlush)
        {
            return ReplyLine.FlushNotAllowed;
        }

        context.Flush.Plan(exptime);
        return ReplyLine.Ok;
    }

    private ReplyLine SetVerbosity(ulong level)
    {
        context.Settings.Verbosity = (int)Math.Min(level, ServerSettings.MaxVerbosity);
        return ReplyLine.Ok;
    }

    private ReplyLine SetMemoryLimit(ulong megabytes)
    {
        if (megabytes < LeastMegabytes)
        {
            return ReplyLine.MemoryLimitTooSmall;
        }

        if (megabytes > MostMegabytes)
        {
            return ReplyLine.MemoryLimitTooLarge;
        }

        try
        {
            context.Store.MemoryLimit = (long)megabytes << 20;
            return ReplyLine.Ok;
        }
        catch (ArgumentOutOfRangeException)
        {
            return ReplyLine.MemoryLimitFixed; // beyond what there are addresses for
        }
    }

    private void Shutdown(Words words, ClientSession client)
    {
        ReplyLine problem = context.Options.AllowShutdown
            ? ShutdownCommand.Parse(words, out ShutdownCommand shutdown)
            : NotEnabled(out shutdown);
        if (problem != ReplyLine.None)
        {
            client.Output.Add(problem);
            return;
        }

        client.IsOver = true;
        control.RequestShutdown(shutdown.IsGraceful);
    }

    private static ReplyLine NotEnabled(out ShutdownCommand command)
    {
        command = default;
        return ReplyLine.ShutdownNotEnabled;
    }

    private void Stats(Words words, ClientSession client)
    {
        ReplyLine problem = StatsCommand.Parse(words, out StatsCommand command);
        if (problem != ReplyLine.None)
        {
            client.Output.Add(problem);
            return;
        }

        switch (command.Group)
        {
            case StatsGroup.Reset:
                context.ResetStatistics();
                client.Output.Add(ReplyLine.Reset);
                break;
            case StatsGroup.DetailOn or StatsGroup.DetailOff or StatsGroup.DetailDump:
                Detail(command.Group, client);
                break;
            case StatsGroup.CacheDump when !context.Options.AllowDumps:
                client.Output.Add(ReplyLine.CacheDumpNotAllowed);
                break;
            case StatsGroup.CacheDump:
                client.Offload(_dumps.CacheDump(client.Output, command.SlabClass, command.Limit));
                break;
            case StatsGroup.Sizes:
                IEnumerable<Statistic>? sizes = _groups.List(command.Group, words);
                client.Offload(() => Write(sizes, client));
                break;
            default:
                Write(_groups.List(command.Group, words), client);
                break;
        }
    }

    private void Detail(StatsGroup group, ClientSession client)
    {
        if (!context.Options.AllowDumps)
        {
            client.Output.Add(ReplyLine.DetailNotAllowed);
        }
        else if (group == StatsGroup.DetailDump)
        {
            _dumps.Prefixes(client.Output);
        }
        else
        {
            context.Prefixes.IsOn = group == StatsGroup.DetailOn;
            client.Output.Add(ReplyLine.Ok);
        }
    }

    private static void Write(IEnumerable<Statistic>? statistics, ClientSession client)
    {
        if (statistics is null)
        {
            client.Output.Add(ReplyLine.Error);
            return;
        }

        foreach (Statistic one in statistics)
        {
            byte[] name = Encoding.UTF8.GetBytes(one.Name);
            byte[] value = Encoding.UTF8.GetBytes(one.Value);
            Span<byte> room = client.Output.RoomFor(name.Length + value.Length + MaxStatisticOverhead);
            _ = AdministrationReplyWriter.TryWriteStatistic(room, name, value, out int written);
            client.Output.Advance(written);
        }

        client.Output.Add(ReplyLine.End);
    }

    private void Watch(Words words, ClientSession client)
    {
        if (!context.Options.AllowWatch)
        {
            client.Output.Add(ReplyLine.WatchNotAllowed);
            return;
        }

        if (client.Output.Pending > 0)
        {
            client.Output.Add(ReplyLine.WatchPipelined);
            return;
        }

        ReplyLine problem = WatchCommand.Parse(words, out WatchCommand command);
        if (problem != ReplyLine.None)
        {
            client.Output.Add(problem);
            return;
        }

        var watcher = new Watcher(command.Streams, context.Options.WatchBufferSize);
        bool isAdded = context.Watch.TryAdd(watcher);
        client.Watcher = isAdded ? watcher : null;
        client.Output.Add(isAdded ? ReplyLine.Ok : ReplyLine.TooManyWatchers);
    }

    private void Crawler(Words words, ClientSession client)
    {
        ReplyLine problem = CrawlerCommand.Parse(words, out CrawlerCommand command);
        if (command.Action is CrawlerAction.Crawl or CrawlerAction.Metadump or CrawlerAction.KeyDump
            && !context.Settings.IsCrawlerOn
            && problem != ReplyLine.Error)
        {
            client.Output.Add(ReplyLine.CrawlerDisabled); // whatever is to be crawled
            return;
        }

        bool isDump = command.Action is CrawlerAction.Metadump or CrawlerAction.KeyDump;
        bool isMetadump = command.Action == CrawlerAction.Metadump;
        if (isDump && problem != ReplyLine.Error && WhyNoDump(isMetadump, client) is var why and not ReplyLine.None)
        {
            problem = why; // whatever is to be listed
        }

        if (problem != ReplyLine.None)
        {
            client.Output.Add(problem);
            return;
        }

        if (!isDump)
        {
            client.Offload(() => client.Output.Add(_engine.Crawler(command)));
            return;
        }

        ulong classes = command.UsesIndex ? ulong.MaxValue : command.Classes;
        client.Offload(isMetadump ? _dumps.Metadump(client.Output, classes) : _dumps.Mgdump(client.Output, classes));
    }

    private ReplyLine WhyNoDump(bool isMetadump, ClientSession client)
    {
        if (!context.Options.AllowDumps)
        {
            return isMetadump ? ReplyLine.MetadumpNotAllowed : ReplyLine.KeyDumpNotAllowed;
        }

        bool isPipelined = client.Output.Pending > 0;
        return !isPipelined ? ReplyLine.None : isMetadump ? ReplyLine.MetadumpPipelined : ReplyLine.KeyDumpPipelined;
    }
}
