using System.Net;
using System.Net.Sockets;
using CacheCore.Server;
using CacheCore.Transport.Addresses;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;

namespace CacheCore.Listener.Tests.Connections;

internal sealed class MemcachedServerTests
{
    private static readonly MemcachedEndpoint AnyPort = new("127.0.0.1:0");

    [Test]
    public async Task The_process_and_the_wire_share_one_store()
    {
        await using Running running = await StartAsync(new MemcachedListenerOptions { Endpoints = [AnyPort] });
        using RawProbe client = running.Connect();

        Assert.That(client.Ask("set a 5 0 5\r\nhello\r\n"), Is.EqualTo("STORED\r\n"));
        Assert.That(running.Store.Get("a", out ItemInfo info), Is.EqualTo("hello"u8.ToArray()));
        Assert.That(info.Flags, Is.EqualTo(5));
        running.Store.Set("b", "from inside"u8);
        Assert.That(client.Ask("get b\r\n", "END\r\n"), Is.EqualTo("VALUE b 0 11\r\nfrom inside\r\nEND\r\n"));
    }

    /// <summary>Each write pays for being counted, so nobody has it done who does not serve.</summary>
    [Test]
    public async Task The_store_counts_for_a_server_from_its_start_to_its_end()
    {
        using CacheStore store = new(new CacheCoreOptions { MemoryLimit = 1 << 20 });
        _ = store.Set("a", "before"u8);
        int Tallies() => store.Parts.Eviction.Lru.Tallies.Length;
        MemcachedServer forgotten = new(store, new MemcachedListenerOptions { Endpoints = [AnyPort] });
        await using MemcachedServer server = new(store, new MemcachedListenerOptions { Endpoints = [AnyPort] });
        Assert.That((Tallies(), forgotten.ConnectionCount), Is.EqualTo((0, 0)));
        await server.StartAsync();
        Assert.That(Tallies(), Is.EqualTo(1));
        MemcachedServer failing = new(store, new MemcachedListenerOptions { Endpoints = [new(server.BoundEndpoints[0].ToString()!)] });
        Assert.That(async () => await failing.StartAsync(), Throws.InstanceOf<IOException>());
        Assert.That(Tallies(), Is.EqualTo(1));
        using (RawProbe client = new(server.BoundEndpoints[0]))
        {
            Assert.That(client.Ask("stats items\r\n", "END\r\n"), Does.Contain("STAT items:1:number 1\r\n"));
        }

        await server.StopAsync();
        Assert.That(Tallies(), Is.Zero);
    }

    [Test]
    public async Task Several_endpoints_have_settings_of_their_own()
    {
        string folder = Directory.CreateTempSubdirectory("cachecore").FullName;
        string users = Path.Combine(folder, "users");
        await File.WriteAllTextAsync(users, "fred:secret\njoe:other\n");
        string socket = Path.Combine(folder, "cache.sock");
        MemcachedListenerOptions options = new()
        {
            Endpoints =
            [
                new("127.0.0.1:0") { AuthFile = users },
                new($"unix:{socket}"),
                new("[::1]:0") { Protocol = MemcachedProtocol.Text },
            ],
        };
        await using (Running running = await StartAsync(options))
        {
            using RawProbe guarded = new(running.Server.BoundEndpoints[0]);
            Assert.That(guarded.Ask("get a\r\n"), Is.EqualTo("CLIENT_ERROR unauthenticated\r\n"));
            Assert.That(guarded.Ask("set x 0 0 10\r\nfred other\r\n"), Does.StartWith("CLIENT_ERROR"));
            Assert.That(guarded.Ask("set x 0 0 11\r\nfred secret\r\nget a\r\n", "END\r\n"), Does.EndWith("STORED\r\nEND\r\n"));

            using RawProbe local = new(running.Server.BoundEndpoints[1]);
            Assert.That(local.Ask("mn\r\n"), Is.EqualTo("MN\r\n"));
            Assert.That(
                OperatingSystem.IsWindows() ? options.Endpoints[1].UnixMode : File.GetUnixFileMode(socket),
                Is.EqualTo(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute));

            using RawProbe text = new(running.Server.BoundEndpoints[2]);
            Assert.That(text.Ask("version\r\n"), Is.EqualTo($"VERSION {MemcachedListenerOptions.DefaultVersion}\r\n"));
        }

        Assert.That(File.Exists(socket), Is.False);
        Directory.Delete(folder, recursive: true);
    }

