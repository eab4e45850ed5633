
namespace CacheCore.Tool.Tests.BlackBox;

/// <summary>What becomes of commands whose standard streams are full, closed or read by nobody: an exit code, and a line at most.</summary>
[Parallelizable(ParallelScope.Children)]
internal sealed class StandardStreamTests
{
    private const string NoSpace = "cachecore: standard output cannot be written to: No space left on device\n";

    /// <summary>Every command that prints; SERVER stands for the server's address.</summary>
    private static readonly string[] Printing =
    [
        "stats SERVER", "stats SERVER --all", "stats SERVER --json", "stats SERVER items", "get long -s SERVER", "dump SERVER",
        "dump SERVER --json", "top SERVER --once --interval 100ms", "bench SERVER -c 1 -k 10 -d 0.1 --warm-up 0",
        "bench SERVER -c 1 -k 10 -d 0.1 --warm-up 0 --quiet --json", "--help", "--version", "stats --help", "bench --help",
        "serve -h", "serve -i", "serve -V",
    ];

    private ServerProcess _server = null!;

    [OneTimeSetUp]
    public void StartServer()
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Ignore("A shell of Unix is needed.");
        }

        _server = ServerProcess.Start(overUnixSocket: true, "");
        using RawProbe connection = _server.Connect();
        Assert.That(connection.AskCommands($"set long 0 0 900000\r\n{new string('x', 900_000)}"), Is.EqualTo("STORED\r\n"));
        for (int key = 0; key < 3000; key++)
        {
            _ = connection.AskCommands($"set key{key} 0 0 1\r\nx");
        }
    }

    [OneTimeTearDown]
    public void StopServer() => _server?.Dispose();

    [TestCaseSource(nameof(Printing))]
    public void A_full_disk_is_told_in_one_line(string command)
    {
        if (!File.Exists("/dev/full"))
        {
            Assert.Ignore("There is no /dev/full.");
        }

        ToolRun run = ToolRun.Through("\"$@\" > /dev/full", Words(command));
        string[] lines = run.Errors.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.That((run.ExitCode, lines.LastOrDefault() + "\n"), Is.EqualTo((74, NoSpace)));
        Assert.That(lines, Has.Length.EqualTo(1).Or.All.Not.Contains("   at "), "a load tells how far it is before");
    }

    [TestCaseSource(nameof(Printing))]
    public void A_reader_that_has_seen_enough_is_no_failure(string command)
    {
        ToolRun run = ToolRun.Through("\"$@\" | head -c 1 > /dev/null; exit ${PIPESTATUS[0]}", Words(command));
        Assert.That((run.ExitCode, run.Text), Is.EqualTo((0, "")));
        Assert.That(run.Errors, command.StartsWith("bench", StringComparison.Ordinal) ? Does.Not.Contain("   at ") : Is.Empty);
    }

    [Test]
    public void Streams_that_are_closed_are_no_failure(
        [ValueSource(nameof(Printing))] string command, [Values(">&-", "<&- 2>&-")] string closed)
    {
        ToolRun run = ToolRun.Through($"\"$@\" {closed}", Words(command));
        Assert.That((run.ExitCode, run.Errors.Contains("   at ", StringComparison.Ordinal)), Is.EqualTo((0, false)), run.Errors);
        Assert.That(run.Text.Length > 0, Is.EqualTo(closed != ">&-"));
    }

    [TestCase("set k v -s SERVER", 0)]
    [TestCase("delete gone -s SERVER", 1)]
    [TestCase("get gone -s SERVER", 1)]
    [TestCase("get k -s /no/such/socket", 69)]
    [TestCase("stats -s /no/such/socket", 69)]
    [TestCase("bench /no/such/socket", 69)]
    [TestCase("get k --no-such-option", 64)]
    [TestCase("serve -c 0", 1)]
    [TestCase("serve -u no-such-user -s /no/such/folder/socket", 71)]
    public void What_nobody_hears_has_its_exit_code_all_the_same(string command, int exitCode)
    {
        int expected = exitCode == 71 && Environment.UserName == "root" ? 67 : exitCode;
        foreach (string deaf in (string[])["2> /dev/full", "2>&-", "< /dev/null > /dev/null 2>&-"])
        {
            Assert.That(ToolRun.Through($"\"$@\" {deaf}", Words(command)).ExitCode, Is.EqualTo(expected), deaf);
        }
    }

    [Test]
    public void A_value_that_cannot_be_read_is_not_stored()
    {
        ToolRun run = ToolRun.Through("\"$@\" < /", Words("set k -s SERVER"));
        Assert.That((run.ExitCode, run.Errors.Count(static one => one == '\n')), Is.EqualTo((71, 1)));
        Assert.That(run.Errors, Does.StartWith("cachecore: standard input cannot be read: "));
    }

    [TestCase("2>&-")]
    [TestCase("2> /dev/full")]
    [TestCase("<&- >&- 2>&-")]
    public void A_server_whose_streams_are_closed_serves(string closed)
    {
        using ServerProcess server = ServerProcess.Start(overUnixSocket: true, "-vvv -k", through: $"exec \"$@\" {closed}");
        Assert.That(server.Ask("mn"), Is.EqualTo("MN\r\n"));
        server.Signal("HUP");
        Assert.That(server.Ask("mn"), Is.EqualTo("MN\r\n"));
        server.Signal("TERM");
        Assert.That(server.WaitForEnd(), Is.Zero);
    }

    /// <summary>As where the other end of the pipe has stopped.</summary>
    [Test]
    public async Task A_server_whose_log_nobody_reads_serves_and_tells_what_was_lost()
    {
        Assume.That(OperatingSystem.IsLinux());
        string pipe = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        try
        {
            using ServerProcess server = ServerProcess.Start(
                overUnixSocket: true, "-v -A", through: $"mkfifo {pipe}; exec 3<>{pipe}; exec \"$@\" 2>&3");
            Log(server, lines: 6000);
            using var log = new FileStream(pipe, FileMode.Open, FileAccess.Read);
            using var reader = new StreamReader(log);
            string? line;
            while ((line = await reader.ReadLineAsync()) is not null && !line.StartsWith("warning: ", StringComparison.Ordinal))
            {
                Assert.That(line, Does.StartWith("info: "), "a line is lost as a whole");
                Log(server, lines: 1);
            }

            Assert.That(line, Does.Match("^warning: [0-9]{3,} lines were lost here"));
            server.Ask("shutdown");
            Assert.That(await reader.ReadToEndAsync(), Does.Contain("info: A client asked"));
            Assert.That(server.WaitForEnd(), Is.Zero);
        }
        finally
        {
            File.Delete(pipe);
        }
    }

    /// <summary>A terminal takes what it has no room for, and waits: nobody can tell beforehand.</summary>
    [Test]
    public void A_server_whose_terminal_nobody_reads_serves_and_ends()
    {
        const string OnTerminal = "import os, pty, sys; ours, its = pty.openpty(); os.set_inheritable(ours, True); os.dup2(its, 2); "
            + "os.execvp(sys.argv[1], sys.argv[1:])";
        Assume.That(OperatingSystem.IsLinux());
        if (!File.Exists("/usr/bin/python3"))
        {
            Required.IsMissing("python3 is not installed");
        }

        using ServerProcess server = ServerProcess.Start(
            overUnixSocket: true, "-v", through: $"exec /usr/bin/python3 -c '{OnTerminal}' \"$@\"");
        Log(server, lines: 6000);
        Assert.That(server.Ask("mn"), Is.EqualTo("MN\r\n"));
        server.Signal("TERM");
        Assert.That(server.WaitForEnd(), Is.Zero);
    }

    /// <summary>Has a server write lines to its log.</summary>
    private static void Log(ServerProcess server, int lines)
    {
        using RawProbe connection = server.Connect();
        for (int line = 0; line < lines; line++)
        {
            Assert.That(connection.AskCommands($"cache_memlimit {60 + (line % 5)}"), Is.EqualTo("OK\r\n"));
        }
    }

    private string[] Words(string command) => command.Replace("SERVER", _server.UnixSocket, StringComparison.Ordinal).Split(' ');
}
