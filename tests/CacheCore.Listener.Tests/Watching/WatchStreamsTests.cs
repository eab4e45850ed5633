using System.Text.RegularExpressions;
using CacheCore.Listener.Tests.Execution;
using CacheCore.Listener.Verbs;
using CacheCore.Listener.Watching;
using CacheCore.Protocol.Administration;
using CacheCore.Server.Watch;

namespace CacheCore.Listener.Tests.Watching;

/// <summary>What those who watch are told.</summary>
internal sealed class WatchStreamsTests
{
    [TestCase("quit\r\n", "normal")]
    [TestCase("GET / HTTP/1.1\r\n", "error")]
    [TestCase("long", "error")]
    [TestCase("broken", "error")]
    public async Task A_connection_that_ends_is_told_with_the_reason(string what, string reason)
    {
        using CacheStore store = new(new CacheCoreOptions());
        await using MemcachedServer server = new(store, new MemcachedListenerOptions { Endpoints = [new("127.0.0.1:0")] });
        await server.StartAsync();
        using RawProbe watcher = new(server.BoundEndpoints[0]);
        Assert.That(watcher.Ask("watch connevents\r\n"), Is.EqualTo("OK\r\n"));
        using (RawProbe client = new(server.BoundEndpoints[0]))
        {
            client.Send(what switch
            {
                "long" => new string('x', 5000),
                "broken" => "\u0080\u007fno such frame, and no end of it   ",
                _ => what,
            });
            _ = client.ReadToEnd();
        }

        Assert.That(ReadClosing(watcher), Does.Contain($" reason={reason} "));
    }

    [Test]
    public async Task A_client_that_ends_without_a_word_ends_normally()
    {
        using CacheStore store = new(new CacheCoreOptions());
        await using MemcachedServer server = new(store, new MemcachedListenerOptions { Endpoints = [new("127.0.0.1:0")] });
        await server.StartAsync();
        using RawProbe watcher = new(server.BoundEndpoints[0]);
        Assert.That(watcher.Ask("watch connevents\r\n"), Is.EqualTo("OK\r\n"));
        using RawProbe client = new(server.BoundEndpoints[0]);
        client.EndSending();

        Assert.That(ReadClosing(watcher), Does.Contain(" reason=normal "));
    }

    [TestCase("set a 0 0 2000000\r\n", " key=a status=too_large cmd=set ")]
    [TestCase("add a 0 0 2000000\r\n", " key=a status=too_large cmd=add ")]
    [TestCase("cas a 0 0 2000000 1\r\n", " key=a status=too_large cmd=cas ")]
    [TestCase("ms a 2000000 ME\r\n", " key=a status=too_large cmd=add ")]
    public void A_value_that_is_too_large_is_told(string line, string told)
    {
        using CacheStore store = new(new CacheCoreOptions { BackgroundMaintenance = false });
        CommandContext context = new(store, new MemcachedListenerOptions(), TimeProvider.System);
        Watcher watcher = new(WatchStreams.Mutations, 1 << 20);
        Assert.That(context.Watch.TryAdd(watcher), Is.True);

        _ = new InMemoryConnection(context).Ask(line + new string('x', 2_000_000) + "\r\n");

        Assert.That(watcher.Lines.TryRead(out byte[]? logged), Is.True);
        Assert.That(System.Text.Encoding.ASCII.GetString(logged!), Does.Contain(told).And.EndsWith(" size=2000000\n"));
    }

    /// <summary>Nobody asks for it: writers of other sizes take pages, and items with a deadline leave.</summary>
    [Test]
    public async Task Pages_that_move_and_crawls_that_end_by_themselves_are_told()
    {
        using CacheStore store = new(new CacheCoreOptions { MemoryLimit = 8 << 20 });
        await using MemcachedServer server = new(store, new MemcachedListenerOptions { Endpoints = [new("127.0.0.1:0")] });
        await server.StartAsync();
        using RawProbe watcher = new(server.BoundEndpoints[0]);
        using RawProbe client = new(server.BoundEndpoints[0]);
        Assert.That(watcher.Ask("watch sysevents\r\n"), Is.EqualTo("OK\r\n"));
        for (int i = 0; i < 100; i++)
        {
            Assert.That(client.Ask($"set brief{i} 0 1 1\r\n1\r\n"), Is.EqualTo("STORED\r\n"));
        }

        // A crawl may come before anything is over.
        string crawls = ReadUntil(watcher, new Regex(@"type=lru_crawler .* reclaimed=[1-9]"));
        Assert.That(crawls.Split('\n'), Has.All.Match("^$|" +
            @"^ts=\d+\.\d{6} gid=\d+ type=lru_crawler crawler=1 lru=(hot|cold) low_mark=1 next_reclaims=[01] since_run=\d+ next_run=\d+ " +
            @"elapsed=\d+ examined=\d+ reclaimed=\d+$"));
        while (store.GetStatistics().PagesTaken == 0)
        {
            Write(client, 4000, 2000);
            Write(client, 400, 20_000);
        }

        Assert.That(ReadUntil(watcher, "type=slab_move"), Does.Match(@" type=slab_move src=\d+ dst=\d+ state=ok\n"));
    }

