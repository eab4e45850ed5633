using CacheCore.Listener.Executors;
using CacheCore.Listener.Verbs;
using CacheCore.Server;
using CacheCore.Server.Execution;
using CacheCore.Server.Sessions;

namespace CacheCore.Listener.Tests.Execution;

/// <summary>What meta commands do that no transcript has.</summary>
internal sealed class MetaTests
{
    private CacheStore _store = null!;
    private CommandContext _context = null!;
    private InMemoryConnection _client = null!;

    [SetUp]
    public void SetUp()
    {
        _store = new CacheStore(new CacheCoreOptions { BackgroundMaintenance = false });
        _context = new CommandContext(_store, new MemcachedListenerOptions(), TimeProvider.System);
        _client = new InMemoryConnection(_context);
    }

    [TearDown]
    public void TearDown() => _store.Dispose();

    [Test]
    public void A_new_time_to_live_counts_for_flags_behind_it()
    {
        Assert.That(
            _client.Ask("set a 0 100 1\r\n1\r\nmg a R30 T10\r\nmg a T100 R30\r\nmg a T10 R30\r\n"),
            Is.EqualTo("STORED\r\nHD\r\nHD\r\nHD W\r\n"));
    }

    [TestCase("ma k q N30")]
    [TestCase("ma k q v N30")]
    public void Whoever_is_quiet_hears_nothing_of_a_number_that_was_made(string command)
    {
        Assert.That(_client.Ask($"{command}\r\nmn\r\nget k\r\n"), Is.EqualTo("MN\r\nVALUE k 0 1\r\n0\r\nEND\r\n"));
    }

    [Test]
    public void A_cas_value_of_0_compares_with_nothing_where_it_counts_and_with_no_item_where_it_stores()
    {
        Assert.That(_client.Ask("ms k 1 E50\r\n2\r\nma k C0 v\r\nma k C49\r\n"), Is.EqualTo("HD\r\nVA 1\r\n3\r\nEX\r\n"));
        Assert.That(_client.Ask("ms k 1 C0\r\n7\r\nms k 1 I C0\r\n7\r\nmg k v\r\n"), Is.EqualTo("EX\r\nEX\r\nVA 1\r\n3\r\n"));
    }

    [TestCase("mg k T100 N30 t", "HD t30 W", "HD t30")]
    [TestCase("mg k N30 T100 t", "HD t100 W", "HD t100")]
    [TestCase("ma k T100 N30 t", "HD t30", "HD t30")]
    [TestCase("ma k N30 T100 t", "HD t100", "HD t100")]
    public void Of_two_times_to_live_the_later_one_is_that_of_an_item_that_is_made(string command, string answer, string left)
    {
        var clock = new Microsoft.Extensions.Time.Testing.FakeTimeProvider();
        using CacheStore store = new(new CacheCoreOptions { BackgroundMaintenance = false }, clock);
        InMemoryConnection client = new(new CommandContext(store, new MemcachedListenerOptions(), clock));

        Assert.That(client.Ask($"{command}\r\n"), Is.EqualTo($"{answer}\r\n"));
        Assert.That(client.Ask("mg k t\r\n"), Does.StartWith(left));
    }

    [Test]
    public void Flags_beyond_32_bits_are_refused_by_meta_and_cut_by_classic_commands()
    {
        Assert.That(_client.Ask("ms k 2 F4294967296\r\n12\r\nmg k f v\r\n"), Is.EqualTo("CLIENT_ERROR bad command line format\r\nEN\r\n"));
        Assert.That(_client.Ask("ms k 2 F4294967295\r\n12\r\nmg k f v\r\n"), Is.EqualTo("HD\r\nVA 2 f4294967295\r\n12\r\n"));
        Assert.That(_client.Ask("set k 4294967301 0 2\r\n12\r\nget k\r\n"), Is.EqualTo("STORED\r\nVALUE k 5 2\r\n12\r\nEND\r\n"));
    }

