using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace CacheCore.Tool.Tests.BlackBox;

/// <summary>
/// Who is who: certificates of servers and clients, users and passwords, as the commands that talk to a server have them.
/// </summary>
internal sealed class ClientAccessTests
{
    private static readonly string[] Bench =
    [
        "bench", "--connections", "4", "--duration", "0.2", "--warm-up", "0", "--keys", "100", "--quiet",
    ];

    private TestCertificates _certificates = null!;
    private string _users = null!;
    private string _password = null!;

    [OneTimeSetUp]
    public void WriteFiles()
    {
        _certificates = new TestCertificates();
        _users = Path.GetTempFileName();
        _password = Path.GetTempFileName();
        File.WriteAllText(_users, "fred:a-secret\n");
        File.WriteAllText(_password, "a-secret\n");
    }

    [OneTimeTearDown]
    public void DeleteFiles()
    {
        _certificates.Dispose();
        File.Delete(_users);
        File.Delete(_password);
    }

    [Test]
    public void Every_command_can_encrypt_and_say_who_it_is()
    {
        using ServerProcess server = Start($"-Y {_users}");
        string[] access = ["--tls-ca", _certificates.AuthorityFile, "--user", "fred", "--password-file", _password];
        string address = AddressOf(server);

        Assert.That(Run([.. (string[])["set", "k", "v", "-s", address], .. access]), Is.EqualTo((0, "")));
        Assert.That(ToolRun.Of([.. (string[])["get", "k", "-s", address], .. access]).Text, Is.EqualTo("v"));
        Assert.That(ToolRun.Of([.. (string[])["dump", address, "--json"], .. access]).Text, Does.Contain("\"key\":\"k\""));
        Assert.That(ToolRun.Of([.. (string[])["stats", address, "--all"], .. access]).Text, Does.Contain("ssl_handshake_errors"));
        Assert.That(
            ToolRun.Of([.. (string[])["top", address, "--once", "--interval", "100ms"], .. access]).Text,
            Does.Contain("hit ratio"));
        Assert.That(Run([.. (string[])["delete", "k", "-s", address], .. access]), Is.EqualTo((0, "")));

        ToolRun bench = ToolRun.Of(
            [.. Bench, address, "--mix", "get=50,set=50", "--fill", "--pipeline", "20", "--size", "5000", .. access]);
        Assert.That((bench.ExitCode, bench.Errors), Is.EqualTo((0, "")));
        Assert.That(bench.Text, Does.Contain("100.0 % hits"));
    }

    [Test]
    public void Large_values_go_both_ways_encrypted()
    {
        using ServerProcess server = Start("-I 4m");
        byte[] value = new byte[3 << 20];
        new Random(11).NextBytes(value);
        string[] access = ["-s", AddressOf(server), "--tls-ca", _certificates.AuthorityFile];

        Assert.That(ToolRun.Of(value, ["set", "large", .. access]).ExitCode, Is.Zero);
        Assert.That(ToolRun.Of(["get", "large", .. access]).Output.AsSpan().SequenceEqual(value));
    }

    [Test]
    public void A_server_that_nobody_vouches_for_is_not_believed_unless_that_was_asked_for()
    {
        using ServerProcess server = Start("");
        string address = AddressOf(server);

        ToolRun get = ToolRun.Of("get", "k", "-s", address, "--tls");
        Assert.That(get.ExitCode, Is.EqualTo(77));
        Assert.That(get.Errors, Does.StartWith($"cachecore: {address}: the server's certificate is not trusted: ").And.Match("[a-z]\\s*$"));
        Assert.That(ToolRun.Of([.. Bench, address, "--tls"]).ExitCode, Is.EqualTo(77));
        Assert.That(ToolRun.Of("get", "k", "-s", address, "--tls-insecure").ExitCode, Is.EqualTo(1));
    }

    [Test]
    public void A_certificate_is_for_a_name()
    {
        using ServerProcess server = Start("");
        string address = string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{server.Port}");

        Assert.That(
            Run("get", "k", "-s", address, "--tls-ca", _certificates.AuthorityFile),
            Is.EqualTo(
                (77, $"cachecore: {address}: the server's certificate is not trusted: it is for another name{Environment.NewLine}")));
    }

