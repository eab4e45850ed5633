using System.Net;
using System.Net.Sockets;
using System.Text;
using CacheCore.Server;

namespace CacheCore.Listener.Tests.Connections;

internal sealed class UdpTests
{
    private readonly CacheStore _store = new(new CacheCoreOptions { MemoryLimit = 64 << 20 });
    private MemcachedServer _server = null!;

    [OneTimeSetUp]
    public async Task Start()
    {
        _server = new MemcachedServer(
            _store, new MemcachedListenerOptions { Endpoints = [new("127.0.0.1:0")], UdpAddresses = ["127.0.0.1:0"] });
        await _server.StartAsync();
    }

    [OneTimeTearDown]
    public async Task Stop()
    {
        await _server.DisposeAsync();
        await _store.DisposeAsync();
    }

    [Test]
    public void Text_and_binary_are_told_apart_by_each_datagram()
    {
        using UdpClient client = Connect();

        Assert.That(Ask(client, 7, "set a 0 0 3\r\nabc\r\n"), Is.EqualTo("7 0/1: STORED\r\n"));
        Assert.That(Ask(client, 8, "mg a v\r\n"), Is.EqualTo("8 0/1: VA 3\r\nabc\r\n"));
        Assert.That(
            Ask(client, 9, Encoding.Latin1.GetString(BinaryRequests.Sentinel)),
            Is.EqualTo("9 0/1: " + Encoding.Latin1.GetString(BinaryRequests.SentinelReply)));
        Assert.That(
            Ask(client, 65535, "get a\r\nget a\r\n"),
            Is.EqualTo("65535 0/1: VALUE a 0 3\r\nabc\r\nEND\r\nVALUE a 0 3\r\nabc\r\nEND\r\n"));
    }

    [Test]
    public void A_long_answer_comes_in_several()
    {
        _store.Set("long", Encoding.ASCII.GetBytes(new string('x', 5000)));
        using UdpClient client = Connect();
        Send(client, 1, "get long\r\n");
        List<byte[]> answers = [.. Enumerable.Range(0, 4).Select(_ => Receive(client))];

        Assert.That(answers.Select(Head), Is.EqualTo(["1 0/4", "1 1/4", "1 2/4", "1 3/4"]));
        Assert.That(answers.Select(one => one.Length), Is.EqualTo([1400, 1400, 1400, 858]));
        Assert.That(
            string.Concat(answers.Select(one => Encoding.ASCII.GetString(one.AsSpan(8)))),
            Is.EqualTo($"VALUE long 0 5000\r\n{new string('x', 5000)}\r\nEND\r\n"));
    }

    [TestCase("get a", TestName = "A command without an end is not answered")]
    [TestCase("set cut 0 0 10\r\nabc", TestName = "A value without an end is not answered")]
    [TestCase("set big 0 0 2000000\r\nabc", TestName = "A value that is too large is answered")]
    [TestCase("set a 0 0 1 noreply\r\nx\r\n", TestName = "Who asks for no reply gets none")]
    [TestCase("quit\r\n", TestName = "There is nothing to quit")]
    [TestCase("watch\r\n", TestName = "There is nobody to watch")]
    public void Nothing_is_carried_over(string request)
    {
        using UdpClient client = Connect();
        Send(client, 1, request);
        string answer = Ask(client, 2, "get none\r\n");
        string expected = request.StartsWith("set big", StringComparison.Ordinal)
            ? "1 0/1: SERVER_ERROR object too large for cache\r\n"
            : "2 0/1: END\r\n";

        Assert.That(answer, Is.EqualTo(expected));
    }

    [Test]
    public void What_is_no_request_is_not_answered()
    {
        using UdpClient client = Connect();
        _ = client.Send([0, 1, 0, 0, 0, 1, 0, 0]); // no payload
        _ = client.Send([0, 1]);
        _ = client.Send([0, 1, 0, 0, 0, 2, 0, 0, .. "get a\r\n"u8]); // one of two

        Assert.That(Ask(client, 2, "get none\r\n"), Is.EqualTo("2 0/1: END\r\n"));
    }

    /// <summary>Two servers, one made to ask the other in whose name it likes, would never be done.</summary>
    [TestCase("END\r\n")]
    [TestCase("ERROR\r\n")]
    [TestCase("VALUE a 0 9\r\nget none\r\n\r\nEND\r\n")]
    [TestCase("\u0081\0\0\0\0\0\0\u0001\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0")]
    public void Another_servers_answer_is_not_answered(string answer)
    {
        using UdpClient client = Connect();
        Send(client, 1, answer);

        Assert.That(Ask(client, 2, "get none\r\n"), Is.EqualTo("2 0/1: END\r\n"));
    }

