using CacheCore.Protocol.Administration;
using CacheCore.Protocol.Text;

namespace CacheCore.Protocol.Tests.Administration;

/// <summary>What the words behind an administration command become.</summary>
internal sealed class AdministrationParserTests
{
    [TestCase("slabs reassign 1 2", SlabsAction.Reassign, 1, 2)]
    [TestCase("slabs reassign -1 0", SlabsAction.Reassign, -1, 0)]
    public void Slabs_reassign(string line, SlabsAction action, int from, int to)
    {
        Words words = Words(line);

        Assert.That(SlabsCommand.Parse(words, out SlabsCommand command), Is.EqualTo(ReplyLine.None));
        Assert.That(command, Is.EqualTo(new SlabsCommand(action, FromClass: from, ToClass: to)));
    }

    [Test]
    public void Slabs_automove()
    {
        Assert.That(Slabs("slabs automove 2"), Is.EqualTo((ReplyLine.None, new SlabsCommand(SlabsAction.Automove, Level: 2))));
        Assert.That(
            Slabs("slabs automove ratio 0.8"),
            Is.EqualTo((ReplyLine.None, new SlabsCommand(SlabsAction.AutomoveRatio, Ratio: 0.8))));
        Assert.That(
            Slabs("slabs automove freeratio 0.01"),
            Is.EqualTo((ReplyLine.None, new SlabsCommand(SlabsAction.AutomoveFreeRatio, Ratio: 0.01))));
        Assert.That(
            Slabs("slabs automove window 3"),
            Is.EqualTo((ReplyLine.None, new SlabsCommand(SlabsAction.AutomoveWindow, Window: 3))));
    }

    [TestCase("slabs", ReplyLine.Error)]
    [TestCase("slabs reassign 1", ReplyLine.Error)]
    [TestCase("slabs reassign 1 2 3", ReplyLine.Error)]
    [TestCase("slabs reassign 1 x", ReplyLine.BadCommandLineFormat)]
    [TestCase("slabs automove", ReplyLine.Error)]
    [TestCase("slabs automove 3", ReplyLine.Error)]
    [TestCase("slabs automove -1", ReplyLine.BadCommandLineFormat)]
    [TestCase("slabs automove ratio", ReplyLine.Error)]
    [TestCase("slabs automove window", ReplyLine.Error)]
    [TestCase("slabs automove window x", ReplyLine.BadCommandLineFormat)]
    [TestCase("slabs automove window 2", ReplyLine.AutomoveWindowOutOfRange)]
    [TestCase("slabs automove window 1801", ReplyLine.AutomoveWindowOutOfRange)]
    [TestCase("slabs automove window 1800", ReplyLine.None)]
    public void Slabs_refuses(string line, ReplyLine error) => Assert.That(Slabs(line).Error, Is.EqualTo(error));

    [Test]
    public void Lru()
    {
        Assert.That(LruOf("lru tune 20 60 0.2 2"), Is.EqualTo((ReplyLine.None, new LruCommand(LruAction.Tune, 20, 60, 0.2, 2))));
        Assert.That(LruOf("lru mode flat"), Is.EqualTo((ReplyLine.None, new LruCommand(LruAction.Flat))));
        Assert.That(LruOf("lru mode segmented"), Is.EqualTo((ReplyLine.None, new LruCommand(LruAction.Segmented))));
        Assert.That(LruOf("lru temp_ttl -1"), Is.EqualTo((ReplyLine.None, new LruCommand(LruAction.TemporaryTtl, Seconds: -1))));
    }

    [TestCase("lru", ReplyLine.Error)]
    [TestCase("lru x 1", ReplyLine.Error)]
    [TestCase("lru mode", ReplyLine.Error)]
    [TestCase("lru temp_ttl", ReplyLine.Error)]
    [TestCase("lru tune 20 40 0.2", ReplyLine.Error)]
    [TestCase("lru tune 20 40 0.2 x", ReplyLine.Error)]
    [TestCase("lru tune 21 60 0.2 2", ReplyLine.LruPercentTooHigh)]
    [TestCase("lru tune 4294967295 4294967295 0.2 2", ReplyLine.LruPercentTooHigh)]
    [TestCase("lru tune 20 40 0 2", ReplyLine.LruFactorTooLow)]
    [TestCase("lru tune 20 40 0.2 -1", ReplyLine.LruFactorTooLow)]
    public void Lru_refuses(string line, ReplyLine error) => Assert.That(LruOf(line).Error, Is.EqualTo(error));

    [Test]
    public void Crawler()
    {
        Assert.That(CrawlerOf("lru_crawler enable"), Is.EqualTo((ReplyLine.None, new CrawlerCommand(CrawlerAction.Enable))));
        Assert.That(CrawlerOf("lru_crawler disable x"), Is.EqualTo((ReplyLine.None, new CrawlerCommand(CrawlerAction.Disable))));
        Assert.That(
            CrawlerOf("lru_crawler sleep 1000000"),
            Is.EqualTo((ReplyLine.None, new CrawlerCommand(CrawlerAction.Sleep, Number: 1_000_000))));
        Assert.That(CrawlerOf("lru_crawler tocrawl 5"), Is.EqualTo((ReplyLine.None, new CrawlerCommand(CrawlerAction.ToCrawl, Number: 5))));
        Assert.That(
            CrawlerOf("lru_crawler crawl 1,63"),
            Is.EqualTo((ReplyLine.None, new CrawlerCommand(CrawlerAction.Crawl, Classes: (1UL << 63) | 2))));
        Assert.That(
            CrawlerOf("lru_crawler metadump all"),
            Is.EqualTo((ReplyLine.None, new CrawlerCommand(CrawlerAction.Metadump, Classes: ulong.MaxValue - 1))));
        Assert.That(
            CrawlerOf("lru_crawler mgdump hash"),
            Is.EqualTo((ReplyLine.None, new CrawlerCommand(CrawlerAction.KeyDump, UsesIndex: true))));
    }