    [Test]
    public void Of_many_clients_one_is_to_renew_a_stale_item()
    {
        const int Clients = 2;
        const int Rounds = 20_000;
        using Barrier barrier = new(Clients);
        int[] won = new int[Rounds];
        Thread[] threads = [.. Enumerable.Range(0, Clients).Select(number => new Thread(() => Run(number == 0)))];
        Array.ForEach(threads, thread => thread.Start());
        Array.ForEach(threads, thread => thread.Join());

        Assert.That(won, Has.All.EqualTo(1));

        void Run(bool makesStale)
        {
            InMemoryConnection client = new(_context);
            for (int round = 0; round < Rounds; round++)
            {
                if (makesStale)
                {
                    _ = client.Ask("ms a 1 T100\r\nx\r\nmd a I\r\n");
                }

                barrier.SignalAndWait();
                bool isWon = client.Ask("mg a v\r\n").Contains(" W", StringComparison.Ordinal);
                _ = Interlocked.Add(ref won[round], isWon ? 1 : 0);
                barrier.SignalAndWait();
            }
        }
    }

    [Test]
    public void A_chosen_cas_value_is_told_compared_and_kept_by_a_touch()
    {
        Assert.That(_client.Ask("ms a 1 E18446744073709551615 c\r\nx\r\n"), Is.EqualTo("HD c18446744073709551615\r\n"));
        Assert.That(_client.Ask("touch a 100\r\nmg a c\r\n"), Is.EqualTo("TOUCHED\r\nHD c18446744073709551615\r\n"));
        Assert.That(
            _client.Ask("cas a 0 0 1 5\r\ny\r\ngets a\r\n"),
            Is.EqualTo("EXISTS\r\nVALUE a 0 1 18446744073709551615\r\nx\r\nEND\r\n"));
        Assert.That(
            _client.Ask("ms a 1 C18446744073709551615 E7\r\ny\r\nma a C7\r\n"),
            Is.EqualTo("HD\r\nCLIENT_ERROR cannot increment or decrement non-numeric value\r\n"));
        Assert.That(_client.Ask("md a C6\r\nmd a C7\r\n"), Is.EqualTo("EX\r\nHD\r\n"));
    }

    [Test]
    public void A_late_value_is_stored_as_a_stale_one()
    {
        Assert.That(_client.Ask("ms a 3 E10 T100\r\nnew\r\nms a 3 C9 I T0\r\nold\r\n"), Is.EqualTo("HD\r\nHD\r\n"));
        Assert.That(_client.Ask("mg a v t\r\n"), Does.Match("^VA 3 t(100|99) X W\r\nold\r\n$").Or.Match("^VA 3 t(100|99) W X\r\nold\r\n$"));
    }

    [Test]
    public void A_tombstone_keeps_the_key_alone()
    {
        Assert.That(_client.Ask("ms a 3 F5 T100\r\nabc\r\nmd a x\r\nmg a v f t s\r\n"), Is.EqualTo("HD\r\nHD\r\nVA 0 f0 t-1 s0\r\n\r\n"));
    }

    [Test]
    public void Dumps_have_each_live_item()
    {
        _ = _client.Ask("set a%b 5 0 1\r\nx\r\nms AAEC 1 b T100\r\ny\r\nget a%b\r\n");

        Assert.That(_client.Ask("lru_crawler metadump all\r\n"), Does.StartWith("OK\r\n").And.EndWith("END\r\n")
            .And.Match(@"key=a%25b exp=-1 la=\d+ cas=\d+ fetch=yes cls=1 size=67 flags=5 \n")
            .And.Match(@"key=%00%01%02 exp=\d+ la=\d+ cas=\d+ fetch=no cls=1 size=63 flags=0 \n"));
        Assert.That(
            _client.Ask("lru_crawler mgdump hash\r\n"),
            Does.Contain("mg a%b\r\n").And.Contain("mg AAEC b\r\n").And.EndWith("EN\r\n"));
        Assert.That(_client.Ask("stats cachedump 1 0\r\n"), Is.EqualTo("ITEM a%b [1 b; 0 s]\r\nEND\r\n"));
    }

