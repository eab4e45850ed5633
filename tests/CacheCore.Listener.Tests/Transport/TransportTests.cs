using System.Globalization;
using System.Text;
using CacheCore.Server;

namespace CacheCore.Listener.Tests.Transport;

/// <summary>What clients may do to a connection, over our own transport and over the platform's sockets.</summary>
[TestFixture(false)]
[TestFixture(true)]
internal sealed class TransportTests(bool usePlatformSockets)
{
    private CacheStore _store = null!;
    private MemcachedServer _server = null!;

    [SetUp]
    public async Task Start()
    {
        _store = new CacheStore(new CacheCoreOptions { MemoryLimit = 64 << 20 });
        _server = new MemcachedServer(_store, new MemcachedListenerOptions
        {
            Endpoints = [new MemcachedEndpoint("127.0.0.1:0")],
            UsePlatformSockets = usePlatformSockets,
            Threads = 1,
            MaxConnections = 5000,
        });
        await _server.StartAsync();
    }

    [TearDown]
    public async Task Stop()
    {
        await _server.DisposeAsync();
        await _store.DisposeAsync();
    }

    [Test]
    public void Commands_may_come_byte_by_byte()
    {
        using RawProbe client = Connect();
        foreach (char one in "set a 0 0 5\r\nhello\r\nget a\r\n")
        {
            client.Send(one.ToString());
            Thread.Sleep(1);
        }

        Assert.That(client.ReadUntil("END\r\n"), Is.EqualTo("STORED\r\nVALUE a 0 5\r\nhello\r\nEND\r\n"));
    }

    [Test]
    public void A_large_value_may_come_in_pieces_between_which_others_are_served()
    {
        using RawProbe slow = Connect();
        using RawProbe other = Connect();
        string value = Pattern(900_000);
        slow.Send($"set big 0 0 {value.Length}\r\n");
        for (int at = 0; at < value.Length; at += 100_000)
        {
            slow.Send(value.Substring(at, 100_000));
            Assert.That(other.Ask("mn\r\n"), Is.EqualTo("MN\r\n"));
        }

        Assert.That(slow.Ask("\r\nget big\r\n", "END\r\n"), Is.EqualTo($"STORED\r\nVALUE big 0 {value.Length}\r\n{value}\r\nEND\r\n"));
    }

    [Test]
    public async Task Replies_that_are_not_taken_wait_and_stop_nobody_else()
    {
        const int Requests = 2_000;
        using RawProbe lazy = Connect();
        using RawProbe other = Connect();
        string value = Pattern(100_000);
        Assert.That(lazy.Ask($"set big 7 0 {value.Length}\r\n{value}\r\n"), Is.EqualTo("STORED\r\n"));
        long before = GC.GetTotalMemory(forceFullCollection: true);
        Task sending = Task.Run(() => lazy.Send(string.Concat(Enumerable.Repeat("get big\r\n", Requests))));
        await Task.Delay(200);

        Assert.That(other.Ask("mn\r\n"), Is.EqualTo("MN\r\n"));
        Assert.That(
            GC.GetTotalMemory(forceFullCollection: true) - before,
            Is.LessThan(8 << 20),
            "two hundred megabytes of replies were asked for");
        string reply = $"VALUE big 7 {value.Length}\r\n{value}\r\nEND\r\n";
        for (int i = 0; i < Requests; i++)
        {
            Assert.That(lazy.ReadExactly(reply.Length), Is.EqualTo(reply));
        }

        await sending;
    }

    [Test]
    public void A_client_that_will_send_no_more_is_answered()
    {
        using RawProbe client = Connect();
        client.Send("set a 0 0 1\r\nx\r\nget a\r\n");
        client.EndSending();

        Assert.That(client.ReadToEnd(), Is.EqualTo("STORED\r\nVALUE a 0 1\r\nx\r\nEND\r\n"));
    }

    [Test]
    public void Whoever_watches_and_will_send_no_more_is_let_go()
    {
        using RawProbe client = Connect();
        client.Send("watch fetchers\r\n");
        client.EndSending();

        Assert.That(client.ReadToEnd(), Is.EqualTo("OK\r\n"));
        Assert.That(() => _server.ConnectionCount, Is.Zero.After(60_000, 10));
    }

    [Test]
    public void What_was_asked_before_quit_is_answered()
    {
        using RawProbe client = Connect();
        string value = Pattern(500_000);
        client.Send($"set a 0 0 {value.Length}\r\n{value}\r\n" + string.Concat(Enumerable.Repeat("get a\r\n", 20)) + "quit\r\nget a\r\n");
        Thread.Sleep(100); // the replies are more than any socket holds

        Assert.That(
            client.ReadToEnd(),
            Has.Length.EqualTo("STORED\r\n".Length + (20 * ($"VALUE a 0 {value.Length}\r\n\r\nEND\r\n".Length + value.Length))));
    }

