namespace CacheCore.Tool.Tests.BlackBox;

/// <summary>Statistics and logs that clients ask for.</summary>
internal sealed class ReportTests(bool overUnixSocket) : ServerTests(overUnixSocket)
{
    [Test]
    public void Statistics_count_what_was_asked()
    {
        using ServerProcess server = Start("");
        using RawProbe connection = server.Connect();
        _ = connection.AskUntil("set k 0 0 1\r\nx\r\nget k none\r\ndelete k\r\ntouch k 0\r\nincr k 1\r\nflush_all\r\nmn", "MN\r\n");

        string stats = connection.AskUntil("stats", "END\r\n");
        Assert.That(
            (Figure(stats, "cmd_set"), Figure(stats, "cmd_get"), Figure(stats, "get_hits"), Figure(stats, "get_misses")),
            Is.EqualTo((1L, 2L, 1L, 1L)));
        Assert.That(
            (Figure(stats, "delete_hits"), Figure(stats, "touch_misses"), Figure(stats, "incr_misses"), Figure(stats, "cmd_flush")),
            Is.EqualTo((1L, 1L, 1L, 1L)));
        Assert.That(
            (Figure(stats, "pid"), Figure(stats, "curr_items"), Figure(stats, "total_items")),
            Is.EqualTo(((long)server.Id, 0L, 1L)));
        Assert.That(connection.AskCommands("stats reset"), Is.EqualTo("RESET\r\n"));
        Assert.That(Figure(connection.AskUntil("stats", "END\r\n"), "cmd_get"), Is.Zero);
        Assert.That(connection.AskUntil("stats cachecore", "END\r\n"), Does.Contain($"STAT cachecore_version {ToolVersion.Number}\r\n"));
        Assert.That(connection.AskCommands("stats foo"), Is.EqualTo("ERROR\r\n"));
    }

    [Test]
    public void Connections_are_described()
    {
        using ServerProcess server = Start("");
        string address = OverUnixSocket ? "unix:" : "tcp:127.0.0.1:";

        Assert.That(server.Ask("stats conns"), Does.Match($"STAT [0-9]+:addr {address}").And.Match("STAT [0-9]+:state conn_listening\r\n"));
    }

    [Test]
    public void Verbosity_can_be_changed()
    {
        using ServerProcess server = Start("");
        using RawProbe connection = server.Connect();

        Assert.That(connection.AskCommands("verbosity 9"), Is.EqualTo("OK\r\n"));
        Assert.That(connection.AskUntil("stats settings", "END\r\n"), Does.Contain("STAT verbosity 2\r\n"));
    }

    [TestCase("fetchers", "get k", "type=item_get key=k status=not_found clsid=0 cfd=")]
    [TestCase("deletions", "set k 0 0 1\r\nx\r\ndelete k\r\nmn", "type=deleted key=k cmd=delete clsid=1 size=1")]
    [TestCase("connevents", "mn", "type=conn_new rip=")]
    public void Each_stream_can_be_watched(string stream, string command, string line)
    {
        using ServerProcess server = Start("");
        using RawProbe watcher = server.Connect();
        Assert.That(watcher.AskCommands($"watch {stream}"), Is.EqualTo("OK\r\n"));
        using RawProbe connection = server.Connect();
        _ = connection.AskCommands(command);

        string heard = watcher.ReadLine();
        if (heard.Contains("type=conn_close", StringComparison.Ordinal))
        {
            heard = watcher.ReadLine(); // of whoever found out that the server listens
        }

        Assert.That(heard, Does.Match("^ts=[0-9.]+ gid=[0-9]+ ").And.Contain(line));
    }

    [Test]
    public void Evictions_can_be_watched()
    {
        using ServerProcess server = Start("-m 8");
        using RawProbe watcher = server.Connect();
        Assert.That(watcher.AskCommands("watch evictions"), Is.EqualTo("OK\r\n"));
        using RawProbe connection = server.Connect();
        for (int key = 0; key < 300; key++)
        {
            _ = connection.AskCommands($"set key{key} 0 0 50000\r\n{new string('x', 50_000)}");
        }

        Assert.That(watcher.ReadLine(), Does.Match("type=eviction key=key[0-9]+ fetch=no ttl=-1 la=[0-9]+ clsid=[0-9]+ size=50000\n"));
    }

    [Test]
    public void More_than_twenty_do_not_watch()
    {
        using ServerProcess server = Start("");
        RawProbe[] watchers = [.. Enumerable.Range(0, 20).Select(_ => server.Connect())];
        Array.ForEach(watchers, one => Assert.That(one.AskCommands("watch"), Is.EqualTo("OK\r\n")));

        Assert.That(server.Ask("watch"), Is.EqualTo("WATCHER_TOO_MANY log watcher limit reached\r\n"));
        Array.ForEach(watchers, one => one.Dispose());
    }
}
