namespace CacheCore.Tool.Tests.BlackBox;

/// <summary>Each option that changes what clients meet, tried on the real program over TCP and over a unix socket.</summary>
[TestFixture(false)]
[TestFixture(true)]
internal sealed class OptionTests(bool overUnixSocket) : ServerTests(overUnixSocket)
{
    [Test]
    public void It_keeps_what_it_is_given()
    {
        using ServerProcess server = Start("");
        using RawProbe connection = server.Connect();

        Assert.That(connection.AskCommands("set k 5 0 3\r\nabc"), Is.EqualTo("STORED\r\n"));
        Assert.That(connection.AskCommands("get k"), Is.EqualTo("VALUE k 5 3\r\nabc\r\nEND\r\n"));
        Assert.That(connection.AskCommands("mg k s v\r\nmn"), Is.EqualTo("VA 3 s3\r\nabc\r\nMN\r\n"));
    }

    [Test]
    public void Settings_tell_what_was_asked_for()
    {
        using ServerProcess server = Start("-m 100 -c 50 -I 2m -b 77 -A -F -X");
        string settings = server.Ask("stats settings");

        Assert.That(
            settings,
            Does.Contain("STAT maxbytes 104857600\r\n").And.Contain("STAT maxconns 50\r\n").And.Contain("STAT item_size_max 2097152\r\n"));
        Assert.That(
            settings,
            Does.Contain("STAT tcp_backlog 77\r\n").And.Contain("STAT shutdown_command yes\r\n").And.Contain("STAT flush_enabled no\r\n"));
        Assert.That(settings, Does.Contain("STAT dump_enabled no\r\n"));
    }

    [Test]
    public void Option_F_refuses_to_flush()
    {
        using ServerProcess server = Start("-F");

        Assert.That(server.Ask("flush_all"), Is.EqualTo("CLIENT_ERROR flush_all not allowed\r\n"));
    }

    [Test]
    public void Option_X_refuses_to_list_keys()
    {
        using ServerProcess server = Start("-X");

        Assert.That(server.Ask("lru_crawler metadump all"), Is.EqualTo("ERROR metadump not allowed\r\n"));
        Assert.That(server.Ask("stats cachedump 1 1"), Is.EqualTo("CLIENT_ERROR stats cachedump not allowed\r\n"));
    }

    [Test]
    public void Option_W_refuses_to_be_watched()
    {
        using ServerProcess server = Start("-W");

        Assert.That(server.Ask("watch fetchers"), Is.EqualTo("CLIENT_ERROR watch commands not allowed\r\n"));
    }

    [TestCase("", "SERVER_ERROR: shutdown not enabled\r\n")]
    [TestCase("-A", "")]
    public void Option_A_lets_a_client_end_the_server(string options, string answer)
    {
        using ServerProcess server = Start(options);

        Assert.That(server.Ask("shutdown"), Is.EqualTo(answer));
        if (answer.Length == 0)
        {
            Assert.That(server.WaitForEnd(), Is.Zero);
        }
    }

    [Test]
    public void Option_B_fixes_the_protocol()
    {
        using ServerProcess server = Start("-B binary");
        using RawProbe connection = server.Connect();
        connection.Send("get k\r\n");

        Assert.That(connection.ReadToEnd(), Is.Empty, "text on a binary endpoint is closed without a word");
    }

    [Test]
    public void Option_I_sets_the_largest_item()
    {
        using ServerProcess server = Start("-I 2m -m 64");
        using RawProbe connection = server.Connect();

        Assert.That(connection.AskCommands($"set large 0 0 1500000\r\n{new string('x', 1_500_000)}"), Is.EqualTo("STORED\r\n"));
        Assert.That(
            connection.AskCommands($"set larger 0 0 3000000\r\n{new string('x', 3_000_000)}"),
            Is.EqualTo("SERVER_ERROR object too large for cache\r\n"));
    }

    [Test]
    public void Option_M_sets_the_memory()
    {
        using ServerProcess server = Start("-m 8");
        using RawProbe connection = server.Connect();
        for (int key = 0; key < 300; key++)
        {
            Assert.That(connection.AskCommands($"set key{key} 0 0 50000\r\n{new string('x', 50_000)}"), Is.EqualTo("STORED\r\n"));
        }

        string stats = connection.AskCommands("stats");
        Assert.That(stats, Does.Contain("STAT limit_maxbytes 8388608\r\n"));
        Assert.That(Figure(stats, "evictions"), Is.GreaterThan(100));
        Assert.That(Figure(stats, "bytes"), Is.LessThan(8 << 20));
    }