    [Test]
    public void Connections_that_break_off_in_the_midst_are_forgotten()
    {
        string[] beginnings =
        [
            "", "ge", "set a 0 0 100\r\nhalf", "get a\r\n", "set b 0 0 1000000\r\n" + new string('x', 200_000), "\x80\x01",
        ];
        for (int i = 0; i < 300; i++)
        {
            using RawProbe client = Connect();
            client.Send(beginnings[i % beginnings.Length]);
            if (i % 2 == 0)
            {
                client.Reset();
            }
        }

        Assert.That(() => _server.ConnectionCount, Is.Zero.After(60_000, 10));
        using RawProbe last = Connect();
        Assert.That(last.Ask("mn\r\n"), Is.EqualTo("MN\r\n"));
    }

    [Test]
    public async Task Descriptors_are_given_back()
    {
        if (!OperatingSystem.IsLinux())
        {
            Assert.Ignore("Descriptors are counted in /proc.");
        }

        await ConnectAndAskAsync(50);
        int before = OpenDescriptors();
        await ConnectAndAskAsync(500);

        Assert.That(() => _server.ConnectionCount, Is.Zero.After(60_000, 10));
        Assert.That(OpenDescriptors, Is.LessThanOrEqualTo(before + 5).After(60_000, 50));
    }

    [Test]
    public async Task The_server_ends_although_a_client_takes_nothing()
    {
        using RawProbe lazy = Connect();
        string value = Pattern(900_000);
        Assert.That(lazy.Ask($"set big 0 0 {value.Length}\r\n{value}\r\n"), Is.EqualTo("STORED\r\n"));
        lazy.Send(string.Concat(Enumerable.Repeat("get big\r\n", 100)));
        await Task.Delay(100);

        using var patience = new CancellationTokenSource(TimeSpan.FromMilliseconds(200));
        await _server.StopAsync(patience.Token).WaitAsync(TimeSpan.FromSeconds(60));

        Assert.That(_server.ConnectionCount, Is.Zero);
    }

    [Test]
    public async Task Many_pipelines_cut_anywhere_get_their_own_replies()
    {
        await Task.WhenAll(Enumerable.Range(0, 40).Select(number => OnThreadOfItsOwn(() => Converse(number))));
    }

    [Test]
    public void A_pipeline_leaves_turns_to_others()
    {
        using RawProbe greedy = Connect();
        Assert.That(greedy.Ask("set a 0 0 1\r\nx\r\n"), Is.EqualTo("STORED\r\n"));
        string reply = string.Concat(Enumerable.Repeat("VALUE a 0 1\r\nx\r\nEND\r\n", 1000));
        greedy.Send(string.Concat(Enumerable.Repeat("get a\r\n", 1000)));

        Assert.That(greedy.ReadExactly(reply.Length), Is.EqualTo(reply));
        string yields = greedy.Ask("stats\r\n", "END\r\n")
            .Split("\r\n")
            .Single(static line => line.StartsWith("STAT conn_yields ", StringComparison.Ordinal));
        Assert.That(int.Parse(yields["STAT conn_yields ".Length..], CultureInfo.InvariantCulture), Is.GreaterThan(0));
    }

    /// <summary>Sets and gets of keys of its own, many in flight, sent in pieces of random length; every reply is checked.</summary>
    private void Converse(int number)
    {
        var random = new Random(number);
        using RawProbe client = Connect();
        for (int round = 0; round < 10; round++)
        {
            StringBuilder requests = new();
            StringBuilder expected = new();
            for (int i = 0; i < 60; i++)
            {
                string value = Pattern(random.Next(random.Next(20) == 0 ? 20_000 : 200));
                _ = requests.Append(
                    CultureInfo.InvariantCulture, $"set {number}:{i} {round} 0 {value.Length}\r\n{value}\r\nget {number}:{i} missing\r\n");
                _ = expected.Append(
                    CultureInfo.InvariantCulture, $"STORED\r\nVALUE {number}:{i} {round} {value.Length}\r\n{value}\r\nEND\r\n");
            }

            string all = requests.ToString();
            Task sending = OnThreadOfItsOwn(() =>
            {
                for (int at = 0; at < all.Length;)
                {
                    int length = Math.Min(all.Length - at, 1 + random.Next(9_000));
                    client.Send(all.Substring(at, length));
                    at += length;
                }
            });
            string answer = client.ReadExactly(expected.Length);
            sending.Wait();
            if (answer != expected.ToString())
            {
                Assert.Fail($"Client {number} was answered something else in round {round}.");
            }
        }
    }

    private async Task ConnectAndAskAsync(int times)
    {
        for (int i = 0; i < times; i++)
        {
            using RawProbe client = Connect();
            Assert.That(client.Ask("mn\r\n"), Is.EqualTo("MN\r\n"));
        }

        while (_server.ConnectionCount > 0)
        {
            await Task.Delay(5);
        }
    }

    private static Task OnThreadOfItsOwn(Action action) =>
        Task.Factory.StartNew(action, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    private RawProbe Connect() => new(_server.BoundEndpoints[0]);

    private static string Pattern(int length) => string.Create(length, 0, static (text, _) =>
    {
        for (int i = 0; i < text.Length; i++)
        {
            text[i] = (char)('a' + ((i * 7) % 26));
        }
    });

    private static int OpenDescriptors() => Directory.GetFiles("/proc/self/fd").Length;
}