    [Test]
    public void A_clock_that_fails_costs_a_line()
    {
        using CacheStore store = new(new CacheCoreOptions { BackgroundMaintenance = false });
        BrokenTime clock = new();
        CommandContext context = new(store, new MemcachedListenerOptions(), clock);
        using UpkeepWatch upkeep = new(context.Access.View, context.Sizes, context.Watch);
        Watcher watcher = new(WatchStreams.SystemEvents, 1 << 20);
        Assert.That(context.Watch.TryAdd(watcher));
        store.Parts.Journals.NotePage(0, 1, isMoved: true);
        clock.IsBroken = true;

        Assert.That(upkeep.Look, Throws.Nothing);
        Assert.That(context.Watch.Skipped, Is.GreaterThanOrEqualTo(1));
    }

    private sealed class BrokenTime : TimeProvider
    {
        public bool IsBroken { get; set; }

        public override DateTimeOffset GetUtcNow() =>
            IsBroken ? throw new InvalidOperationException("The clock is broken.") : base.GetUtcNow();
    }

    /// <summary>Nothing is kept or looked into for watchers that have left.</summary>
    [Test]
    public void A_journal_is_kept_as_long_as_somebody_watches()
    {
        using CacheStore store = new(new CacheCoreOptions { BackgroundMaintenance = false });
        CommandContext context = new(store, new MemcachedListenerOptions(), TimeProvider.System);
        Watcher one = new(WatchStreams.SystemEvents, 1 << 20);
        Watcher other = new(WatchStreams.SystemEvents | WatchStreams.Fetchers, 1 << 20);
        Assert.That(store.Parts.Journals.All, Is.Empty);
        Assert.That((context.Watch.TryAdd(one), context.Watch.TryAdd(other)), Is.EqualTo((true, true)));
        Assert.That(store.Parts.Journals.All, Has.Length.EqualTo(1));
        context.Watch.Remove(one);
        Assert.That(store.Parts.Journals.All, Has.Length.EqualTo(1));
        context.Watch.Remove(other);
        Assert.That(store.Parts.Journals.All, Is.Empty);
    }

    [Test]
    public void What_a_journal_had_no_room_for_is_told_before_the_next_line()
    {
        using CacheStore store = new(new CacheCoreOptions { BackgroundMaintenance = false });
        CommandContext context = new(store, new MemcachedListenerOptions(), TimeProvider.System);
        Watcher watcher = new(WatchStreams.SystemEvents, 1 << 20);
        Watcher stranger = new(WatchStreams.Fetchers, 1 << 20);
        Assert.That((context.Watch.TryAdd(watcher), context.Watch.TryAdd(stranger)), Is.EqualTo((true, true)));
        context.Watch.Skip(WatchStreams.SystemEvents, 7);
        context.Watch.Log(WatchStreams.SystemEvents | WatchStreams.Fetchers, "next");

        Assert.That(watcher.Lines.TryRead(out byte[]? heard), Is.True);
        Assert.That(stranger.Lines.TryRead(out byte[]? other), Is.True);
        Assert.That(System.Text.Encoding.ASCII.GetString(heard!), Does.StartWith("skipped=7\nts=").And.EndsWith(" next\n"));
        Assert.That(System.Text.Encoding.ASCII.GetString(other!), Does.StartWith("ts="));
        Assert.That(context.Watch.Skipped, Is.EqualTo(7));
        context.Watch.Remove(watcher);
    }

    private static void Write(RawProbe client, int length, int items)
    {
        string value = new('x', length);
        for (int i = 0; i < items; i++)
        {
            client.Send($"set k{length}/{i} 0 0 {length} noreply\r\n{value}\r\n");
        }

        Assert.That(client.Ask("mn\r\n"), Is.EqualTo("MN\r\n"));
    }

    private static string ReadUntil(RawProbe watcher, string what) => ReadUntil(watcher, new Regex(Regex.Escape(what)));

    private static string ReadUntil(RawProbe watcher, Regex what)
    {
        string heard = "";
        while (!what.IsMatch(heard) && !heard.EndsWith("<closed>", StringComparison.Ordinal))
        {
            heard += watcher.ReadUntil("\n");
        }

        return heard;
    }

    private static string ReadClosing(RawProbe watcher) => ReadUntil(watcher, "type=conn_close");
}