    [Test]
    public async Task A_socket_that_was_left_is_replaced_and_a_file_of_somebodys_is_not()
    {
        string folder = Directory.CreateTempSubdirectory("cachecore").FullName;
        string left = Path.Combine(folder, "left.sock");
        string precious = Path.Combine(folder, "precious");
        await File.WriteAllTextAsync(precious, "value");
        using (var earlier = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified))
        {
            earlier.Bind(new UnixDomainSocketEndPoint(left));
            await using Running running = await StartAsync(new MemcachedListenerOptions { Endpoints = [new($"unix:{left}")] });
            using RawProbe client = new(running.Server.BoundEndpoints[0]);
            Assert.That(client.Ask("mn\r\n"), Is.EqualTo("MN\r\n"));
        }

        Assert.That(
            async () => await (await StartAsync(new MemcachedListenerOptions { Endpoints = [new($"unix:{precious}")] })).DisposeAsync(),
            Throws.InstanceOf<IOException>());
        Assert.That(await File.ReadAllTextAsync(precious), Is.EqualTo("value"));
        Directory.Delete(folder, recursive: true);
    }

    [Test]
    public async Task A_socket_that_another_server_answers_on_is_its_own()
    {
        string path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        await using Running first = await StartAsync(new MemcachedListenerOptions { Endpoints = [new($"unix:{path}")] });
        IOException? refusal = await Assert.ThrowsAsync<IOException>(async () =>
            await (await StartAsync(new MemcachedListenerOptions { Endpoints = [new($"unix:{path}")] })).DisposeAsync());
        Assert.That(refusal!.Message, Is.EqualTo($"Another server answers on unix:{path}."));
        using RawProbe client = new(first.Server.BoundEndpoints[0]);
        Assert.That(client.Ask("mn\r\n"), Is.EqualTo("MN\r\n"));
        Assert.That(File.Exists(path));
    }

    [Test]
    public async Task A_file_that_somebody_holds_is_no_socket()
    {
        string path = Path.GetTempFileName();
        await using (new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.None))
        {
            SocketFile.Remove(new UnixDomainSocketEndPoint(path));
            Assert.That(File.Exists(path));
        }

        File.Delete(path);
    }

    [Test]
    public async Task Options_that_change_later_have_no_effect()
    {
        using CacheStore store = new(new CacheCoreOptions { MemoryLimit = 16 << 20 });
        MemcachedListenerOptions options = new() { Endpoints = [new("127.0.0.1:0")], Version = "1.2.3" };
        await using MemcachedServer server = new(store, options);
        options.Endpoints[0].Address = "unix:/there/is/no/such/folder";
        options.Endpoints.Clear();
        options.Version = "none";

        await server.StartAsync();
        using RawProbe client = new(server.BoundEndpoints[0]);
        Assert.That(client.Ask("version\r\n"), Is.EqualTo("VERSION 1.2.3\r\n"));
    }

    [Test]
    public async Task A_server_that_is_stopped_while_it_starts_leaves_nothing_open([Values] bool usePlatformSockets)
    {
        string folder = Directory.CreateTempSubdirectory("cachecore").FullName;
        using CacheStore store = new(new CacheCoreOptions { MemoryLimit = 16 << 20 });
        for (int round = 0; round < 50; round++)
        {
            string[] sockets = [.. Enumerable.Range(0, 4).Select(number => Path.Combine(folder, $"{round}.{number}"))];
            MemcachedServer server = new(store, new MemcachedListenerOptions
            {
                Endpoints = [.. sockets.Select(one => new MemcachedEndpoint($"unix:{one}"))],
                UsePlatformSockets = usePlatformSockets,
            });
            using var both = new Barrier(2);
            Task start = Task.Run(() =>
            {
                both.SignalAndWait();
                return server.StartAsync();
            });
            both.SignalAndWait();
            Thread.SpinWait(round * 1000);
            await server.StopAsync();

            try
            {
                await start;
            }
            catch (Exception exception) when (exception is OperationCanceledException or InvalidOperationException)
            {
                // It was stopped before, or in the midst of it.
            }

            await server.StopAsync();
            Assert.That(sockets.Where(File.Exists), Is.Empty);
        }

        Directory.Delete(folder, recursive: true);
    }

    [Test]
    public async Task A_name_that_nobody_knows_is_told()
    {
        string noName = new('x', 70); // more than a name's part may have: no server needs to be asked
        using CacheStore store = new(new CacheCoreOptions { MemoryLimit = 16 << 20 });
        await using MemcachedServer server = new(store, new MemcachedListenerOptions { Endpoints = [new($"{noName}:11211")] });
        Assert.That(() => server.StartAsync(), Throws.InstanceOf<IOException>().With.Message.Contains(noName));
    }

    [Test]
    public async Task Binary_requests_are_refused_where_credentials_are_asked_for()
    {
        string users = Path.GetTempFileName();
        await File.WriteAllTextAsync(users, "fred:secret\n");
        await using Running running = await StartAsync(new MemcachedListenerOptions { Endpoints = [AnyPort], AuthFile = users });
        using RawProbe client = running.Connect();

        client.Send(BinaryRequests.Sentinel);

        Assert.That(client.ReadToEnd(), Is.Empty);
        File.Delete(users);
    }

    [Test]
    public async Task One_connection_too_many_is_told_so()
    {
        await using Running running = await StartAsync(new MemcachedListenerOptions { Endpoints = [AnyPort], MaxConnections = 2 });
        using RawProbe first = running.Connect();
        RawProbe second = running.Connect();
        Assert.That(first.Ask("mn\r\n") + second.Ask("mn\r\n"), Is.EqualTo("MN\r\nMN\r\n"));

        using (RawProbe third = running.Connect())
        {
            Assert.That(third.ReadToEnd(), Is.EqualTo("ERROR Too many open connections\r\n"));
        }

        second.Dispose();
        Assert.That(() => running.Server.ConnectionCount, Is.EqualTo(1).After(60_000, 10));
        using RawProbe fourth = running.Connect();
        Assert.That(fourth.Ask("mn\r\n"), Is.EqualTo("MN\r\n"));
        Assert.That(
            first.Ask("stats\r\n", "END\r\n"),
            Does.Contain("STAT rejected_connections 1\r\n").And.Contain("STAT total_connections 4\r\n"));
    }

    [Test]
    public async Task One_connection_too_many_may_wait_for_room()
    {
        await using Running running = await StartAsync(new MemcachedListenerOptions
        {
            Endpoints = [AnyPort],
            MaxConnections = 2,
            WaitAtMaxConnections = true,
        });
        using RawProbe first = running.Connect();
        RawProbe second = running.Connect();
        Assert.That(first.Ask("mn\r\n") + second.Ask("mn\r\n"), Is.EqualTo("MN\r\nMN\r\n"));
        using RawProbe third = running.Connect();
        third.Send("mn\r\n");
        using RawProbe fourth = running.Connect();
        fourth.Send("mn\r\n");

        Assert.That(
            () => first.Ask("stats\r\n", "END\r\n"),
            Does.Contain("STAT accepting_conns 0\r\nSTAT listen_disabled_num 1\r\n")
                .And.Contain("STAT curr_connections 2\r\n")
                .After(60_000, 10));
        second.Dispose();
        Assert.That(third.ReadUntil("\r\n"), Is.EqualTo("MN\r\n"));
        Assert.That(
            first.Ask("stats\r\n", "END\r\n"),
            Does.Not.Contain("rejected_connections").And.Not.Contain("time_in_listen_disabled_us 0\r\n"));
        third.Dispose();
        Assert.That(fourth.ReadUntil("\r\n"), Is.EqualTo("MN\r\n"));
        Assert.That(() => first.Ask("stats\r\n", "END\r\n"), Does.Contain("STAT accepting_conns 1\r\n").After(60_000, 10));
    }

    [Test]
    public async Task Whoever_waits_for_room_does_not_keep_the_server_from_ending()
    {
        Running running = await StartAsync(new MemcachedListenerOptions
        {
            Endpoints = [AnyPort],
            MaxConnections = 1,
            WaitAtMaxConnections = true,
        });
        using RawProbe first = running.Connect();
        Assert.That(first.Ask("mn\r\n"), Is.EqualTo("MN\r\n"));
        using RawProbe second = running.Connect();
        Assert.That(() => first.Ask("stats\r\n", "END\r\n"), Does.Contain("STAT accepting_conns 0\r\n").After(60_000, 10));

        await running.DisposeAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(20));
    }

    [Test]
    public async Task Idle_connections_are_closed_and_busy_ones_are_not()
    {
        await using Running running = await StartAsync(new MemcachedListenerOptions
        {
            Endpoints = [AnyPort],
            IdleTimeout = TimeSpan.FromSeconds(1),
        });
        using RawProbe client = running.Connect();

        Assert.That(client.Ask("mn\r\n"), Is.EqualTo("MN\r\n"));
        Assert.That(client.ReadToEnd(), Is.Empty);
        using RawProbe next = running.Connect();
        Assert.That(next.Ask("stats\r\n", "END\r\n"), Does.Contain("STAT idle_kicks 1\r\n"));
    }

    [Test]
    public async Task Large_values_come_and_go_whole()
    {
        await using Running running = await StartAsync(new MemcachedListenerOptions { Endpoints = [AnyPort] });
        using RawProbe client = running.Connect();
        string value = string.Concat(Enumerable.Range(0, 100_000).Select(i => (char)('a' + (i % 26)))) + new string('x', 900_000);

        Assert.That(client.Ask($"set big 0 0 {value.Length}\r\n{value}\r\n"), Is.EqualTo("STORED\r\n"));
        Assert.That(
            client.Ask("get big big big\r\n", "END\r\n"),
            Has.Length.EqualTo((3 * (value.Length + "VALUE big 0 1000000\r\n\r\n".Length)) + 5).And.Contain(value));
    }

    [Test]
    public async Task A_value_that_is_too_large_is_passed_over_without_being_kept()
    {
        await using Running running = await StartAsync(new MemcachedListenerOptions { Endpoints = [AnyPort] });
        using RawProbe client = running.Connect();
        client.Send("set big 0 0 1\r\nx\r\nset big 0 0 20971520\r\n");
        byte[] piece = new byte[1 << 20];
        for (int i = 0; i < 20; i++)
        {
            client.Send(piece);
        }

        Assert.That(client.Ask("\r\nget big\r\n", "END\r\n"), Is.EqualTo("STORED\r\nSERVER_ERROR object too large for cache\r\nEND\r\n"));
    }

    [Test]
    public async Task Whoever_listens_to_everybody_and_asks_nobody_is_warned()
    {
        FakeLogCollector log = new();
        using ILoggerFactory factory = LoggerFactory.Create(builder => builder.AddProvider(new FakeLoggerProvider(log)));
        await using (await StartAsync(new MemcachedListenerOptions { Endpoints = [new("*:0"), AnyPort] }, factory))
        {
            Assert.That(log.GetSnapshot().Count(record => record.Level == LogLevel.Warning), Is.EqualTo(1));
        }
    }

    [Test]
    public async Task A_log_that_cannot_be_written_to_ends_nothing()
    {
        using ILoggerFactory factory = LoggerFactory.Create(builder => builder.AddProvider(new BrokenLog()));
        await using Running running = await StartAsync(new MemcachedListenerOptions { Endpoints = [AnyPort] }, factory);
        Assert.That(running.Server.BoundEndpoints, Has.Count.EqualTo(1));
        Assert.That(async () => await running.Server.DisposeAsync(), Throws.Nothing);
    }

    [Test]
    public async Task A_store_that_ends_first_ends_its_server_and_the_log_says_so_once()
    {
        FakeLogCollector log = new();
        using ILoggerFactory factory = LoggerFactory.Create(builder => builder.AddProvider(new FakeLoggerProvider(log)));
        await using Running running = await StartAsync(new MemcachedListenerOptions { Endpoints = [AnyPort, AnyPort] }, factory);
        EndPoint address = running.Server.BoundEndpoints[0];
        using RawProbe idle = running.Connect();
        using RawProbe asking = running.Connect();
        Assert.That(idle.Ask("set a 0 0 1\r\nx\r\n"), Is.EqualTo("STORED\r\n"));

        await running.Store.DisposeAsync();
        asking.Send("get a\r\n");

        Assert.That(asking.ReadToEnd(), Is.Empty);
        Assert.That(idle.ReadToEnd(), Is.Empty);
        await running.Server.DisposeAsync();
        Assert.That(() => new RawProbe(address), Throws.InstanceOf<SocketException>());
        FakeLogRecord record = log.GetSnapshot().Single(record => record.Level >= LogLevel.Warning);
        Assert.That((record.Id.Name, record.Message), Is.EqualTo(("StoreEnded",
            "Cache 'default' was disposed of while memcached clients were served; its server ends. Dispose of the server first.")));
    }

    [Test]
    public async Task Of_a_store_that_has_ended_there_is_no_server()
    {
        CacheStore store = new(new CacheCoreOptions());
        await using MemcachedServer server = new(store, new MemcachedListenerOptions { Endpoints = [AnyPort] });
        store.Dispose();

        Assert.That(async () => await server.StartAsync(), Throws.InstanceOf<ObjectDisposedException>());
    }

    [Test]
    public async Task An_address_that_is_taken_fails_the_start_and_leaves_nothing_behind()
    {
        await using Running running = await StartAsync(new MemcachedListenerOptions { Endpoints = [AnyPort] });
        int port = ((IPEndPoint)running.Server.BoundEndpoints[0]).Port;
        MemcachedListenerOptions options = new() { Endpoints = [AnyPort, new($"127.0.0.1:{port}")] };
        await using MemcachedServer second = new(running.Store, options);

        Assert.That(async () => await second.StartAsync(), Throws.InstanceOf<IOException>());
    }

    [Test]
    public async Task Shutdown_is_handed_to_the_owner()
    {
        await using Running running = await StartAsync(new MemcachedListenerOptions { Endpoints = [AnyPort], AllowShutdown = true });
        TaskCompletionSource<bool> asked = new();
        running.Server.ShutdownRequested += (_, request) => asked.SetResult(request.IsGraceful);
        using RawProbe client = running.Connect();

        client.Send("shutdown graceful\r\n");

        Assert.That(await asked.Task.WaitAsync(TimeSpan.FromSeconds(20)), Is.True);
        Assert.That(client.ReadToEnd(), Is.Empty);
    }

    [Test]
    public async Task Watchers_see_what_happens_on_other_connections()
    {
        await using Running running = await StartAsync(new MemcachedListenerOptions { Endpoints = [AnyPort] });
        using RawProbe watcher = running.Connect();
        Assert.That(watcher.Ask("watch fetchers mutations deletions\r\n"), Is.EqualTo("OK\r\n"));
        using RawProbe client = running.Connect();

        _ = client.Ask("set a%b 0 0 1\r\nx\r\nget a%b\r\nget c\r\ndelete a%b\r\n", "DELETED\r\n");
        string seen = watcher.ReadUntil("cmd=delete clsid=1 size=1\n");

        Assert.That(
            seen, Does.Match(@"^ts=\d+\.\d{6} gid=1 type=item_store key=a%25b status=stored cmd=set ttl=0 clsid=1 cfd=\d+ size=1\n"));
        Assert.That(
            seen, Does.Contain("type=item_get key=a%25b status=found clsid=1").And.Contain("type=item_get key=c status=not_found clsid=0"));
    }

    [Test]
    public async Task Watchers_see_what_is_evicted()
    {
        await using Running running = await StartAsync(new MemcachedListenerOptions { Endpoints = [AnyPort] }, memoryLimit: 1 << 20);
        using RawProbe watcher = running.Connect();
        Assert.That(watcher.Ask("watch evictions\r\n"), Is.EqualTo("OK\r\n"));
        using RawProbe client = running.Connect();

        string value = new('v', 1000);
        for (int i = 0; i < 2000; i++)
        {
            client.Send($"set key{i} 0 0 1000 noreply\r\n{value}\r\n");
        }

        _ = client.Ask("mn\r\n");
        Assert.That(
            watcher.ReadUntil("size=1000\n"),
            Does.Match(@"gid=1 type=eviction key=key\d+ fetch=no ttl=-1 la=\d+ clsid=\d+ size=1000\n"));
    }

    [Test]
    public async Task A_stopped_server_closes_its_connections_and_the_store_lives_on()
    {
        Running running = await StartAsync(new MemcachedListenerOptions { Endpoints = [AnyPort] });
        using RawProbe client = running.Connect();
        Assert.That(client.Ask("mn\r\n"), Is.EqualTo("MN\r\n"));
        using RawProbe watcher = running.Connect();
        Assert.That(watcher.Ask("watch\r\n"), Is.EqualTo("OK\r\n"));

        await running.Server.StopAsync();

        Assert.That(client.ReadToEnd() + watcher.ReadToEnd(), Is.Empty);
        Assert.That(() => new RawProbe(running.Server.BoundEndpoints[0]), Throws.InstanceOf<SocketException>());
        Assert.That(running.Store.Set("a", "x"u8), Is.EqualTo(WriteResult.Stored));
        await running.DisposeAsync();
    }

    private static async Task<Running> StartAsync(
        MemcachedListenerOptions options, ILoggerFactory? loggerFactory = null, long memoryLimit = CacheCoreOptions.DefaultMemoryLimit)
    {
        CacheStore store = new(new CacheCoreOptions { MemoryLimit = memoryLimit });
        MemcachedServer server = new(store, options, loggerFactory);
        await server.StartAsync();
        return new Running(store, server);
    }

    private sealed class Running(CacheStore store, MemcachedServer server) : IAsyncDisposable
    {
        public CacheStore Store { get; } = store;

        public MemcachedServer Server { get; } = server;

        public RawProbe Connect() => new(Server.BoundEndpoints[0]);

        public async ValueTask DisposeAsync()
        {
            await Server.DisposeAsync();
            await Store.DisposeAsync();
        }
    }

    /// <summary>Its disk is full.</summary>
    private sealed class BrokenLog : ILoggerProvider, ILogger
    {
        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            throw new IOException("no space");

        public void Dispose()
        {
        }
    }
}
