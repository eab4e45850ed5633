using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using CacheCore.Listener.Security;

namespace CacheCore.Listener.Tests.Connections;

[TestFixture(false)]
[TestFixture(true)]
internal sealed class TlsTests(bool usePlatformSockets)
{
    private TestCertificates _certificates = null!;
    private CacheStore _store = null!;
    private MemcachedServer? _server;

    [SetUp]
    public void SetUp()
    {
        _certificates = new TestCertificates();
        _store = new CacheStore(new CacheCoreOptions { MemoryLimit = 16 << 20 });
    }

    [TearDown]
    public async Task TearDown()
    {
        if (_server is not null)
        {
            await _server.DisposeAsync();
        }

        await _store.DisposeAsync();
        _certificates.Dispose();
    }

    [Test]
    public async Task Commands_and_large_values_go_encrypted()
    {
        await StartAsync();
        using SslStream client = await ConnectAsync();
        string value = new('x', 300_000);

        Assert.That(await AskAsync(client, $"set a 0 0 {value.Length}\r\n{value}\r\n", "STORED\r\n".Length), Is.EqualTo("STORED\r\n"));
        string reply = $"VALUE a 0 {value.Length}\r\n{value}\r\nEND\r\n";
        string asked = string.Concat(Enumerable.Repeat("get a\r\n", 20));
        Assert.That(await AskAsync(client, asked, 20 * reply.Length), Is.EqualTo(string.Concat(Enumerable.Repeat(reply, 20))));
        Assert.That(client.SslProtocol, Is.EqualTo(SslProtocols.Tls13));
    }

    /// <summary>
    /// Many records at once, one in many pieces, and values that are longer than a record or than what is read at a time.
    /// </summary>
    [Test]
    public async Task How_encrypted_bytes_are_cut_up_changes_nothing([Values(1, 40, 5_000, 300_000)] int longestPiece)
    {
        await StartAsync();
        var random = new Random(longestPiece);
        (SslStream client, CutStream below) = await ConnectCutAsync();
        using SslStream open = client;
        int longestValue = longestPiece < 100 ? 3_000 : 40_000;
        for (int round = 0; round < 20; round++)
        {
            below.Keeps = true;
            string expected = "";
            for (int i = random.Next(8); i >= 0; i--)
            {
                string value = new((char)random.Next('a', 'z'), random.Next(longestValue));
                await client.WriteAsync(Encoding.Latin1.GetBytes($"set k{i} 0 0 {value.Length}\r\n"));
                await client.WriteAsync(Encoding.Latin1.GetBytes($"{value}\r\nget k{i}\r\n"));
                expected += $"STORED\r\nVALUE k{i} 0 {value.Length}\r\n{value}\r\nEND\r\n";
            }

            Task sending = below.SendAsync(() => 1 + random.Next(longestPiece));
            Assert.That(await ReadAsync(client, expected.Length), Is.EqualTo(expected));
            await sending;
        }
    }

    /// <summary>
    /// The end of a value fills what it is read into to the last byte, and what follows it in the same record is there already.
    /// </summary>
    [Test]
    public async Task What_is_left_of_a_record_is_not_waited_for([Values(16 << 10, 32 << 10, 64 << 10, 128 << 10)] int length)
    {
        await StartAsync();
        using SslStream client = await ConnectAsync();
        string line = $"set k 0 0 {length - 20}\r\n";
        string value = new('v', length - 20);
        string padded = line.Replace("set k", "set k" + new string(' ', length - line.Length - value.Length - 2), StringComparison.Ordinal);
        string last = value[^100..] + "\r\nmn\r\n";

        Assert.That(await AskAsync(client, $"mn\r\n{padded}{value[..^100]}", 4), Is.EqualTo("MN\r\n"));
        Assert.That(await AskAsync(client, last, "STORED\r\nMN\r\n".Length), Is.EqualTo("STORED\r\nMN\r\n"));
    }

    /// <summary>A client may say farewell and keep its end of the socket open; it has its answer, and is closed.</summary>
    [Test]
    public async Task A_farewell_right_behind_a_command_is_heard()
    {
        await StartAsync();
        (SslStream client, CutStream below) = await ConnectCutAsync();
        using SslStream open = client;
        Assert.That(await AskAsync(client, "mn\r\n", 4), Is.EqualTo("MN\r\n"));
        below.Keeps = true;
        await client.WriteAsync("mn\r\n"u8.ToArray());
        await client.ShutdownAsync();
        await below.SendAsync(static () => int.MaxValue);

        Assert.That(await ReadAsync(client, 5), Is.EqualTo("MN\r\n"), "nothing but the end behind it");
        Assert.That(() => _server!.ConnectionCount, Is.Zero.After(60_000, 10));
    }

