using System.Globalization;
using CacheCore.Listener.Tests.Execution;
using CacheCore.Listener.Verbs;
using Microsoft.Extensions.Time.Testing;

namespace CacheCore.Listener.Tests.Administration;

internal sealed class StatisticsTests
{
    private static readonly string[] General =
    [
        .. """
        pid uptime time version libevent pointer_size rusage_user rusage_system max_connections curr_connections total_connections
        rejected_connections connection_structures response_obj_oom response_obj_count response_obj_bytes read_buf_count read_buf_bytes
        read_buf_bytes_free read_buf_oom reserved_fds cmd_get cmd_set cmd_flush cmd_touch cmd_meta get_hits get_misses get_expired
        get_flushed delete_misses delete_hits incr_misses incr_hits decr_misses decr_hits cas_misses cas_hits cas_badval touch_hits
        touch_misses store_too_large store_no_memory auth_cmds auth_errors bytes_read bytes_written limit_maxbytes accepting_conns
        listen_disabled_num time_in_listen_disabled_us threads conn_yields hash_power_level hash_bytes hash_is_expanding
        slab_reassign_rescues slab_reassign_chunk_rescues slab_reassign_inline_reclaim slab_reassign_busy_items slab_reassign_busy_deletes
        slab_reassign_busy_nomem slab_reassign_last_busy_status slab_reassign_running slabs_moved lru_crawler_running lru_crawler_starts
        lru_maintainer_juggles malloc_fails log_worker_dropped log_worker_written log_watcher_skipped log_watcher_sent log_watchers
        unexpected_napi_ids round_robin_fallback bytes curr_items total_items slab_global_page_pool expired_unfetched evicted_unfetched
        evicted_active evictions reclaimed crawler_reclaimed crawler_items_checked lrutail_reflocked moves_to_cold moves_to_warm
        moves_within_lru direct_reclaims lru_bumps_dropped
        """.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries),
    ];

    private CacheStore _store = null!;
    private InMemoryConnection _client = null!;

    [SetUp]
    public void SetUp()
    {
        _store = new CacheStore(new CacheCoreOptions { BackgroundMaintenance = false });
        _client = new InMemoryConnection(
            new CommandContext(_store, new MemcachedListenerOptions { TrackSizes = true }, TimeProvider.System));
    }

    [TearDown]
    public void TearDown() => _store.Dispose();

    [Test]
    public void The_names_are_memcacheds_in_its_order()
    {
        Assert.That(General, Has.Length.EqualTo(93));
        Assert.That(Read("stats").Select(one => one.Key), Is.EqualTo(General));
    }

    [TestCase(true, true, true, true, 0)]
    [TestCase(false, true, true, true, 2)]
    [TestCase(false, false, true, true, 9)]
    [TestCase(true, true, false, true, 9)]
    [TestCase(false, false, false, false, 19)]
    public void What_is_off_has_no_figures(bool hasCrawler, bool hasMaintainer, bool mayReassign, bool rejects, int missing)
    {
        MemcachedListenerOptions options = new()
        {
            WaitAtMaxConnections = !rejects,
            Settings = new ServerSettings { IsCrawlerOn = hasCrawler, HasMaintainer = hasMaintainer, MayReassign = mayReassign },
        };
        _client = new InMemoryConnection(new CommandContext(_store, options, TimeProvider.System));
        _ = _client.Ask("set a 0 0 1\r\n1\r\n");
        string[] names = [.. Read("stats").Keys];

        Assert.That(General.Except(names).Count(), Is.EqualTo(missing));
        Assert.That(names, Is.EqualTo(General.Intersect(names)));
        Assert.That(
            Read("stats items").Keys.Any(static one => one.Contains("number_hot", StringComparison.Ordinal)),
            Is.EqualTo(hasMaintainer));
        Assert.That(Read("stats items"), Does.ContainKey("items:1:number").And.ContainKey("items:1:age"));
    }

    [Test]
    public void Settings_are_told_as_they_were_given()
    {
        ServerSettings given = new()
        {
            IsCrawlerOn = false,
            HasMaintainer = false,
            MayReassign = false,
            HashPower = 20,
            AutomoveRatio = 0.5,
            AutomoveWindow = 30,
            AutomoveFreeRatio = 0.02,
            CrawlerSleep = 500,
            CrawlerToCrawl = 7,
            TailRepairTime = 100,
            WorkerLogBufferSize = 131072,
            TlsWriteBufferSize = 4096,
            UsesKernelTls = true,
            HashAlgorithm = "murmur3",
        };
        _client = new InMemoryConnection(
            new CommandContext(_store, new MemcachedListenerOptions { Settings = given }, TimeProvider.System));
        Dictionary<string, string> told = Read("stats settings");
        Dictionary<string, string> expected = new(StringComparer.Ordinal)
        {
            ["lru_crawler"] = "no",
            ["lru_maintainer_thread"] = "no",
            ["slab_reassign"] = "no",
            ["hashpower_init"] = "20",
            ["slab_automove_ratio"] = "0.50",
            ["slab_automove_window"] = "30",
            ["slab_automove_freeratio"] = "0.020",
            ["lru_crawler_sleep"] = "500",
            ["lru_crawler_tocrawl"] = "7",
            ["tail_repair_time"] = "100",
            ["worker_logbuf_size"] = "131072",
            ["ssl_wbuf_size"] = "4096",
            ["ssl_kernel_tls"] = "yes",
            ["hash_algorithm"] = "murmur3",
            ["ext_wbuf_size"] = "4194304",
        };

        Assert.That(expected.Keys.ToDictionary(static name => name, name => told[name]), Is.EqualTo(expected));
        Assert.That(_client.Ask("lru_crawler sleep 9\r\nlru_crawler enable\r\n"), Is.EqualTo("OK\r\nOK\r\n"));
        Assert.That(_client.Ask("slabs reassign 1 2\r\nslabs reassign a b\r\nslabs reassign 1\r\n"),
            Is.EqualTo("CLIENT_ERROR slab reassignment disabled\r\nCLIENT_ERROR slab reassignment disabled\r\nERROR\r\n"));
        told = Read("stats settings");
        Assert.That((told["lru_crawler_sleep"], told["lru_crawler"]), Is.EqualTo(("9", "yes")));
        Assert.That(
            (given.CrawlerSleep, given.IsCrawlerOn),
            Is.EqualTo((500, false)),
            "what was given stays as it is, for the next server");
    }

    [TestCase(1, 6, 5)]
    [TestCase(5, 200, 39)]
    [TestCase(40, 200, 4)]
    [TestCase(128, 200, 1)]
    public void A_turn_has_as_many_commands_as_it_may(int commandsPerTurn, int commands, int yields)
    {
        _client = new InMemoryConnection(
            new CommandContext(_store, new MemcachedListenerOptions { RequestsPerTurn = commandsPerTurn }, TimeProvider.System));
        string answers = _client.Ask(string.Concat(Enumerable.Repeat("set a 0 0 1\r\n1\r\n", commands)));

        Assert.That(answers, Is.EqualTo(string.Concat(Enumerable.Repeat("STORED\r\n", commands))));
        Assert.That(Read("stats")["conn_yields"], Is.EqualTo(yields.ToString(CultureInfo.InvariantCulture)));
    }

    [Test]
    public void Counts_are_exact()
    {
        _ = _client.Ask(
            "set a 0 0 1\r\n1\r\nset a 0 0 1\r\n2\r\nadd a 0 0 1\r\n3\r\nget a a b\r\nmg a v\r\nmg b\r\nmg a T0\r\ngat 0 a b\r\n"
                + "touch a 0\r\ntouch b 0\r\n");
        _ = _client.Ask(
            "incr a 1\r\nincr b 1\r\ndecr a 1\r\ndecr b 1\r\ncas a 0 0 1 99999\r\nx\r\ncas b 0 0 1 1\r\nx\r\ndelete a\r\ndelete a\r\n"
                + "flush_all\r\nset c 0 0 2000000\r\n");
        _ = _client.Ask(new string('x', 2_000_000) + "\r\nset d 0 -1 1\r\nx\r\n");

        Dictionary<string, string> stats = Read("stats");

#pragma warning disable format // a table
        Dictionary<string, int> expected = new(StringComparer.Ordinal)
        {
            ["cmd_get"] = 5, ["get_hits"] = 3, ["get_misses"] = 2, ["cmd_set"] = 6, ["cmd_touch"] = 5,
            ["touch_hits"] = 3, ["touch_misses"] = 2, ["cmd_meta"] = 3,
            ["incr_hits"] = 1, ["incr_misses"] = 1, ["decr_hits"] = 1, ["decr_misses"] = 1,
            ["cas_badval"] = 1, ["cas_misses"] = 1, ["cas_hits"] = 0, ["delete_hits"] = 1,
            ["delete_misses"] = 1, ["cmd_flush"] = 1, ["store_too_large"] = 1, ["curr_items"] = 0,
        };
#pragma warning restore format
        Assert.That(
            expected.Keys.ToDictionary(name => name, name => int.Parse(stats[name], CultureInfo.InvariantCulture)),
            Is.EqualTo(expected));
        Assert.That(_client.Ask("stats reset\r\n"), Is.EqualTo("RESET\r\n"));
        Assert.That(Read("stats")["cmd_get"], Is.EqualTo("0"));
    }

    [Test]
    public void An_expired_item_is_the_crawlers_only_if_nobody_asked_for_it()
    {
        var clock = new FakeTimeProvider();
        using CacheStore store = new(new CacheCoreOptions { BackgroundMaintenance = false }, clock);
        InMemoryConnection client = new(new CommandContext(store, new MemcachedListenerOptions(), clock));
        _ = client.Ask("set before 0 1 1\r\nx\r\n");
        clock.Advance(TimeSpan.FromSeconds(2));
        _ = client.Ask("get before\r\nstats reset\r\nset sought 0 1 1\r\nx\r\nset alone 0 1 1\r\nx\r\n");
        clock.Advance(TimeSpan.FromSeconds(2));

        Assert.That(
            client.Ask("get sought\r\nstats\r\n"),
            Does.Contain("STAT get_expired 1\r\n").And.Contain("STAT crawler_reclaimed 0\r\n"));
        Assert.That(
            client.Ask("lru_crawler crawl all\r\nstats\r\n"),
            Does.StartWith("OK\r\n").And.Contain("STAT get_expired 1\r\n").And.Contain("STAT crawler_reclaimed 1\r\n"));
    }

    [Test]
    public void Classes_are_memcacheds()
    {
        _ = _client.Ask("set a 0 0 1\r\n1\r\nset b 0 0 1000\r\n" + new string('x', 1000) + "\r\nget a b\r\n");

        Dictionary<string, string> items = Read("stats items");
        Dictionary<string, string> slabs = Read("stats slabs");

        Assert.That(items["items:1:number"], Is.EqualTo("1"));
        Assert.That(items["items:12:number"], Is.EqualTo("1"));
        Assert.That(slabs["1:chunk_size"], Is.EqualTo("96"));
        Assert.That(slabs["12:chunk_size"], Is.EqualTo("1184"));
        Assert.That(slabs["12:get_hits"], Is.EqualTo("1"));
        Assert.That(slabs["12:cmd_set"], Is.EqualTo("1"));
        Assert.That(slabs["active_slabs"], Is.EqualTo("2"));
        Assert.That(Read("stats sizes"), Is.EquivalentTo(new Dictionary<string, string> { ["64"] = "1", ["1088"] = "1" }));
    }

    [Test]
    public void Prefixes_are_counted_while_that_is_on()
    {
        Assert.That(_client.Ask("stats detail on\r\nset a:1 0 0 1\r\nx\r\nget a:1 a:2 b\r\ndelete a:1\r\nstats detail dump\r\n"),
            Does.EndWith("PREFIX a get 2 hit 1 set 1 del 1\r\nEND\r\n"));
    }

    [Test]
    public void Our_own_figures_have_a_group_of_their_own()
    {
        _store.Set("a", "x"u8);

        Assert.That(Read("stats cachecore")["items"], Is.EqualTo("1"));
        Assert.That(_client.Ask("stats nonsense\r\n"), Is.EqualTo("ERROR\r\n"));
    }

    [TestCase("set a 0 0 2000000\r\n", "SERVER_ERROR object too large for cache\r\n", 0)]
    [TestCase("ms a 2000000\r\n", "SERVER_ERROR object too large for cache\r\n", 0)]
    [TestCase("add a 0 0 2000000\r\n", "SERVER_ERROR object too large for cache\r\n", 1)]
    [TestCase("append a 0 0 1000000\r\n", "NOT_STORED\r\n", 1)]
    public void What_is_too_large_is_counted_by_the_store_as_well(string command, string answer, int left)
    {
        _ = _client.Ask($"set a 0 0 100000\r\n{new string('x', 100_000)}\r\n");
        int length = int.Parse(command.Trim().Split(' ')[^1], CultureInfo.InvariantCulture);

        Assert.That(_client.Ask($"{command}{new string('x', length)}\r\n"), Is.EqualTo(answer));
        Assert.That(Read("stats cachecore")["rejected_too_large"], Is.EqualTo("1"));
        Assert.That(_store.GetStatistics().RejectedTooLarge, Is.EqualTo(1));
        Assert.That(_store.GetStatistics().Items, Is.EqualTo(left));
    }

    private Dictionary<string, string> Read(string command)
    {
        string answer = _client.Ask(command + "\r\n");
        Assert.That(answer, Does.EndWith("END\r\n"));
        return answer.Split("\r\n")
            .Where(line => line.StartsWith("STAT ", StringComparison.Ordinal))
            .Select(line => line.Split(' ', 3))
            .ToDictionary(words => words[1], words => words[2]);
    }
}
