namespace CacheCore.Tool.Tests.BlackBox;

/// <summary>Slab classes, pages, segments and the crawler, as far as clients can see and steer them.</summary>
internal sealed class MemoryTests(bool overUnixSocket) : ServerTests(overUnixSocket)
{
    [Test]
    public void Classes_with_items_have_their_figures()
    {
        using ServerProcess server = Start("-o slab_sizes=200-4000");
        using RawProbe connection = server.Connect();
        _ = connection.AskCommands("set k 0 0 1\r\nx\r\nget k\r\nmn");

        string slabs = connection.AskUntil("stats slabs", "END\r\n");
        Assert.That(
            (Figure(slabs, "1:chunk_size"), Figure(slabs, "1:chunks_per_page"), Figure(slabs, "1:get_hits"), Figure(slabs, "1:cmd_set")),
            Is.EqualTo((200L, 5242L, 1L, 1L)));
        string items = connection.AskUntil("stats items", "END\r\n");
        Assert.That((Figure(items, "items:1:number"), Figure(items, "items:1:mem_requested")), Is.EqualTo((1L, 61L)));
    }

    [Test]
    public void Pages_go_where_they_are_told()
    {
        using ServerProcess server = Start("-o no_slab_automove");
        using RawProbe connection = server.Connect();
        for (int key = 0; key < 1000; key++)
        {
            _ = connection.AskCommands($"set key{key} 0 0 1000\r\n{new string('x', 1000)}");
        }

        Assert.That(connection.AskCommands("slabs reassign 1 1"), Is.EqualTo("SAME src and dst class are identical\r\n"));
        Assert.That(connection.AskCommands("slabs reassign 1 99"), Is.EqualTo("BADCLASS invalid src or dst class id\r\n"));
        Assert.That(connection.AskCommands("slabs reassign -1 0"), Is.EqualTo("OK\r\n"));
        Assert.That(Figure(connection.AskUntil("stats", "END\r\n"), "slabs_moved"), Is.EqualTo(1));
        Assert.That(connection.AskCommands("slabs automove 2"), Is.EqualTo("OK\r\n"));
        Assert.That(connection.AskUntil("stats settings", "END\r\n"), Does.Contain("STAT slab_automove 2\r\n"));
    }

    [Test]
    public void Segments_can_be_tuned_while_it_runs()
    {
        using ServerProcess server = Start("--policy segmented");
        using RawProbe connection = server.Connect();

        Assert.That(connection.AskCommands("lru tune 10 25 0.1 3.0"), Is.EqualTo("OK\r\n"));
        Assert.That(connection.AskCommands("lru tune 50 50 0.1 3.0"), Is.EqualTo("ERROR hot and warm pcts must not exceed 80\r\n"));
        Assert.That(connection.AskCommands("lru temp_ttl 60"), Is.EqualTo("OK\r\n"));
        Assert.That(connection.AskCommands("lru mode segmented"), Is.EqualTo("OK\r\n"));
        string settings = connection.AskUntil("stats settings", "END\r\n");
        Assert.That(
            settings,
            Does.Contain("STAT hot_lru_pct 10\r\nSTAT warm_lru_pct 25\r\nSTAT hot_max_factor 0.10\r\nSTAT warm_max_factor 3.00\r\n"));
        Assert.That(settings, Does.Contain("STAT temp_lru yes\r\nSTAT temporary_ttl 60\r\n"));
    }

    [Test]
    public void Items_that_live_shortly_have_a_segment_of_their_own()
    {
        using ServerProcess server = Start("-o temporary_ttl=60 --policy segmented");
        using RawProbe connection = server.Connect();
        _ = connection.AskCommands("set short 0 30 1\r\nx\r\nset long 0 300 1\r\nx\r\nmn");

        Assert.That(connection.AskUntil("stats items", "END\r\n"), Does.Match("STAT items:[0-9]+:number_temp 1\r\n"));
    }

    [Test]
    public void The_crawler_lists_what_there_is()
    {
        using ServerProcess server = Start("");
        using RawProbe connection = server.Connect();
        _ = connection.AskCommands("set one 5 0 1\r\nx\r\nset two 0 100 1\r\nx\r\nmn");

        string dump = connection.AskUntil("lru_crawler metadump all", "END\r\n");
        Assert.That(
            dump, Does.Match("key=one exp=-1 la=[0-9]+ cas=[0-9]+ fetch=no cls=1 size=67 flags=5 \n").And.Match("key=two exp=[0-9]+ "));
        Assert.That(connection.AskUntil("lru_crawler mgdump all", "EN\r\n"), Does.Contain("mg one\r\n").And.Contain("mg two\r\n"));
        Assert.That(connection.AskCommands("lru_crawler crawl all"), Is.EqualTo("OK\r\n"));
        Assert.That(connection.AskCommands("lru_crawler disable"), Is.EqualTo("OK\r\n"));
        Assert.That(connection.AskCommands("lru_crawler crawl all"), Is.EqualTo("CLIENT_ERROR lru crawler disabled\r\n"));
    }

    [Test]
    public void What_has_expired_is_gone_without_anybody_asking()
    {
        using ServerProcess server = Start("--debug-commands");
        using RawProbe connection = server.Connect();
        _ = connection.AskCommands("set k 0 100 1\r\nx");
        _ = connection.AskCommands("debugtime 101");

        Assert.That(() => Figure(connection.AskUntil("stats", "END\r\n"), "curr_items"), Is.Zero.After(60_000, 50));
    }

    [Test]
    public void Large_values_come_back_whole()
    {
        using ServerProcess server = Start("-I 16m -m 64");
        using RawProbe connection = server.Connect();
        string value = string.Concat(Enumerable.Range(0, 1_000_000).Select(i => (char)('a' + (i % 23))));
        string large = string.Concat(value, value, value, value, value);

        Assert.That(connection.AskCommands($"set k 0 0 {large.Length}\r\n{large}"), Is.EqualTo("STORED\r\n"));
        Assert.That(connection.AskUntil("get k\r\nmn", "MN\r\n"), Is.EqualTo($"VALUE k 0 {large.Length}\r\n{large}\r\nEND\r\nMN\r\n"));
    }
}
