using CacheCore.Protocol.Administration;
using CacheCore.Protocol.Text;

namespace CacheCore.Protocol.Tests.Pairs;

/// <summary>Commands about a server or a connection.</summary>
internal sealed class AdministrationCommandPair : TextCommandPair
{
    public override string Write(RandomText random, Span<byte> room, out int written)
    {
        bool noReply = random.OneIn(3);
        uint number = random.UInt32();
        int exptime = random.Int32();
        (string words, bool fits) = random.Next(12) switch
        {
            0 => ($"verbosity {number} {noReply}", AdministrationRequest.TryWriteVerbosity(room, number, noReply, out written)),
            1 => ($"cache_memlimit {number} {noReply}", AdministrationRequest.TryWriteCacheMemoryLimit(room, number, noReply, out written)),
            2 => ($"flush_all {exptime} {noReply}", AdministrationRequest.TryWriteFlushAll(room, exptime, noReply, out written)),
            3 => Bare(random.Pick(TextVerb.Version, TextVerb.MetaNoOp, TextVerb.RefreshCertificates), room, out written),
            4 => WriteWords(random, room, out written),
            5 => Command(RandomSlabs(random), room, out written),
            6 => Command(RandomLru(random), room, out written),
            7 => Command(RandomCrawler(random), room, out written),
            8 => Command(RandomStats(random), room, out written),
            9 => Command(new WatchCommand((WatchStreams)(random.Next(1023) + 1)), room, out written),
            10 => Command(new ShutdownCommand(noReply), room, out written),
            _ => Bare(TextVerb.MetaNoOp, room, out written),
        };
        Assert.That(fits, Is.True);
        return words;
    }

    protected override string Describe(in TextCommand command, ReadOnlySpan<byte> buffer)
    {
        Assert.That(command.Error, Is.EqualTo(ReplyLine.None));
        Words words = command.ArgumentsIn(buffer);
        return command.Verb switch
        {
            TextVerb.Verbosity => $"verbosity {command.Number} {command.NoReply}",
            TextVerb.CacheMemoryLimit => $"cache_memlimit {command.Number} {command.NoReply}",
            TextVerb.FlushAll => $"flush_all {command.Exptime} {command.NoReply}",
            TextVerb.Slabs => Described(SlabsCommand.Parse(words, out SlabsCommand slabs), slabs),
            TextVerb.Lru => Described(LruCommand.Parse(words, out LruCommand lru), lru),
            TextVerb.LruCrawler => Described(CrawlerCommand.Parse(words, out CrawlerCommand crawler), crawler),
            TextVerb.Stats => Described(StatsCommand.Parse(words, out StatsCommand stats), stats),
            TextVerb.Watch => Described(WatchCommand.Parse(words, out WatchCommand watch), watch),
            TextVerb.Shutdown => Described(ShutdownCommand.Parse(words, out ShutdownCommand shutdown), shutdown),
            TextVerb.Extstore => $"extstore{Text(command.Arguments, buffer)}",
            _ => $"bare {command.Verb}",
        };
    }

    private static string Described(ReplyLine problem, object command)
    {
        Assert.That(problem, Is.EqualTo(ReplyLine.None));
        return command.ToString()!;
    }

    private static (string, bool) Bare(TextVerb verb, Span<byte> room, out int written) =>
        ($"bare {verb}", AdministrationRequest.TryWrite(room, verb, out written));

    private static (string, bool) WriteWords(RandomText random, Span<byte> room, out int written)
    {
        byte[] word = random.Key();
        return ($"extstore {Text(word)}", AdministrationRequest.TryWrite(room, TextVerb.Extstore, word, out written));
    }

    private static (string, bool) Command(SlabsCommand command, Span<byte> room, out int written) =>
        (command.ToString(), command.TryWrite(room, out written));

    private static (string, bool) Command(LruCommand command, Span<byte> room, out int written) =>
        (command.ToString(), command.TryWrite(room, out written));

    private static (string, bool) Command(CrawlerCommand command, Span<byte> room, out int written) =>
        (command.ToString(), command.TryWrite(room, out written));

    private static (string, bool) Command(StatsCommand command, Span<byte> room, out int written) =>
        (command.ToString(), command.TryWrite(room, out written));

    private static (string, bool) Command(WatchCommand command, Span<byte> room, out int written) =>
        (command.ToString(), command.TryWrite(room, out written));

    private static (string, bool) Command(ShutdownCommand command, Span<byte> room, out int written) =>
        (command.ToString(), command.TryWrite(room, out written));

    private static SlabsCommand RandomSlabs(RandomText random) => random.Pick<SlabsAction>(Enum.GetValues<SlabsAction>()) switch
    {
        SlabsAction.Reassign => new(SlabsAction.Reassign, FromClass: random.Int32(), ToClass: random.Int32()),
        SlabsAction.AutomoveRatio => new(SlabsAction.AutomoveRatio, Ratio: Fraction(random)),
        SlabsAction.AutomoveFreeRatio => new(SlabsAction.AutomoveFreeRatio, Ratio: Fraction(random)),
        SlabsAction.AutomoveWindow => new(SlabsAction.AutomoveWindow, Window: random.Next(1798) + 3),
        _ => new(SlabsAction.Automove, Level: random.Next(3)),
    };

    private static LruCommand RandomLru(RandomText random) => random.Pick<LruAction>(Enum.GetValues<LruAction>()) switch
    {
        LruAction.Tune => RandomTune(random, random.Next(81)),
        LruAction.TemporaryTtl => new(LruAction.TemporaryTtl, Seconds: random.Int32()),
        var mode => new(mode),
    };

    private static LruCommand RandomTune(RandomText random, int hot) => new(
        LruAction.Tune, HotPercent: hot, WarmPercent: random.Next(81 - hot), HotFactor: Fraction(random), WarmFactor: Fraction(random));

    private static CrawlerCommand RandomCrawler(RandomText random) => random.Pick<CrawlerAction>(Enum.GetValues<CrawlerAction>()) switch
    {
        CrawlerAction.Sleep => new(CrawlerAction.Sleep, Number: (uint)random.Next(1_000_001)),
        CrawlerAction.ToCrawl => new(CrawlerAction.ToCrawl, Number: random.UInt32()),
        CrawlerAction.Crawl => new(CrawlerAction.Crawl, Classes: Classes(random)),
        var dump and (CrawlerAction.Metadump or CrawlerAction.KeyDump) => random.OneIn(3)
            ? new(dump, UsesIndex: true)
            : new(dump, Classes: Classes(random)),
        var bare => new(bare),
    };

    private static StatsCommand RandomStats(RandomText random)
    {
        StatsGroup group = random.Pick<StatsGroup>(Enum.GetValues<StatsGroup>());
        return group switch
        {
            StatsGroup.CacheDump => new(group, SlabClass: random.Next(64), Limit: random.UInt32()),
            StatsGroup.Other => new(StatsGroup.General),
            _ => new(group),
        };
    }

    private static ulong Classes(RandomText random) => random.OneIn(3)
        ? CrawlerCommand.AllClasses
        : random.Bits(CrawlerCommand.AllClasses) | (1UL << (random.Next(63) + 1));

    private static double Fraction(RandomText random) => (random.Next(1000) + 1) / random.Pick(1.0, 7, 100, 1000, 1e12);
}
