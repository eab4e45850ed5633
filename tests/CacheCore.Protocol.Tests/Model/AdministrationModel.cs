using CacheCore.Protocol.Administration;
using CacheCore.Protocol.Text;

namespace CacheCore.Protocol.Tests.Model;

/// <summary>
/// Answers administration commands as a server does that was just started with usual settings. It carries out flush_all alone.
/// </summary>
internal sealed class AdministrationModel(ModelStore store, ModelOutput output)
{
    public void Execute(in TextCommand command, ReadOnlySpan<byte> buffer)
    {
        if (command.Verb == TextVerb.Version)
        {
            output.Add(AdministrationReplyWriter.TryWriteVersion(output.Room, "1.6.18"u8, out int written), written);
            return;
        }

        Words words = command.ArgumentsIn(buffer);
        ReplyLine line = command.Verb switch
        {
            TextVerb.FlushAll => Flush(),
            TextVerb.Verbosity => ReplyLine.Ok,
            TextVerb.MetaNoOp => ReplyLine.MetaNoOp,
            TextVerb.CacheMemoryLimit => LimitTo(command.Number),
            TextVerb.Shutdown => ReplyLine.ShutdownNotEnabled,
            TextVerb.RefreshCertificates => ReplyLine.TlsNotEnabled,
            TextVerb.Slabs => Slabs(words),
            TextVerb.Lru => LruCommand.Parse(words, out _) is var problem and not ReplyLine.None ? problem : ReplyLine.Ok,
            TextVerb.LruCrawler => Crawler(words),
            TextVerb.Watch => WatchCommand.Parse(words, out _) is var problem and not ReplyLine.None ? problem : ReplyLine.Ok,
            TextVerb.Stats => Stats(words),
            TextVerb.Quit => ReplyLine.None,
            _ => ReplyLine.Error,
        };
        if (!command.NoReply)
        {
            output.Add(line);
        }
    }

    private ReplyLine Flush()
    {
        store.Clear();
        return ReplyLine.Ok;
    }

    private static ReplyLine LimitTo(ulong megabytes) => megabytes switch
    {
        < 8 => ReplyLine.MemoryLimitTooSmall,
        > 1_000_000_000 => ReplyLine.MemoryLimitTooLarge,
        _ => ReplyLine.Ok,
    };

    private static ReplyLine Slabs(Words words)
    {
        ReplyLine problem = SlabsCommand.Parse(words, out SlabsCommand command);
        if (problem != ReplyLine.None || command.Action != SlabsAction.Reassign)
        {
            return problem == ReplyLine.None ? ReplyLine.Ok : problem;
        }

        return command.FromClass == command.ToClass ? ReplyLine.ReassignSameClass : ReplyLine.ReassignNoSparePage;
    }

    private static ReplyLine Crawler(Words words)
    {
        ReplyLine problem = CrawlerCommand.Parse(words, out CrawlerCommand command);
        if (problem != ReplyLine.None)
        {
            return problem;
        }

        return command.Action switch
        {
            CrawlerAction.Enable => ReplyLine.CrawlerNotStarted,
            CrawlerAction.Metadump => ReplyLine.End,
            CrawlerAction.KeyDump => ReplyLine.MetaEnd,
            _ => ReplyLine.Ok,
        };
    }

    private ReplyLine Stats(Words words)
    {
        ReplyLine problem = StatsCommand.Parse(words, out StatsCommand command);
        if (problem != ReplyLine.None)
        {
            return problem;
        }

        switch (command.Group)
        {
            case StatsGroup.Reset:
                return ReplyLine.Reset;
            case StatsGroup.DetailOn or StatsGroup.DetailOff:
                return ReplyLine.Ok;
            case StatsGroup.Other:
                return ReplyLine.Error;
            case StatsGroup.Sizes:
                output.Add(
                    AdministrationReplyWriter.TryWriteStatistic(output.Room, "sizes_status"u8, "disabled"u8, out int written), written);
                return ReplyLine.End;
            default:
                return ReplyLine.End;
        }
    }
}