    /// <summary>
    /// As without encryption: who has sent many commands, each in a record of its own, has them carried out together, and
    /// lets others go first.
    /// </summary>
    [Test]
    public async Task Commands_in_records_of_their_own_are_carried_out_together()
    {
        await StartAsync();
        (SslStream client, CutStream below) = await ConnectCutAsync();
        using SslStream open = client;
        below.Keeps = true;
        const int Commands = 500;
        for (int i = 0; i < Commands; i++)
        {
            await client.WriteAsync("mn\r\n"u8.ToArray());
        }

        Task sending = below.SendAsync(static () => int.MaxValue);
        Assert.That(await ReadAsync(client, Commands * 4), Is.EqualTo(string.Concat(Enumerable.Repeat("MN\r\n", Commands))));
        await sending;
        below.Keeps = false;
        string statistics = await AskAsync(client, "stats\r\n", 100_000, "END\r\n");
        Assert.That(statistics, Does.Match("STAT conn_yields [1-9]"));
    }

    /// <summary>What makes no sense ends the encryption, and with it the connection: its descriptor, its memory and its room.</summary>
    [Test]
    public async Task Garbage_after_the_handshake_ends_the_connection_wholly()
    {
        await StartAsync();
        for (int i = 0; i < 20; i++)
        {
            var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { ReceiveTimeout = 20_000 };
            await socket.ConnectAsync((IPEndPoint)_server!.BoundEndpoints[0]);
            using SslStream client = await EncryptAsync(socket, certificate: null);
            Assert.That(await AskAsync(client, "mn\r\n", 4), Is.EqualTo("MN\r\n"));
            await client.WriteAsync("set a 0 0 10\r\nhalf"u8.ToArray());
            _ = socket.Send([0x17, 3, 3, 0, 40, .. new byte[40]]);
            Assert.That(() => ReadToEnd(socket), Throws.Nothing, "the server keeps the connection");
        }

        Assert.That(() => _server!.ConnectionCount, Is.Zero.After(60_000, 10));
    }

    [Test]
    public void Nothing_that_a_strangers_certificate_names_is_fetched()
    {
        using var certificates = new TestCertificates();
        var options = new MemcachedTlsOptions
        {
            CertificateFile = certificates.ServerFile,
            KeyFile = certificates.ServerKeyFile,
            AuthorityFile = certificates.AuthorityFile,
        };
        var read = new ServerCertificates(options, static option => option);

        Assert.That(read.For(MemcachedClientCertificates.Require).CertificateChainPolicy!.DisableCertificateDownloads);
        Assert.That(read.For(MemcachedClientCertificates.Request).CertificateChainPolicy!.DisableCertificateDownloads);
    }

    [Test]
    public async Task Quit_ends_an_encrypted_connection_and_stop_ends_idle_ones()
    {
        await StartAsync();
        using SslStream leaving = await ConnectAsync();
        using SslStream idle = await ConnectAsync();
        Assert.That(await AskAsync(leaving, "mn\r\nquit\r\n", 4), Is.EqualTo("MN\r\n"));
        Assert.That(await leaving.ReadAsync(new byte[10]), Is.Zero);

        await _server!.StopAsync(new CancellationTokenSource(TimeSpan.FromSeconds(10)).Token);
        Assert.That(await idle.ReadAsync(new byte[10]), Is.Zero);
    }

    [Test]
    public async Task One_endpoint_may_be_open_and_another_ask_for_certificates()
    {
        await StartAsync(
            new MemcachedTlsOptions
            {
                CertificateFile = _certificates.ServerFile,
                KeyFile = _certificates.ServerKeyFile,
                AuthorityFile = _certificates.AuthorityFile,
            },
            new MemcachedEndpoint("127.0.0.1:0") { Tls = MemcachedEndpointTls.Off },
            new MemcachedEndpoint("127.0.0.1:0") { Tls = MemcachedEndpointTls.Mutual });

        using (RawProbe open = new(_server!.BoundEndpoints[0]))
        {
            Assert.That(open.Ask("mn\r\n"), Is.EqualTo("MN\r\n"));
        }

        using X509Certificate2 known = _certificates.Client();
        using X509Certificate2 stranger = TestCertificates.Stranger();
        using SslStream client = await ConnectAsync(1, known);
        Assert.That(await AskAsync(client, "mn\r\n", 4), Is.EqualTo("MN\r\n"));
        Assert.That(() => IsLetInAsync(stranger), Is.False);
        Assert.That(() => IsLetInAsync(null), Is.False);
    }