    [Test]
    public void An_answer_that_would_be_endless_is_refused()
    {
        _store.Set("large", new byte[500_000]);
        using UdpClient client = Connect();

        Assert.That(Ask(client, 3, "get large large large\r\n"), Is.EqualTo("3 0/1: SERVER_ERROR out of memory writing get response\r\n"));
        Assert.That(
            Ask(client, 4, string.Concat(Enumerable.Repeat("get large\r\n", 3))),
            Is.EqualTo("4 0/1: SERVER_ERROR out of memory writing get response\r\n"));
    }

    [Test]
    public void Statistics_name_it()
    {
        using RawProbe client = new(_server.BoundEndpoints[0]);
        int port = ((IPEndPoint)_server.BoundUdpEndpoints[0]).Port;

        Assert.That(client.Ask("stats settings\r\n", "END\r\n"), Does.Contain($"STAT udpport {port}\r\n"));
        Assert.That(client.Ask("stats conns\r\n", "END\r\n"), Does.Contain($":addr udp:127.0.0.1:{port}\r\n"));
    }

    [TestCase("AuthFile")]
    [TestCase("SaslFile")]
    [TestCase("AuthFile of an endpoint")]
    [TestCase("SaslFile of an endpoint")]
    public void It_is_refused_where_clients_are_asked_who_they_are(string option)
    {
        MemcachedListenerOptions options = new()
        {
            UdpAddresses = ["127.0.0.1:0"],
            Endpoints = [new("127.0.0.1:0")
            {
                AuthFile = option == "AuthFile of an endpoint" ? "/f" : null,
                SaslFile = option == "SaslFile of an endpoint" ? "/f" : null,
            }],
            AuthFile = option == "AuthFile" ? "/f" : null,
            SaslFile = option == "SaslFile" ? "/f" : null,
        };

        Assert.That(
            () => new MemcachedServer(_store, options),
            Throws.ArgumentException.With.Message.Contains("UdpAddresses is 127.0.0.1:0; it must be empty"));
    }

    [TestCase("127.0.0.1:0", true)]
    [TestCase("[::1]:0", true)]
    [TestCase("localhost:0", true)]
    [TestCase("*:0", false)]
    [TestCase("10.0.0.1:0", false)]
    public void Beside_encryption_it_is_for_loopback_alone(string address, bool isAllowed)
    {
        MemcachedListenerOptions options = new() { UdpAddresses = [address], Tls = new MemcachedTlsOptions { CertificateFile = "/f" } };

        Assert.That(
            () => new MemcachedServer(_store, options),
            isAllowed
                ? Throws.Nothing
                : Throws.ArgumentException.With.Message.Contains($"UdpAddresses is {address}; it must be on loopback"));
    }

    [Test]
    public async Task An_address_that_is_taken_fails_the_start()
    {
        await using MemcachedServer second = new(
            _store, new MemcachedListenerOptions { Endpoints = [], UdpAddresses = [_server.BoundUdpEndpoints[0].ToString()!] });

        Assert.That(async () => await second.StartAsync(), Throws.InstanceOf<IOException>().With.Message.Contains("UDP"));
    }

    private UdpClient Connect()
    {
        UdpClient client = new("127.0.0.1", ((IPEndPoint)_server.BoundUdpEndpoints[0]).Port);
        client.Client.ReceiveTimeout = 20_000;
        return client;
    }

    private static void Send(UdpClient client, ushort id, string text) =>
        client.Send([(byte)(id >> 8), (byte)id, 0, 0, 0, 1, 0, 0, .. Encoding.Latin1.GetBytes(text)]);

    private static byte[] Receive(UdpClient client)
    {
        IPEndPoint? from = null;
        return client.Receive(ref from);
    }

    private static string Ask(UdpClient client, ushort id, string text)
    {
        Send(client, id, text);
        byte[] answer = Receive(client);
        return $"{Head(answer)}: {Encoding.Latin1.GetString(answer.AsSpan(8))}";
    }

    private static string Head(byte[] datagram) =>
        $"{(datagram[0] << 8) | datagram[1]} {(datagram[2] << 8) | datagram[3]}/{(datagram[4] << 8) | datagram[5]}";
}
