using System.Buffers;
using System.Net;
using System.Net.Sockets;
using System.Text;
using CacheCore.Server.Connections;
using CacheCore.Server.Counting;
using CacheCore.Server.Endpoints;
using CacheCore.Server.Execution;
using CacheCore.Server.Sessions;
using CacheCore.Server.Watch;
using CacheCore.Transport.Memory;
using Microsoft.Extensions.Logging.Abstractions;

namespace CacheCore.Server.Tests.Execution;

/// <summary>A server whose commands are answered later, on one thread.</summary>
internal sealed class WaitingTests
{
    private ServerCounts _counts = null!;
    private WaitingDialect.Factory _executors = null!;
    private ServerHost _host = null!;
    private bool _isClosed;

    private static TurnLimits Limits => new(Requests: 128, LargestItem: 1 << 20);

    [SetUp]
    public async Task Start()
    {
        _isClosed = false;
        _counts = new ServerCounts();
        _executors = new WaitingDialect.Factory(Limits);
        var services = new ConnectionServices(_executors, Limits, ConnectionMemory.Unlimited, _counts, new WatchHub(TimeProvider.System));
        var settings = new HostSettings { Name = "waiting", Endpoints = [new("127.0.0.1:0")], UdpAddresses = ["127.0.0.1:0"] };
        _host = new ServerHost(settings, services, NullLogger.Instance);
        await _host.ListenAsync(CancellationToken.None);
    }

    [TearDown]
    public async Task Stop()
    {
        if (_isClosed)
        {
            return;
        }

        using var timeout = new CancellationTokenSource(TimeSpan.FromSeconds(5));
        await _host.CloseAsync(timeout.Token);
    }

    [Test]
    public async Task Replies_come_in_order_however_long_each_takes()
    {
        const int Clients = 8;
        await Task.WhenAll(Enumerable.Range(0, Clients).Select(seed => Task.Run(() =>
        {
            var random = new Random(seed);
            string lines = string.Concat(Enumerable.Range(0, 200).Select(_ => $"{(random.Next(3) > 0 ? 0 : random.Next(51))}\r\n"));
            using TcpClient client = Connect();

            Assert.That(Ask(client, lines, lines.Length), Is.EqualTo(lines));
        })));
    }

    [Test]
    public void Whoever_waits_keeps_nobody_waiting()
    {
        using TcpClient waiting = Connect();
        using TcpClient other = Connect();
        waiting.GetStream().Write("0\r\nhold\r\n0\r\n"u8);
        Assert.That(Read(waiting, 3), Is.EqualTo("0\r\n"), "what came before is on its way");
        for (int i = 0; i < 100; i++)
        {
            Assert.That(Ask(other, "0\r\n", 3), Is.EqualTo("0\r\n"));
        }

        Assert.That(waiting.Available, Is.Zero);
        _executors.Release();
        Assert.That(Read(waiting, 9), Is.EqualTo("held\r\n0\r\n"));
    }

    [Test]
    public void A_client_that_leaves_while_it_waits_leaves_nothing_behind()
    {
        TcpClient waiting = Connect();
        Hold(waiting);
        waiting.Dispose();
        _executors.Release();

        Assert.That(() => _host.ConnectionCount, Is.Zero.After(10_000, 10));
    }

    [Test]
    public void A_client_that_says_no_more_is_answered_what_it_waits_for()
    {
        using TcpClient waiting = Connect();
        Hold(waiting);
        waiting.Client.Shutdown(SocketShutdown.Send);
        using TcpClient other = Connect();
        Assert.That(Ask(other, "0\r\n", 3), Is.EqualTo("0\r\n"), "the end has come to the server by now");
        _executors.Release();

        Assert.That(Read(waiting, 6), Is.EqualTo("held\r\n"));
    }

    [Test]
    public async Task A_server_ends_though_an_answer_never_comes()
    {
        using TcpClient waiting = Connect();
        Hold(waiting);
        _isClosed = true;
        await _host.CloseAsync(new CancellationToken(canceled: true)).WaitAsync(TimeSpan.FromSeconds(30));

        Assert.That(_host.ConnectionCount, Is.Zero);
    }