    [Test]
    public async Task New_certificates_are_for_new_connections()
    {
        await StartAsync();
        using SslStream before = await ConnectAsync();
        _certificates.WriteServer("renewed");
        Assert.That(await AskAsync(before, "refresh_certs\r\n", 4), Is.EqualTo("OK\r\n"));

        using SslStream after = await ConnectAsync();
        Assert.That(after.RemoteCertificate!.Subject, Is.EqualTo("CN=renewed"));
        Assert.That(before.RemoteCertificate!.Subject, Is.EqualTo("CN=server"));
        Assert.That(await AskAsync(before, "mn\r\n", 4), Is.EqualTo("MN\r\n"));
    }

    [Test]
    public async Task A_certificate_that_cannot_be_read_changes_nothing()
    {
        await StartAsync();
        await File.WriteAllTextAsync(_certificates.ServerFile, "nonsense");

        Assert.That(_server!.ReloadCertificates, Throws.TypeOf<InvalidDataException>().With.Message.Contains(_certificates.ServerFile));
        using SslStream client = await ConnectAsync();
        Assert.That(client.RemoteCertificate!.Subject, Is.EqualTo("CN=server"));
    }

    [TestCaseSource(typeof(BrokenCertificates), nameof(BrokenCertificates.Names))]
    public async Task Files_that_cannot_be_used_are_refused_by_one_kind_of_exception_and_change_nothing(string way)
    {
        await StartAsync();
        _certificates.Break(way);

        Assert.That(_server!.ReloadCertificates, Throws.TypeOf<InvalidDataException>().Or.InstanceOf<IOException>());
        using SslStream client = await ConnectAsync();
        Assert.That(client.RemoteCertificate!.Subject, Is.EqualTo("CN=server"));
    }

    [Test]
    public async Task Ciphers_can_be_chosen()
    {
        Assume.That(OperatingSystem.IsLinux(), "elsewhere the system chooses");
        await StartAsync(new MemcachedTlsOptions
        {
            CertificateFile = _certificates.ServerFile,
            KeyFile = _certificates.ServerKeyFile,
            Ciphers = "TLS_AES_128_GCM_SHA256",
        });
        using SslStream client = await ConnectAsync();

        Assert.That(client.NegotiatedCipherSuite, Is.EqualTo(TlsCipherSuite.TLS_AES_128_GCM_SHA256));
    }

    [TestCase("ECDHE-RSA-AES128-GCM-SHA256", null)]
    [TestCase("TLS_AES_128_GCM_SHA256:ECDHE-RSA-AES128-GCM-SHA256", null)]
    [TestCase("TLS_AES_128_GCM_SHA256:HIGH", "HIGH")]
    [TestCase("!aNULL", "!aNULL")]
    [TestCase("", "")]
    public void A_name_that_is_none_is_found(string list, string? unknown) =>
        Assert.That(CipherNames.FirstUnknown(list), Is.EqualTo(unknown));

    [Test]
    public void A_list_without_one_of_the_newest_leaves_those()
    {
        Assert.That(CipherNames.Parse("ECDHE-RSA-AES128-GCM-SHA256"), Has.Length.EqualTo(4));
        Assert.That(CipherNames.Parse("ECDHE-RSA-AES128-GCM-SHA256:TLS_AES_128_GCM_SHA256"), Has.Length.EqualTo(2));
    }

    [Test]
    public async Task Sasl_works_behind_it()
    {
        string users = Path.GetTempFileName();
        await File.WriteAllTextAsync(users, "fred:secret\n");
        await StartAsync(
            new MemcachedTlsOptions { CertificateFile = _certificates.ServerFile, KeyFile = _certificates.ServerKeyFile },
            new MemcachedEndpoint("127.0.0.1:0") { SaslFile = users });
        using SslStream client = await ConnectAsync();

        Assert.That(
            await AskAsync(client, Encoding.Latin1.GetString(SaslRequests.Plain("fred", "secret")), 24 + 13),
            Does.EndWith("Authenticated"));
        Assert.That(
            await AskAsync(client, Encoding.Latin1.GetString(BinaryRequests.Sentinel), 24),
            Is.EqualTo(Encoding.Latin1.GetString(BinaryRequests.SentinelReply)));
        File.Delete(users);
    }