    [Test]
    public void Option_M_refuses_what_finds_no_memory()
    {
        using ServerProcess server = Start("-m 8 -M");
        using RawProbe connection = server.Connect();
        int stored = 0;
        while (connection.AskCommands($"set key{stored} 0 0 50000\r\n{new string('x', 50_000)}") == "STORED\r\n" && stored < 300)
        {
            stored++;
        }

        Assert.That(stored, Is.InRange(50, 200));
        Assert.That(
            connection.AskCommands($"set more 0 0 50000\r\n{new string('x', 50_000)}"),
            Is.EqualTo("SERVER_ERROR out of memory storing object\r\n"));
        string stats = connection.AskUntil("stats", "END\r\n");
        Assert.That((Figure(stats, "evictions"), Figure(stats, "curr_items")), Is.EqualTo((0L, (long)stored)));
        Assert.That(connection.AskUntil("stats settings", "END\r\n"), Does.Contain("STAT evictions off\r\n"));
    }

    [Test]
    public void Option_C_limits_connections()
    {
        using ServerProcess server = Start("-c 3");
        using RawProbe first = server.Connect();
        Assert.That(
            () => Figure(first.AskCommands("stats"), "curr_connections"), Is.EqualTo(1).After(60_000, 20),
            "the one that asked whether it listens has not left");
        RawProbe[] connections = [server.Connect(), server.Connect()];
        Array.ForEach(connections, one => one.AskCommands("mn"));
        using (RawProbe last = server.Connect())
        {
            Assert.That(last.ReadToEnd(), Is.EqualTo("ERROR Too many open connections\r\n"));
        }

        Assert.That(Figure(first.AskCommands("stats"), "rejected_connections"), Is.EqualTo(1));
        Array.ForEach(connections, one => one.Dispose());
    }

    [Test]
    public void Option_D_counts_by_prefix()
    {
        using ServerProcess server = Start("-D /");
        using RawProbe connection = server.Connect();
        _ = connection.AskCommands("set a/1 0 0 1\r\nx");
        _ = connection.AskCommands("get a/1 a/2");

        Assert.That(connection.AskCommands("stats detail dump"), Is.EqualTo("PREFIX a get 2 hit 1 set 1 del 0\r\nEND\r\n"));
    }

    [Test]
    public void Option_Y_asks_who_is_there()
    {
        string users = Path.GetTempFileName();
        File.WriteAllText(users, "ann:secret\n");
        using ServerProcess server = Start($"-Y {users}");
        using RawProbe connection = server.Connect();

        Assert.That(connection.AskCommands("get k"), Is.EqualTo("CLIENT_ERROR unauthenticated\r\n"));
        Assert.That(connection.AskCommands("set x 0 0 9\r\nann wrong"), Is.EqualTo("CLIENT_ERROR authentication failure\r\n"));
        Assert.That(connection.AskCommands("set x 0 0 10\r\nann secret"), Is.EqualTo("STORED\r\n"));
        Assert.That(connection.AskCommands("get k"), Is.EqualTo("END\r\n"));
    }

    [Test]
    public void Hang_up_has_the_users_read_again()
    {
        string users = Path.GetTempFileName();
        File.WriteAllText(users, "ann:secret\n");
        using ServerProcess server = Start($"-Y {users}");
        File.WriteAllText(users, "bob:other\n");
        server.Signal("HUP");

        Assert.That(() => server.Ask("set x 0 0 9\r\nbob other"), Is.EqualTo("STORED\r\n").After(60_000, 50));
    }

    [Test]
    public void Idle_connections_are_closed_over_TCP()
    {
        Assume.That(!OverUnixSocket, "memcached closes idle TCP connections alone");
        using ServerProcess server = Start("-o idle_timeout=1");
        using RawProbe connection = server.Connect();
        _ = connection.AskCommands("mn");

        Assert.That(connection.ReadToEnd(), Is.Empty);
        Assert.That(Figure(server.Ask("stats"), "idle_kicks"), Is.EqualTo(1));
    }

    [Test]
    public void Sizes_are_told_if_they_are_tracked()
    {
        using ServerProcess server = Start("-o track_sizes");
        using RawProbe connection = server.Connect();
        _ = connection.AskCommands("set k 0 0 3\r\nabc");

        Assert.That(connection.AskCommands("stats sizes"), Is.EqualTo("STAT 64 1\r\nEND\r\n"));
    }

    [TestCase("-f 2", "growth_factor 2.00", 5)]
    [TestCase("-n 500", "chunk_size 500", 5)]
    [TestCase("-o slab_chunk_max=1", "slab_chunk_max 1024", 11)]
    [TestCase("-o no_chunked_items", "slab_chunk_max 1048576", 12)]
    [TestCase("-o slab_sizes=100-200-4000", "slab_chunk_max 524288", 3)]
    [TestCase("", "growth_factor 1.25", 12)]
    public void Slab_classes_are_those_that_were_asked_for(string options, string setting, int slabClass)
    {
        using ServerProcess server = Start(options);
        using RawProbe connection = server.Connect();
        _ = connection.AskCommands($"set k 0 0 1100\r\n{new string('x', 1100)}");

        Assert.That(connection.AskCommands("stats settings"), Does.Contain($"STAT {setting}\r\n"));
        Assert.That(connection.AskCommands("me k"), Does.Contain($" cls={slabClass} size=1160"));
    }