    [Test]
    public void Long_answers_are_sent_in_between()
    {
        string value = new('v', 100_000);
        _ = _client.Ask($"set a 0 0 {value.Length}\r\n{value}\r\n");

        string answer = _client.Ask("get" + string.Concat(Enumerable.Repeat(" a", 200)) + "\r\n");

        Assert.That(answer, Has.Length.EqualTo((200 * (value.Length + "VALUE a 0 100000\r\n\r\n".Length)) + 5));
        Assert.That(_client.MostPending, Is.LessThan(400_000));
    }

    [Test]
    public void A_planned_flush_takes_what_is_stored_until_then()
    {
        var clock = new Microsoft.Extensions.Time.Testing.FakeTimeProvider();
        using CacheStore store = new(new CacheCoreOptions { BackgroundMaintenance = false }, clock);
        InMemoryConnection client = new(new CommandContext(store, new MemcachedListenerOptions(), clock));

        _ = client.Ask("set a 0 0 1\r\nx\r\nflush_all 10\r\nset b 0 0 1\r\nx\r\n");
        clock.Advance(TimeSpan.FromSeconds(9));
        Assert.That(client.Ask("get a b\r\n"), Is.EqualTo("VALUE a 0 1\r\nx\r\nVALUE b 0 1\r\nx\r\nEND\r\n"));
        clock.Advance(TimeSpan.FromSeconds(1));
        Assert.That(client.Ask("get a b\r\n"), Is.EqualTo("END\r\n"));
        Assert.That(client.Ask("set b 0 0 1\r\nx\r\nget b\r\n"), Is.EqualTo("STORED\r\nVALUE b 0 1\r\nx\r\nEND\r\n"));
    }

    [Test]
    public async Task A_planned_flush_is_carried_out_aside()
    {
        var clock = new Microsoft.Extensions.Time.Testing.FakeTimeProvider();
        using CacheStore store = new(new CacheCoreOptions { BackgroundMaintenance = false }, clock);
        CommandContext context = new(store, new MemcachedListenerOptions(), clock);
        _ = new InMemoryConnection(context).Ask("set a 0 0 1\r\nx\r\nflush_all 10\r\n");
        clock.Advance(TimeSpan.FromSeconds(10));
        InMemoryConnection other = new(context);
        ClientExecutor executor = new(new StoreExecutors(context, other), other.Client, context.Limits, MemcachedProtocol.Auto, gate: null);

        Assert.That(Get(), Is.EqualTo((ExecutionStatus.Waits, 0)));
        Assert.That(store.Contains("a"), Is.True);
        while (await other.Client.ContinueAsync(CancellationToken.None))
        {
        }

        Assert.That(store.Contains("a"), Is.False);
        Assert.That(Get(), Is.EqualTo((ExecutionStatus.NeedMore, 7)));

        (ExecutionStatus Status, int Consumed) Get() => (executor.Execute("get a\r\n"u8, out int consumed), consumed);
    }

    [Test]
    public void The_clock_can_be_moved_where_that_is_allowed()
    {
        InMemoryConnection client = new(
            new CommandContext(_store, new MemcachedListenerOptions { DebugCommands = true }, TimeProvider.System));

        Assert.That(
            client.Ask("set a 0 100 1\r\nx\r\ndebugtime 50\r\nmg a t\r\ndebugtime 51\r\nget a\r\n"),
            Does.Match("^STORED\r\nOK\r\nHD t(50|49)\r\nOK\r\nEND\r\n$"));
        Assert.That(_client.Ask("debugtime 50\r\n"), Is.EqualTo("ERROR\r\n"));
    }
}