    [TestCase("lru_crawler", ReplyLine.Error)]
    [TestCase("lru_crawler x", ReplyLine.Error)]
    [TestCase("lru_crawler crawl", ReplyLine.Error)]
    [TestCase("lru_crawler crawl hash", ReplyLine.CrawlerFailed)]
    [TestCase("lru_crawler crawl 0", ReplyLine.CrawlerBadClass)]
    [TestCase("lru_crawler crawl 64", ReplyLine.CrawlerBadClass)]
    [TestCase("lru_crawler crawl 1,,2", ReplyLine.CrawlerBadClass)]
    [TestCase("lru_crawler crawl 1,x", ReplyLine.CrawlerBadClass)]
    [TestCase("lru_crawler sleep", ReplyLine.Error)]
    [TestCase("lru_crawler sleep x", ReplyLine.BadCommandLineFormat)]
    [TestCase("lru_crawler sleep 1000001", ReplyLine.CrawlerSleepTooLong)]
    [TestCase("lru_crawler tocrawl x", ReplyLine.BadCommandLineFormat)]
    public void Crawler_refuses(string line, ReplyLine error) => Assert.That(CrawlerOf(line).Error, Is.EqualTo(error));

    [TestCase("stats", StatsGroup.General)]
    [TestCase("stats settings", StatsGroup.Settings)]
    [TestCase("stats items x", StatsGroup.Items)]
    [TestCase("stats slabs", StatsGroup.Slabs)]
    [TestCase("stats sizes", StatsGroup.Sizes)]
    [TestCase("stats conns", StatsGroup.Connections)]
    [TestCase("stats extstore", StatsGroup.Extstore)]
    [TestCase("stats reset", StatsGroup.Reset)]
    [TestCase("stats detail on", StatsGroup.DetailOn)]
    [TestCase("stats detail off", StatsGroup.DetailOff)]
    [TestCase("stats detail dump", StatsGroup.DetailDump)]
    [TestCase("stats cachecore", StatsGroup.Other)]
    public void Stats(string line, StatsGroup group) => Assert.That(StatsOf(line), Is.EqualTo((ReplyLine.None, new StatsCommand(group))));

    [Test]
    public void Stats_cachedump() =>
        Assert.That(
            StatsOf("stats cachedump 63 5"),
            Is.EqualTo((ReplyLine.None, new StatsCommand(StatsGroup.CacheDump, SlabClass: 63, Limit: 5))));

    [TestCase("stats detail", ReplyLine.DetailUsage)]
    [TestCase("stats detail x", ReplyLine.DetailUsage)]
    [TestCase("stats cachedump", ReplyLine.BadCommandLine)]
    [TestCase("stats cachedump 1", ReplyLine.BadCommandLine)]
    [TestCase("stats cachedump x 1", ReplyLine.BadCommandLineFormat)]
    [TestCase("stats cachedump 1 x", ReplyLine.BadCommandLineFormat)]
    [TestCase("stats cachedump 64 1", ReplyLine.IllegalSlabClass)]
    public void Stats_refuses(string line, ReplyLine error) => Assert.That(StatsOf(line).Error, Is.EqualTo(error));

    [TestCase("watch", WatchStreams.Fetchers)]
    [TestCase("watch mutations evictions", WatchStreams.Mutations | WatchStreams.Evictions)]
    [TestCase("watch fetchers connevents deletions", WatchStreams.Fetchers | WatchStreams.ConnectionEvents | WatchStreams.Deletions)]
    [TestCase("watch sysevents rawcmds proxyreqs proxyevents proxyuser", WatchStreams.SystemEvents | WatchStreams.RawCommands
        | WatchStreams.ProxyRequests | WatchStreams.ProxyEvents | WatchStreams.ProxyUser)]
    public void Watch(string line, WatchStreams streams)
    {
        Assert.That(WatchCommand.Parse(Words(line), out WatchCommand command), Is.EqualTo(ReplyLine.None));
        Assert.That(command.Streams, Is.EqualTo(streams));
    }

    [Test]
    public void Watch_refuses_what_it_does_not_know() =>
        Assert.That(WatchCommand.Parse(Words("watch fetchers x"), out _), Is.EqualTo(ReplyLine.Error));

    [TestCase("shutdown", false, ReplyLine.None)]
    [TestCase("shutdown graceful", true, ReplyLine.None)]
    [TestCase("shutdown now", false, ReplyLine.InvalidShutdownMode)]
    public void Shutdown(string line, bool isGraceful, ReplyLine error)
    {
        Assert.That(ShutdownCommand.Parse(Words(line), out ShutdownCommand command), Is.EqualTo(error));
        Assert.That(command.IsGraceful, Is.EqualTo(isGraceful));
    }

    private static (ReplyLine Error, SlabsCommand Command) Slabs(string line) =>
        (SlabsCommand.Parse(Words(line), out SlabsCommand command), command);

    private static (ReplyLine Error, LruCommand Command) LruOf(string line) =>
        (LruCommand.Parse(Words(line), out LruCommand command), command);

    private static (ReplyLine Error, CrawlerCommand Command) CrawlerOf(string line) =>
        (CrawlerCommand.Parse(Words(line), out CrawlerCommand command), command);

    private static (ReplyLine Error, StatsCommand Command) StatsOf(string line) =>
        (StatsCommand.Parse(Words(line), out StatsCommand command), command);

    private static Words Words(string line) => Parsing.Text(line + "\\r\\n", out byte[] buffer).ArgumentsIn(buffer);
}
