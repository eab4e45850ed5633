using System.Globalization;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using CacheCore.Server;

namespace CacheCore.Listener.Tests.Connections;

/// <summary>A limit for the memory of all connections, over the wire: those who take too much lose, those who take little go on.</summary>
[TestFixture(false)]
[TestFixture(true)]
internal sealed class ConnectionMemoryLimitTests(bool isEncrypted)
{
    private const int Limit = 4 << 20;
    private const int ValueLength = 900_000;

    private CacheStore _store = null!;
    private MemcachedServer _server = null!;
    private TestCertificates _certificates = null!;

    [SetUp]
    public async Task Start()
    {
        _certificates = new TestCertificates();
        _store = new CacheStore(new CacheCoreOptions { MemoryLimit = 64 << 20 });
        _server = new MemcachedServer(_store, new MemcachedListenerOptions
        {
            Endpoints = [new("127.0.0.1:0"), new("127.0.0.1:0") { Tls = MemcachedEndpointTls.Off }],
            Tls = isEncrypted
                ? new MemcachedTlsOptions { CertificateFile = _certificates.ServerFile, KeyFile = _certificates.ServerKeyFile }
                : null,
            Threads = 1,
            ConnectionMemoryLimit = Limit,
        });
        await _server.StartAsync();
        _store.Set("large", new byte[ValueLength]);
        _store.Set("small", "abc"u8);
    }

    [TearDown]
    public async Task Stop()
    {
        await _server.DisposeAsync();
        await _store.DisposeAsync();
        _certificates.Dispose();
    }

    [Test]
    public async Task Replies_that_nobody_takes_reach_the_limit_and_no_further()
    {
        List<Stream> slow = [];
        byte[] asking = [.. Enumerable.Repeat("get large large\r\n"u8.ToArray(), 200).SelectMany(static one => one)];
        for (int i = 0; i < 30; i++)
        {
            slow.Add(await ConnectAsync());
            _ = slow[^1].WriteAsync(asking).AsTask().ContinueWith(static _ => { }, TaskScheduler.Default); // may be closed
        }

        using RawProbe other = new(_server.BoundEndpoints[1]);
        Assert.That(() => Figure(other, "response_obj_oom"), Is.Positive.After(60_000, 10));
        for (int i = 0; i < 200; i++)
        {
            Assert.That(other.Ask("get small\r\n", "END\r\n"), Is.EqualTo("VALUE small 0 3\r\nabc\r\nEND\r\n"));
            Assert.That(Figure(other, "read_buf_bytes"), Is.LessThanOrEqualTo(Limit));
        }

        slow.ForEach(static one => one.Dispose());
        Assert.That(() => Figure(other, "read_buf_bytes"), Is.Zero.After(60_000, 10), "all of it is given back");
        Assert.That(other.Ask("get large\r\n", "END\r\n"), Has.Length.GreaterThan(ValueLength));
    }

    [Test]
    public async Task Values_that_never_end_reach_the_limit_and_no_further()
    {
        List<Stream> begun = [];
        byte[] part = [.. "set k 0 0 900000\r\n"u8, .. new byte[700_000]];
        for (int i = 0; i < 12; i++)
        {
            begun.Add(await ConnectAsync());
            _ = begun[^1].WriteAsync(part).AsTask().ContinueWith(static _ => { }, TaskScheduler.Default);
        }

        using RawProbe other = new(_server.BoundEndpoints[1]);
        Assert.That(() => Figure(other, "read_buf_oom"), Is.Positive.After(60_000, 10));
        Assert.That(other.Ask("set small 0 0 3\r\nnew\r\nget small\r\n", "END\r\n"), Does.EndWith("new\r\nEND\r\n"));
        Assert.That(Figure(other, "read_buf_bytes"), Is.InRange(1 << 20, Limit));

        begun.ForEach(static one => one.Dispose());
        Assert.That(() => Figure(other, "read_buf_bytes"), Is.Zero.After(60_000, 10));
        string value = new('v', ValueLength);
        Assert.That(other.Ask($"set k 0 0 {value.Length}\r\n{value}\r\n"), Is.EqualTo("STORED\r\n"));
    }

    [Test]
    public async Task Encryptions_count_and_those_beyond_the_limit_are_refused()
    {
        List<Stream> admitted = [];
        using RawProbe other = new(_server.BoundEndpoints[1]);
        for (int i = 0; i < 100; i++)
        {
            try
            {
                admitted.Add(await ConnectAsync());
            }
            catch (IOException)
            {
                Assert.That(Figure(other, "read_buf_oom"), Is.Positive);
            }
        }

        Assert.That(admitted, Has.Count.EqualTo(isEncrypted ? Limit / (48 << 10) : 100));
        Assert.That(Figure(other, "read_buf_bytes"), Is.LessThanOrEqualTo(Limit));

        admitted.ForEach(static one => one.Dispose());
        Assert.That(() => Figure(other, "read_buf_bytes"), Is.Zero.After(60_000, 10));
        await (await ConnectAsync()).DisposeAsync();
    }

    private static long Figure(RawProbe client, string name)
    {
        string line = client.Ask("stats\r\n", "END\r\n")
            .Split("\r\n")
            .Single(one => one.StartsWith($"STAT {name} ", StringComparison.Ordinal));
        return long.Parse(line.Split(' ')[2], CultureInfo.InvariantCulture);
    }

    private async Task<Stream> ConnectAsync()
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { ReceiveBufferSize = 4096 };
        await socket.ConnectAsync((IPEndPoint)_server.BoundEndpoints[0]);
        var plain = new NetworkStream(socket, ownsSocket: true);
        if (!isEncrypted)
        {
            return plain;
        }

        var stream = new SslStream(plain);
        await stream.AuthenticateAsClientAsync(new SslClientAuthenticationOptions
        {
            TargetHost = "localhost",
            RemoteCertificateValidationCallback = static (_, shown, _, _) => shown?.Issuer == "CN=Test authority",
        });
        return stream;
    }
}
