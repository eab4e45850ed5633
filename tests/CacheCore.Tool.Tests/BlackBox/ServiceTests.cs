using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace CacheCore.Tool.Tests.BlackBox;

/// <summary>The server as a service of systemd: what the unit's file says, and what systemd is told.</summary>
internal sealed class ServiceTests
{
    private const string Analyzer = "systemd-analyze";

    /// <summary>In tenths; systemd calls 2 and less "OK", and 10 "unsafe".</summary>
    private const int MostExposure = 15;

    private static readonly string UnitFile = Path.Combine(AppContext.BaseDirectory, "packaging", "cachecore.service");

    [Test]
    public void The_unit_starts_a_server_and_learns_when_it_listens_and_when_it_ends()
    {
        string[] command = Setting("ExecStart").Split(' ');
        Assert.That(command[..2], Is.EqualTo((string[])["/usr/local/bin/cachecore", "serve"]));
        Assert.That(command[2..], Is.EqualTo((string[])["$CACHECORE_OPTIONS"]));
        string usual = Setting("Environment").Trim('"')["CACHECORE_OPTIONS=".Length..];
        foreach (string path in (string[])[Path.Combine(Path.GetTempPath(), Path.GetRandomFileName()), "@" + Path.GetRandomFileName()])
        {
            using Socket manager = Listen(path);
            using ServerProcess server = ServerProcess.Start(overUnixSocket: false, usual + " -p -1", path);
            Assert.That(Hear(manager), Is.EqualTo("READY=1"));
            Assert.That(server.Ask("mn"), Is.EqualTo("MN\r\n"));

            server.Signal(SignalOf(Setting("ExecReload")));
            Assert.That(server.Ask("mn"), Is.EqualTo("MN\r\n"));
            server.Signal("TERM");
            Assert.That(Hear(manager), Is.EqualTo("STOPPING=1"));
            Assert.That(server.WaitForEnd(), Is.Zero, "a service that is told to end must not be started again");
            File.Delete(path);
        }
    }

    [Test]
    public void A_manager_that_does_not_listen_is_no_reason_not_to_serve()
    {
        using ServerProcess server = ServerProcess.Start(overUnixSocket: false, "", "/no/such/socket");
        Assert.That(server.Ask("mn"), Is.EqualTo("MN\r\n"));
    }

    [Test]
    public void Systemd_finds_nothing_wrong_with_the_unit_and_little_that_it_may()
    {
        string folder = Directory.CreateTempSubdirectory("cachecore").FullName;
        string unit = Path.Combine(folder, "cachecore.service");
        File.WriteAllText(
            unit, File.ReadAllText(UnitFile).Replace("/usr/local/bin/cachecore", Environment.ProcessPath, StringComparison.Ordinal));
        (int exitCode, string text) = Analyze("verify", "--recursive-errors=no", unit);
        Assert.That((exitCode, text.Contains(unit, StringComparison.Ordinal)), Is.EqualTo((0, false)), text);

        (exitCode, text) = Analyze(
            "security", "--offline=true", string.Create(CultureInfo.InvariantCulture, $"--threshold={MostExposure}"), unit);
        Assert.That(exitCode, Is.Zero, text);
        Directory.Delete(folder, recursive: true);
    }

    private static string Setting(string name) =>
        File.ReadLines(UnitFile).Single(line => line.StartsWith(name + "=", StringComparison.Ordinal))[(name.Length + 1)..];

    private static string SignalOf(string command) => command.Split(' ') is ["/bin/kill", ['-', .. string signal], "$MAINPID"]
        ? signal
        : throw new AssertionException($"'{command}' sends no signal.");

    private static Socket Listen(string path)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified) { ReceiveTimeout = 30_000 };
        socket.Bind(new UnixDomainSocketEndPoint(path.Replace('@', '\0')));
        return socket;
    }

    private static string Hear(Socket manager)
    {
        byte[] news = new byte[100];
        return Encoding.ASCII.GetString(news, 0, manager.Receive(news));
    }

    private static (int ExitCode, string Text) Analyze(params string[] words)
    {
        bool isInstalled = (Environment.GetEnvironmentVariable("PATH") ?? "")
            .Split(':')
            .Any(static folder => File.Exists(Path.Combine(folder, Analyzer)));
        if (!isInstalled)
        {
            Assert.That(Environment.GetEnvironmentVariable("CI"), Is.Not.EqualTo("true"), $"{Analyzer} is not installed.");
            Assert.Ignore($"{Analyzer} is not installed.");
        }

        using Process process = Process.Start(new ProcessStartInfo(Analyzer, words)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        Task<string> errors = process.StandardError.ReadToEndAsync();
        string text = process.StandardOutput.ReadToEnd() + errors.GetAwaiter().GetResult();
        process.WaitForExit();
        return (process.ExitCode, text);
    }
}