    [Test]
    public async Task A_server_ends_though_a_datagram_s_answer_never_comes()
    {
        using var client = new UdpClient();
        client.Connect((IPEndPoint)_host.BoundUdpEndpoints[0]);
        _ = await client.SendAsync((byte[])[0, 7, 0, 0, 0, 1, 0, 0, .. "hold\r\n"u8]);
        Assert.That(() => _counts[ServerCounter.BytesRead], Is.EqualTo(14).After(10_000, 10));

        _isClosed = true;
        await _host.CloseAsync(CancellationToken.None).WaitAsync(TimeSpan.FromSeconds(30));
    }

    [Test]
    public async Task A_datagram_may_be_answered_later()
    {
        using var client = new UdpClient();
        client.Connect((IPEndPoint)_host.BoundUdpEndpoints[0]);
        byte[] head = [0, 7, 0, 0, 0, 1, 0, 0];
        _ = await client.SendAsync((byte[])[.. head, .. "20\r\n0\r\n"u8]);

        Assert.That((await client.ReceiveAsync()).Buffer, Is.EqualTo((byte[])[.. head, .. "20\r\n0\r\n"u8]));
    }

    [Test]
    [NonParallelizable]
    public void Nothing_is_allocated_where_nothing_waits()
    {
        byte[] request = Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat("0\r\n", 50)));
        FixedOutput sent = new();
        ReplyBuffer output = new(sent);
        ClientExecutor executor = new(_executors, new ClientSession(1, output), Limits, MemcachedProtocol.Auto, gate: null);
        _ = AllocatedBy(2000);

        Assert.That(Enumerable.Range(0, 5).Min(_ => AllocatedBy(2000)), Is.Zero);

        long AllocatedBy(int rounds)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            for (int i = 0; i < rounds; i++)
            {
                ExecutionStatus status = executor.Execute(request, out int consumed);
                output.Commit();
                if (consumed != request.Length || status != ExecutionStatus.NeedMore)
                {
                    throw new InvalidOperationException("The request was not carried out as a whole.");
                }
            }

            return GC.GetAllocatedBytesForCurrentThread() - before;
        }
    }

    [Test]
    public void Bytes_are_counted_while_a_connection_is_open_and_after()
    {
        using (TcpClient client = Connect())
        {
            Assert.That(Ask(client, "0\r\n0\r\n", 6), Is.EqualTo("0\r\n0\r\n"));
            Assert.That(
                (_counts[ServerCounter.BytesRead], _counts[ServerCounter.BytesWritten], _counts[ServerCounter.Connections]),
                Is.EqualTo((6, 6, 1)));
        }

        Assert.That(() => _host.ConnectionCount, Is.Zero.After(10_000, 10));
        Assert.That(_counts[ServerCounter.BytesRead], Is.EqualTo(6));
        _counts.Reset();
        Assert.That(_counts[ServerCounter.BytesRead], Is.Zero);
    }

    /// <summary>Has a client wait for an answer, and waits until it does.</summary>
    private void Hold(TcpClient client)
    {
        client.GetStream().Write("hold\r\n"u8);
        Assert.That(() => _host.Describe(0).Count(static one => one.State == "conn_parse_cmd"), Is.EqualTo(1).After(10_000, 10));
    }

    private TcpClient Connect()
    {
        var client = new TcpClient { ReceiveTimeout = 30_000 };
        client.Connect((IPEndPoint)_host.BoundEndpoints[0]);
        return client;
    }

    private static string Ask(TcpClient client, string lines, int length)
    {
        client.GetStream().Write(Encoding.ASCII.GetBytes(lines));
        return Read(client, length);
    }

    private static string Read(TcpClient client, int length)
    {
        byte[] bytes = new byte[length];
        client.GetStream().ReadExactly(bytes);
        return Encoding.ASCII.GetString(bytes);
    }

    private sealed class FixedOutput : IBufferWriter<byte>
    {
        private readonly byte[] _memory = new byte[1 << 16];

        public void Advance(int count)
        {
        }

        public Memory<byte> GetMemory(int sizeHint = 0) => _memory;

        public Span<byte> GetSpan(int sizeHint = 0) => _memory;
    }
}