    [Test]
    public void Option_T_sets_the_threads()
    {
        using ServerProcess server = Start("-t 3");

        Assert.That(server.Ask("stats settings"), Does.Contain("STAT num_threads 3\r\n"));
        Assert.That(Figure(server.Ask("stats"), "threads"), Is.EqualTo(3));
    }

    [Test]
    public void Option_C_turns_CAS_values_off()
    {
        using ServerProcess server = Start("-C");
        using RawProbe connection = server.Connect();
        _ = connection.AskCommands("set k 0 0 1\r\nx");

        Assert.That(connection.AskCommands("gets k"), Is.EqualTo("VALUE k 0 1 0\r\nx\r\nEND\r\n"));
        Assert.That(connection.AskCommands("cas k 0 0 1 0\r\ny"), Is.EqualTo("EXISTS\r\n"));
    }

    [TestCase("slab_automove=0", "slab_automove 0")]
    [TestCase("slab_automove=2", "slab_automove 2")]
    [TestCase("no_slab_reassign", "slab_automove 0")]
    [TestCase("hot_lru_pct=30,warm_lru_pct=50", "hot_lru_pct 30")]
    [TestCase("warm_max_factor=3", "warm_max_factor 3.00")]
    [TestCase("no_lru_maintainer", "lru_segmented no")]
    [TestCase("no_modern", "slab_chunk_max 1048576")]
    [TestCase("no_modern", "maxconns_fast no")]
    [TestCase("no_lru_crawler", "lru_crawler no")]
    [TestCase("lru_crawler_sleep=500", "lru_crawler_sleep 500")]
    [TestCase("temporary_ttl=9", "temporary_ttl 9")]
    [TestCase("watcher_logbuf_size=512", "watcher_logbuf_size 524288")]
    public void Words_of_option_o_are_in_the_settings(string word, string setting)
    {
        using ServerProcess server = Start($"-o {word}");

        Assert.That(server.Ask("stats settings"), Does.Contain($"STAT {setting}\r\n"));
    }

    [Test]
    public void What_changes_nothing_is_said_in_the_log()
    {
        using ServerProcess server = Start("-k -L -o hashpower=20,hash_algorithm=jenkins,no_hashexpand");

        foreach (string option in (string[])["-k", "-L", "-o hashpower", "-o hash_algorithm", "-o no_hashexpand"])
        {
            Assert.That(() => server.Errors, Does.Contain($"warning: {option} is accepted and changes nothing: ").After(60_000, 20));
        }
    }

    [TestCase("", false)]
    [TestCase("-v", true)]
    public void Option_v_logs_more(string options, bool tells)
    {
        using ServerProcess server = Start(options);
        _ = server.Ask("mn");
        server.Signal("TERM");
        _ = server.WaitForEnd();

        Assert.That(server.Errors.Contains("info: ", StringComparison.Ordinal), Is.EqualTo(tells), server.Errors);
    }

    [Test]
    public void The_memory_limit_can_be_changed()
    {
        using ServerProcess server = Start("-m 64");

        Assert.That(server.Ask("cache_memlimit 128"), Is.EqualTo("OK\r\n"));
        Assert.That(server.Ask("stats"), Does.Contain("STAT limit_maxbytes 134217728\r\n"));
    }

    [Test]
    public void Expired_items_are_gone_when_the_clock_says_so()
    {
        using ServerProcess server = Start("--debug-commands");
        using RawProbe connection = server.Connect();
        _ = connection.AskCommands("set k 0 100 1\r\nx");
        Assert.That(connection.AskCommands("get k"), Does.StartWith("VALUE"));

        Assert.That(connection.AskCommands("debugtime 101"), Is.EqualTo("OK\r\n"));
        Assert.That(connection.AskCommands("get k"), Is.EqualTo("END\r\n"));
    }

    [Test]
    public void Debug_commands_are_off_unless_asked_for()
    {
        using ServerProcess server = Start("");

        Assert.That(server.Ask("debugtime 101"), Is.EqualTo("ERROR\r\n"));
    }

    [TestCase("segmented", "yes")]
    [TestCase("lru", "no")]
    [TestCase("adaptive", "yes")]
    public void Option_A_policy_can_be_chosen(string policy, string segmented)
    {
        using ServerProcess server = Start($"--policy {policy}");

        Assert.That(server.Ask("stats settings"), Does.Contain($"STAT lru_segmented {segmented}\r\n"));
    }

    [Test]
    public void Option_A_log_can_be_watched()
    {
        using ServerProcess server = Start("");
        using RawProbe watcher = server.Connect();
        Assert.That(watcher.AskCommands("watch mutations"), Is.EqualTo("OK\r\n"));
        _ = server.Ask("set k 0 0 1\r\nx");

        Assert.That(watcher.ReadLine(), Does.Contain("type=item_store key=k status=stored cmd=set ttl=0"));
    }
}