    [Test]
    public void A_server_may_want_to_see_a_certificate()
    {
        using ServerProcess server = Start($"-o ssl_verify_mode=2,ssl_ca_cert={_certificates.AuthorityFile}");
        string[] get = ["get", "k", "-s", AddressOf(server), "--tls-ca", _certificates.AuthorityFile];

        Assert.That(Run([.. get, "--tls-cert", _certificates.WriteClient()]), Is.EqualTo((1, "")));
        foreach (string[] wrong in (string[][])[get, [.. get, "--tls-cert", _certificates.WriteStranger()]])
        {
            (int exitCode, string errors) = Run(wrong);
            Assert.That(exitCode, Is.EqualTo(77));
            Assert.That(errors, Does.Contain("it may want a certificate, or another one: --tls-cert"));
        }
    }

    [Test]
    public void A_server_without_TLS_is_told_from_one_that_is_not_there()
    {
        using ServerProcess server = ServerProcess.Start(overUnixSocket: false, "");
        (int exitCode, string errors) = Run("get", "k", "-s", AddressOf(server), "--tls");

        Assert.That(exitCode, Is.EqualTo(76));
        Assert.That(errors, Does.Contain(": no agreement on TLS: "));
    }

    [Test]
    public void Whoever_does_not_shake_hands_is_given_up()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        string address = listener.LocalEndpoint.ToString()!;

        Assert.That(
            Run("get", "k", "-s", address, "--tls", "--timeout", "300ms"),
            Is.EqualTo((69, $"cachecore: {address}: does not shake hands for 0.3 s{Environment.NewLine}")));
    }

    [Test]
    public void A_load_needs_the_right_password()
    {
        using ServerProcess server = ServerProcess.Start(overUnixSocket: false, $"-Y {_users}");
        string address = AddressOf(server);

        Assert.That(
            Run([.. Bench, address]),
            Is.EqualTo((77, $"cachecore: {address}: the server wants to know who asks: --user and --password{Environment.NewLine}")));
        Assert.That(
            Run([.. Bench, address, "--user", "fred", "--password", "wrong"]),
            Is.EqualTo((77, $"cachecore: {address}: the server does not know this user and password{Environment.NewLine}")));
        Assert.That(Run([.. Bench, address, "--user", "fred", "--password-file", _password]), Is.EqualTo((0, "")));
    }

    [TestCase("get k --tls-key /no/such/file")]
    [TestCase("get k --tls-cert /no/such/file")]
    [TestCase("get k --tls-ca /no/such/file")]
    [TestCase("get k --tls-ca /dev/null")]
    [TestCase("get k --tls-ca /dev/null --tls-insecure")]
    [TestCase("get k --tls -s /no/such/socket")]
    [TestCase("get k --password-file /dev/null")]
    [TestCase("get k --user fred --password-file /no/such/file")]
    [TestCase("get k --user fred --password secret --password-file /dev/null")]
    [TestCase("bench --zipf 1")]
    [TestCase("bench --duration 0")]
    [TestCase("bench --connections 0")]
    [TestCase("bench --mix get=x")]
    public void What_does_not_go_together_is_refused(string command)
    {
        ToolRun run = ToolRun.Of(command.Split(' '));
        Assert.That((run.ExitCode, run.Errors.Length > 0), Is.EqualTo((64, true)), run.Errors);
    }

    [TestCase("get k --tls-ca /no/such/file", "--tls-ca: the file '/no/such/file' cannot be read: there is no such folder")]
    [TestCase("get k --tls-ca /none", "--tls-ca: the file '/none' cannot be read: there is no such file")]
    [TestCase("get k --tls-ca /tmp", "--tls-ca: the file '/tmp' cannot be read: it is a folder")]
    [TestCase("get k --tls-ca /dev/null", "--tls-ca: the file '/dev/null' cannot be used: There is no certificate in it.")]
    [TestCase("get k --tls-cert /dev/null --tls-key /none", "--tls-key: the file '/none' cannot be read: there is no such file")]
    [TestCase("bench --user u --password-file /none", "--password-file: the file '/none' cannot be read: there is no such file")]
    public void A_file_that_cannot_be_used_is_told_with_its_option(string command, string line)
    {
        ToolRun run = ToolRun.Of(command.Split(' '));
        Assert.That((run.ExitCode, run.Errors), Is.EqualTo((64, $"cachecore: {line}{Environment.NewLine}")));
    }

    private static (int ExitCode, string Errors) Run(params string[] words)
    {
        ToolRun run = ToolRun.Of(words);
        return (run.ExitCode, run.Errors);
    }

    private static string AddressOf(ServerProcess server) => string.Create(CultureInfo.InvariantCulture, $"localhost:{server.Port}");

    private ServerProcess Start(string options) =>
        ServerProcess.Start(
            overUnixSocket: false, $"-Z -o ssl_chain_cert={_certificates.ServerFile},ssl_key={_certificates.ServerKeyFile} {options}");
}