    [Test]
    public async Task Whoever_speaks_no_tls_is_closed_and_counted()
    {
        await StartAsync();
        using (RawProbe plain = new(_server!.BoundEndpoints[0]))
        {
            plain.Send("get a\r\nget b\r\nget c\r\n");
            _ = plain.ReadToEnd(); // an alert, perhaps
        }

        using SslStream client = await ConnectAsync();
        Assert.That(
            await AskAsync(client, "stats\r\n", 4_000, "END\r\n"),
            Does.Contain("STAT ssl_handshake_errors 1\r\n").And.Contain("STAT time_since_server_cert_refresh "));
    }

    [Test]
    public async Task Failures_of_the_encryption_are_told_and_counted_each_as_what_it_is()
    {
        await StartAsync();
        using SslStream watcher = await ConnectAsync();
        Assert.That(await AskAsync(watcher, "watch connevents\r\n", 4), Is.EqualTo("OK\r\n"));
        using (RawProbe looksIn = new(_server!.BoundEndpoints[0]))
        {
            looksIn.EndSending();
            _ = looksIn.ReadToEnd();
        }

        Assert.That(await HearAsync(watcher, "conn_close"), Does.Not.Contain("conntlserr"));
        using (RawProbe plain = new(_server!.BoundEndpoints[0]))
        {
            plain.Send("get a\r\nget b\r\nget c\r\n");
            _ = plain.ReadToEnd();
        }

        Assert.That(await HearAsync(watcher, "conn_close"), Does.Match(@"type=conntlserr fd=\d+ msg=.+\n"));
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { ReceiveTimeout = 20_000 };
        await socket.ConnectAsync((IPEndPoint)_server!.BoundEndpoints[0]);
        using SslStream breaks = await EncryptAsync(socket, certificate: null);
        Assert.That(await AskAsync(breaks, "mn\r\n", 4), Is.EqualTo("MN\r\n"));
        _ = socket.Send([0x17, 3, 3, 0, 40, .. new byte[40]]);

        Assert.That(await HearAsync(watcher, "conn_close"), Does.Match(@"type=conntlserr fd=\d+ msg=.+\n").And.Contain("reason=error"));
        using SslStream client = await ConnectAsync();
        Assert.That(
            await AskAsync(client, "stats\r\n", 4_000, "END\r\n"),
            Does.Contain("STAT ssl_handshake_errors 1\r\nSTAT ssl_proto_errors 1\r\n"));
    }

    [Test]
    public async Task Whoever_does_not_shake_hands_is_closed_in_time()
    {
        await StartAsync(new MemcachedTlsOptions
        {
            CertificateFile = _certificates.ServerFile,
            KeyFile = _certificates.ServerKeyFile,
            HandshakeTimeout = TimeSpan.FromSeconds(1),
        });
        using RawProbe silent = new(_server!.BoundEndpoints[0]);

        Assert.That(silent.ReadToEnd(), Is.Empty);
    }

    /// <summary>What a watcher hears up to the end of a line that has a word in it.</summary>
    private static async Task<string> HearAsync(SslStream watcher, string word)
    {
        StringBuilder heard = new();
        byte[] buffer = new byte[4096];
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (!heard.ToString().Contains(word, StringComparison.Ordinal) || heard[^1] != '\n')
        {
            int length = await watcher.ReadAsync(buffer, patience.Token);
            Assert.That(length, Is.Positive);
            _ = heard.Append(Encoding.Latin1.GetString(buffer, 0, length));
        }

        return heard.ToString();
    }

    private async Task<bool> IsLetInAsync(X509Certificate2? certificate)
    {
        try
        {
            using SslStream client = await ConnectAsync(1, certificate);
            return await AskAsync(client, "mn\r\n", 4) == "MN\r\n";
        }
        catch (Exception exception) when (exception is IOException or AuthenticationException)
        {
            return false;
        }
    }

