using System.Net.Security;
using System.Net.Sockets;
using System.Text;
using CacheCore.Listener.Tests.Connections;

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
        using ServerProcess server = ServerProcess.Start(overUnixSocket: false, $"-Z -o ssl_chain_cert={_certificates.ServerFile},ssl_key={_certificates.ServerKeyFile}");
        using (SslStream client = await ConnectAsync(server.Port))
        {
            await client.WriteAsync("set a 0 0 1\r\nx\r\nget a\r\n"u8.ToArray());
            Assert.That(await ReadAsync(client, "STORED\r\nVALUE a 0 1\r\nx\r\nEND\r\n".Length), Is.EqualTo("STORED\r\nVALUE a 0 1\r\nx\r\nEND\r\n"));
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
        using ServerProcess server = ServerProcess.Start(overUnixSocket: false, $"-Y {users} -Z -o ssl_chain_cert={_certificates.ServerFile},ssl_key={_certificates.ServerKeyFile}");
        File.WriteAllText(users, "nonsense\n");
        _certificates.WriteServer("renewed");
        server.Signal("HUP");

        Assert.That(() => SubjectOf(server.Port), Is.EqualTo("CN=renewed").After(60_000, 50));
        Assert.That(server.Errors, Does.Contain("The file of users could not be read again").And.Not.Contain("The certificates could not"));

        File.WriteAllText(_certificates.ServerFile, "nonsense");
        server.Signal("HUP");
        Assert.That(() => server.Errors, Does.Contain("The certificates could not be read again").After(60_000, 50));
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
            $"-u root -p -1 -Z -o ssl_chain_cert={_certificates.ServerFile},ssl_key={_certificates.ServerKeyFile},ssl_ciphers=ECDHE-RSA-AES256-GCM-SHA384:HIGH");

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
