using System.Net.Security;
using System.Net.Sockets;
using System.Text;

namespace CacheCore.Tool.Tests.BlackBox;

internal sealed class TlsTests
{
    private TestCertificates _certificates = null!;

    [SetUp]
    public void SetUp() => _certificates = new TestCertificates();

    [TearDown]
    public void TearDown() => _certificates.Dispose();

    [Test]
    public async Task Option_Z_encrypts_and_a_hang_up_reads_the_certificate_anew()
    {
        using ServerProcess server = ServerProcess.Start(
            overUnixSocket: false, $"-Z -o ssl_chain_cert={_certificates.ServerFile},ssl_key={_certificates.ServerKeyFile}");
        using (SslStream client = await ConnectAsync(server.Port))
        {
            await client.WriteAsync("set a 0 0 1\r\nx\r\nget a\r\n"u8.ToArray());
            Assert.That(
                await ReadAsync(client, "STORED\r\nVALUE a 0 1\r\nx\r\nEND\r\n".Length),
                Is.EqualTo("STORED\r\nVALUE a 0 1\r\nx\r\nEND\r\n"));
            Assert.That(client.RemoteCertificate!.Subject, Is.EqualTo("CN=server"));
        }

        _certificates.WriteServer("renewed");
        server.Signal("HUP");

        Assert.That(() => SubjectOf(server.Port), Is.EqualTo("CN=renewed").After(60_000, 50));
    }

    [Test]
    public void Certificates_and_users_are_read_anew_whatever_became_of_the_others()
    {
        string users = Path.Combine(Path.GetDirectoryName(_certificates.ServerFile)!, "users");
        File.WriteAllText(users, "ann:secret\n");
        using ServerProcess server = ServerProcess.Start(
            overUnixSocket: false, $"-Y {users} -Z -o ssl_chain_cert={_certificates.ServerFile},ssl_key={_certificates.ServerKeyFile}");
        File.WriteAllText(users, "nonsense\n");
        _certificates.WriteServer("renewed");
        server.Signal("HUP");

        Assert.That(() => SubjectOf(server.Port), Is.EqualTo("CN=renewed").After(60_000, 50));
        Assert.That(server.Errors, Does.Contain("The file of users could not be read again").And.Not.Contain("The certificates could not"));

        File.WriteAllText(_certificates.ServerFile, "nonsense");
        server.Signal("HUP");
        Assert.That(() => server.Errors, Does.Contain("The certificates could not be read again").After(60_000, 50));
    }

    [TestCaseSource(typeof(BrokenCertificates), nameof(BrokenCertificates.Names))]
    public async Task What_cannot_be_used_changes_nothing_for_a_server_that_runs_and_lets_none_start(string way)
    {
        string options = $"-Z -o ssl_chain_cert={_certificates.ServerFile},ssl_key={_certificates.ServerKeyFile}";
        using ServerProcess server = ServerProcess.Start(overUnixSocket: false, options);
        _certificates.Break(way);
        server.Signal("HUP");
        Assert.That(
            () => server.Errors,
            Does.Match("^error: The certificates could not be read again; those in use stay in use\\. .+\n$").After(60_000, 50));

        using (SslStream client = await ConnectAsync(server.Port))
        {
            Assert.That(client.RemoteCertificate!.Subject, Is.EqualTo("CN=server"));
            await client.WriteAsync("refresh_certs\r\n"u8.ToArray());
            using var answer = new StreamReader(client);
            Assert.That(await answer.ReadLineAsync(), Does.StartWith("Error "));
            await client.WriteAsync("mn\r\n"u8.ToArray());
            Assert.That(await answer.ReadLineAsync(), Is.EqualTo("MN"));
        }

        (int exitCode, string text) = ServerProcess.RunToEnd($"{options} -p -1");
        Assert.That((exitCode, text.Count(static one => one == '\n')), Is.EqualTo((64, 1)).Or.EqualTo((71, 1)), text);
        Assert.That(text, Does.Contain(Path.GetDirectoryName(_certificates.ServerFile)!).And.Not.Contain("(Parameter "));
    }

    [TestCaseSource(typeof(BrokenCertificates), nameof(BrokenCertificates.Names))]
    public void A_client_that_cannot_use_its_certificate_says_so_in_a_line(string way)
    {
        _certificates.Break(way);
        ToolRun run = ToolRun.Of("stats", "--tls-cert", _certificates.ServerFile, "--tls-key", _certificates.ServerKeyFile);
        Assert.That((run.ExitCode, run.Errors.Count(static one => one == '\n')), Is.EqualTo((64, 1)), run.Errors);
        Assert.That(run.Errors, Does.StartWith("cachecore: the certificate ").And.Not.Contain("(Parameter "));
    }

    [Test]
    public void A_certificate_that_is_none_is_refused()
    {
        File.WriteAllText(_certificates.ServerFile, "nonsense");
        (int exitCode, string text) = ServerProcess.RunToEnd($"-u root -p -1 -Z -o ssl_chain_cert={_certificates.ServerFile}");

        Assert.That(exitCode, Is.Not.Zero);
        Assert.That(text, Does.Contain(_certificates.ServerFile));
    }

    [Test]
    public void A_cipher_that_is_none_is_refused_by_name()
    {
        (int exitCode, string text) = ServerProcess.RunToEnd(
            $"-u root -p -1 -Z -o ssl_chain_cert={_certificates.ServerFile},ssl_key={_certificates.ServerKeyFile},"
                + "ssl_ciphers=ECDHE-RSA-AES256-GCM-SHA384:HIGH");

        Assert.That(exitCode, Is.Not.Zero);
        Assert.That(text, Does.Contain("Tls.Ciphers is HIGH"));
    }

    private static async Task<string> SubjectOf(int port)
    {
        using SslStream client = await ConnectAsync(port);
        return client.RemoteCertificate!.Subject;
    }

    private static async Task<SslStream> ConnectAsync(int port)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync("127.0.0.1", port);
        var stream = new SslStream(new NetworkStream(socket, ownsSocket: true));
        await stream.AuthenticateAsClientAsync(new SslClientAuthenticationOptions
        {
            TargetHost = "localhost",
            RemoteCertificateValidationCallback = static (_, shown, _, _) => shown?.Issuer == "CN=Test authority",
        });
        return stream;
    }

    private static async Task<string> ReadAsync(SslStream stream, int length)
    {
        byte[] buffer = new byte[length];
        await stream.ReadExactlyAsync(buffer);
        return Encoding.Latin1.GetString(buffer);
    }
}