    /// <summary>As memcached counts, which is told by OpenSSL: by TLS 1.3 of each ticket, by TLS 1.2 of none.</summary>
    [TestCase(SslProtocols.Tls13, 2, 1)]
    [TestCase(SslProtocols.Tls12, 0, 0)]
    public async Task Sessions_are_counted_when_they_are_made(SslProtocols version, int made, int resumed)
    {
        await StartAsync(new MemcachedTlsOptions
        {
            CertificateFile = _certificates.ServerFile,
            KeyFile = _certificates.ServerKeyFile,
            AllowResume = true,
        });
        SslClientAuthenticationOptions options = ClientOptions();
        options.EnabledSslProtocols = version;
        List<int> counts = [];
        for (int visit = 0; visit < 3; visit++)
        {
            var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
            await socket.ConnectAsync((IPEndPoint)_server!.BoundEndpoints[0]);
            using SslStream client = new(new NetworkStream(socket, ownsSocket: true));
            await client.AuthenticateAsClientAsync(options);
            string statistics = await AskAsync(client, "stats\r\n", 100_000, "END\r\n");
            counts.Add(
                int.Parse(statistics.Split("STAT ssl_new_sessions ")[1].Split('\r')[0], System.Globalization.CultureInfo.InvariantCulture));
            await client.ShutdownAsync();
        }

        Assert.That(counts, Is.EqualTo((int[])[made, made + resumed, made + (2 * resumed)]));
    }

    private Task StartAsync() =>
        StartAsync(new MemcachedTlsOptions { CertificateFile = _certificates.ServerFile, KeyFile = _certificates.ServerKeyFile });

    private async Task StartAsync(MemcachedTlsOptions tls, params MemcachedEndpoint[] endpoints)
    {
        MemcachedListenerOptions options = new()
        {
            Endpoints = endpoints.Length > 0 ? endpoints : [new MemcachedEndpoint("127.0.0.1:0")],
            Tls = tls,
            UsePlatformSockets = usePlatformSockets,
        };
        _server = new MemcachedServer(_store, options);
        await _server.StartAsync();
    }

    private async Task<SslStream> ConnectAsync(int endpoint = 0, X509Certificate2? certificate = null)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync((IPEndPoint)_server!.BoundEndpoints[endpoint]);
        return await EncryptAsync(socket, certificate);
    }

    private async Task<(SslStream Client, CutStream Below)> ConnectCutAsync()
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync((IPEndPoint)_server!.BoundEndpoints[0]);
        var below = new CutStream(new NetworkStream(socket, ownsSocket: true));
        return (await EncryptAsync(below, certificate: null), below);
    }

    private static void ReadToEnd(Socket socket)
    {
        byte[] buffer = new byte[4096];
        try
        {
            while (socket.Receive(buffer) > 0)
            {
            }
        }
        catch (SocketException exception) when (exception.SocketErrorCode == SocketError.ConnectionReset)
        {
            // An end, too.
        }
    }

    private static Task<SslStream> EncryptAsync(Socket socket, X509Certificate2? certificate) =>
        EncryptAsync(new NetworkStream(socket, ownsSocket: true), certificate);

    private static async Task<SslStream> EncryptAsync(Stream below, X509Certificate2? certificate)
    {
        var stream = new SslStream(below);
        await stream.AuthenticateAsClientAsync(ClientOptions(certificate));
        return stream;
    }

    private static SslClientAuthenticationOptions ClientOptions(X509Certificate2? certificate = null) => new()
    {
        TargetHost = "localhost",
        ClientCertificates = certificate is null ? [] : [certificate],
        RemoteCertificateValidationCallback = static (_, shown, _, _) => shown?.Issuer == "CN=Test authority",
    };

    private static async Task<string> AskAsync(SslStream stream, string text, int length, string? end = null)
    {
        await stream.WriteAsync(Encoding.Latin1.GetBytes(text));
        return await ReadAsync(stream, length, end);
    }

    private static async Task<string> ReadAsync(SslStream stream, int length, string? end = null)
    {
        byte[] buffer = new byte[length];
        int have = 0;
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        while (have < length)
        {
            int count = await stream.ReadAsync(buffer.AsMemory(have), patience.Token);
            have += count;
            if (count == 0 || (end is not null && Encoding.Latin1.GetString(buffer, 0, have).EndsWith(end, StringComparison.Ordinal)))
            {
                break;
            }
        }

        return Encoding.Latin1.GetString(buffer, 0, have);
    }
}
