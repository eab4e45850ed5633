using System.Globalization;
using System.Net;

namespace CacheCore.Tool.Tests.BlackBox;

/// <summary>How the program begins and ends.</summary>
[Parallelizable(ParallelScope.All)]
internal sealed class ProcessTests
{
    [TestCase("INT", "Signal handled: Interrupt.")]
    [TestCase("TERM", "Signal handled: Terminated.")]
    [TestCase("USR1", "Gracefully stopping")]
    public void Signals_end_it_cleanly(string signal, string said)
    {
        if (signal == "INT" && IsInterruptIgnored())
        {
            Assert.Ignore("Whoever started the tests, in the background of a script, had interrupts ignored, and children inherit that.");
        }

        using ServerProcess server = ServerProcess.Start(overUnixSocket: true, "");
        using RawProbe connection = server.Connect();
        _ = connection.AskCommands("mn");
        server.Signal(signal);

        Assert.That(server.WaitForEnd(), Is.Zero);
        Assert.That(server.Errors, Does.Contain(said));
        Assert.That(File.Exists(server.UnixSocket), Is.False, "the socket's file is left behind");
    }

    [Test]
    public void The_pid_file_is_there_while_it_runs()
    {
        string file = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        using ServerProcess server = ServerProcess.Start(overUnixSocket: false, $"-P {file}");
        Assert.That(() => File.Exists(file), Is.True.After(60_000, 20));
        Assert.That(File.ReadAllText(file), Is.EqualTo(server.Id.ToString(CultureInfo.InvariantCulture) + "\n"));
        server.Signal("TERM");

        Assert.That(server.WaitForEnd(), Is.Zero);
        Assert.That(File.Exists(file), Is.False);
    }

    [Test]
    public void A_pid_file_that_cannot_be_written_ends_nobody()
    {
        using ServerProcess server = ServerProcess.Start(overUnixSocket: false, "-P /no/such/folder/x.pid");

        Assert.That(server.Ask("mn"), Is.EqualTo("MN\r\n"));
        Assert.That(() => server.Errors, Does.Contain("warning: Could not write the pid file /no/such/folder/x.pid").After(60_000, 20));
        server.Signal("TERM");
        Assert.That(server.WaitForEnd(), Is.Zero);
    }

    [Test]
    public void Without_an_address_it_waits_for_its_end()
    {
        using ServerProcess server = ServerProcess.Start(overUnixSocket: false, "-l 127.0.0.1 -p 0");

        Assert.That((server.Ports, server.UdpPorts), Is.EqualTo(((int[])[], (int[])[])));
        Assert.That(() => server.Errors, Does.Contain("warning: There is nothing to listen on").After(60_000, 20));
        server.Signal("TERM");
        Assert.That(server.WaitForEnd(), Is.Zero);
    }

    [Test]
    public void A_daemon_goes_on_when_its_starter_has_ended()
    {
        string file = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        string socket = file + ".s";
        Assert.That(ServerProcess.RunToEnd($"-d -P {file} -s {socket}").ExitCode, Is.Zero);

        int id = int.Parse(File.ReadAllText(file), CultureInfo.InvariantCulture);
        using var daemon = System.Diagnostics.Process.GetProcessById(id);
        using (var connection = new RawProbe(new System.Net.Sockets.UnixDomainSocketEndPoint(socket)))
        {
            Assert.That(connection.AskCommands("version"), Does.StartWith("VERSION "));
        }

        daemon.Kill(entireProcessTree: false);
        File.Delete(file);
        File.Delete(socket);
    }

    [Test]
    public void A_daemon_that_cannot_start_says_so_to_its_starter() =>
        Assert.That(ServerProcess.RunToEnd("-d -s /no/such/folder/socket").ExitCode, Is.EqualTo(71));

    [Test]
    public void An_address_that_is_taken_is_refused()
    {
        using ServerProcess first = ServerProcess.Start(overUnixSocket: false, "");
        (int exitCode, string text) = ServerProcess.RunToEnd($"-p {first.Port}");

        Assert.That(exitCode, Is.EqualTo(71), text);
        Assert.That(text, Does.StartWith($"failed to listen on 127.0.0.1:{first.Port}: "));
    }

    [Test]
    public void Several_addresses_are_listened_on_each_with_its_protocol()
    {
        using ServerProcess server = ServerProcess.Start(overUnixSocket: false, "-l 127.0.0.1:0,proto[binary]:127.0.0.2:0");
        Assert.That(server.Ask("version"), Does.StartWith("VERSION "));

        string settings = server.Ask("stats settings");
        Assert.That(settings, Does.Contain("STAT inter 127.0.0.1"));
        using var second = new RawProbe(new IPEndPoint(IPAddress.Parse("127.0.0.2"), server.Ports[1]));
        second.Send("version\r\n");
        Assert.That(second.ReadToEnd(), Is.Empty);
    }

    [Test]
    public void The_unix_socket_has_the_permissions_that_were_asked_for()
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Ignore("there are no such permissions");
            return;
        }

        using ServerProcess server = ServerProcess.Start(overUnixSocket: true, "-a 750");

        Assert.That(Convert.ToString((int)File.GetUnixFileMode(server.UnixSocket!), 8), Is.EqualTo("750"));
    }

    [Test]
    public void Root_becomes_somebody_else()
    {
        Assume.That(Environment.UserName, Is.EqualTo("root"), "only root can");
        using ServerProcess server = ServerProcess.Start(overUnixSocket: false, "-u nobody -l 127.0.0.1:0");
        string[] ids = [.. File.ReadAllLines($"/proc/{server.Id}/status")
            .Where(one => one.StartsWith("Uid:", StringComparison.Ordinal) || one.StartsWith("Groups:", StringComparison.Ordinal))];

        Assert.That(ids, Has.One.Matches<string>(one => one!.Replace('\t', ' ').StartsWith("Uid: 65534 65534", StringComparison.Ordinal)));
        Assert.That(ids, Has.One.Matches<string>(one => one!.Trim() is "Groups:"));
    }

    [TestCase("serve -h", 0, "--memory-limit")]
    [TestCase("serve -i", 0, "MIT licence")]
    [TestCase("serve -V", 0, "cachecore ")]
    [TestCase("--version", 0, "0.")]
    [TestCase("--help", 0, "cachecore [command] [options]")]
    [TestCase("", 64, "Required command was not provided.")]
    [TestCase("play", 64, "there is no command play")]
    [TestCase("serve -u root -c 0", 1, "Maximum connections must be greater than 0")]
    [TestCase("serve -u root -p -1 -Y /no/such/file", 71, "-Y: the file '/no/such/file' cannot be read: there is no such folder")]
    [TestCase("serve -u root -p -1 -S -o sasl_pwdb=/tmp", 71, "-o sasl_pwdb: the file '/tmp' cannot be read: it is a folder")]
    [TestCase(
        "serve -u root -p -1 -Z -o ssl_chain_cert=/none", 71, "-o ssl_chain_cert: the file '/none' cannot be read: there is no such file")]
    [TestCase("serve -u root -p -1 -Z -o ssl_chain_cert=/dev/null", 64, "-o ssl_chain_cert: the file '/dev/null' cannot be used: ")]
    [TestCase("serve -u root --auth-file=", 64, "ERROR: -Y needs a file of users.")]
    [TestCase("serve -u root -l 192.0.2.1", 71, "failed to listen on 192.0.2.1:11211")]
    [TestCase("serve -u root -s /no/such/x.sock", 71, "there is no folder /no/such")]
    [TestCase("serve -u root -S", 64, "ERROR: -S needs a file of users")]
    [TestCase("serve -u root -Z", 64, "ERROR: ssl_chain_cert argument not provided.")]
    [TestCase("serve -u root -U 11211 -Y /f", 64, "Cannot use UDP with ascii authentication enabled")]
    [TestCase("serve -u root -m 300000", 64, "-m 300000 is too much: a store has at most 262144 megabytes (256 GiB).")]
    [TestCase("serve -u root -e /tmp/memory", 1, "-e: warm restart is not there yet")]
    [TestCase("serve -u root -o ext_path=/tmp/x:1g", 1, "-o ext_path: extstore is not there yet")]
    [TestCase("serve -u root --no-such-option", 1, "unrecognized option")]
    [TestCase("serve -u root -I 40m", 64, "Cannot set item size limit higher than 1/2 of memory max.")]
    [TestCase("serve -u root -c 2000000", 64, "MaxConnections is 2,000,000")]
    [TestCase("serve -u root -o slab_sizes=10-200", 64, "slab size 10 is out of valid range")]
    public void It_answers_and_ends(string line, int exitCode, string part)
    {
        string[] words = line.Split(' ', 2);
        (int code, string text) = ServerProcess.RunToEnd(words.Length > 1 ? words[1] : "", words[0]);

        Assert.That(text, Does.Contain(part).And.Not.Contain("(Parameter "));
        Assert.That(
            text.Contains("failed to listen on", StringComparison.Ordinal),
            Is.EqualTo(line.Contains("-l 192.0.2.1", StringComparison.Ordinal) || line.Contains(".sock", StringComparison.Ordinal)),
            "what is wrong with files is not the address's fault");
        Assert.That(code, Is.EqualTo(exitCode));
    }

    [Test]
    public void Nobody_runs_it_as_root_by_mistake()
    {
        Assume.That(Environment.UserName, Is.EqualTo("root"), "nobody else could");

        Assert.That(ServerProcess.RunToEnd("-p 0", "serve ").ExitCode, Is.EqualTo(64));
        Assert.That(ServerProcess.RunToEnd("-u no-such-user", "serve").ExitCode, Is.EqualTo(67));
    }

    [Test]
    public void An_address_that_all_can_reach_is_warned_of()
    {
        using ServerProcess server = ServerProcess.Start(overUnixSocket: false, "-l 0.0.0.0:0");

        Assert.That(() => server.Errors, Does.Contain("warning: ").After(60_000, 20));
    }

    [Test]
    public void Whoever_comes_when_descriptors_have_run_out_is_served_once_others_have_gone()
    {
        if (!OperatingSystem.IsLinux() || !ServerProcess.IsNative)
        {
            Assert.Ignore(
                "The limit is set by prlimit, and for the native binary, whose path CACHECORE_BINARY has: "
                    + "the other opens files while it runs.");
        }

        using ServerProcess server = ServerProcess.Start(overUnixSocket: false, "");
        int handles = Directory.GetFileSystemEntries($"/proc/{server.Id}/fd").Length;
        server.LimitHandles(handles + 5);
        List<RawProbe> crowd = [.. Enumerable.Range(0, 30).Select(_ => server.Connect())];
        Assert.That(() => server.Errors, Does.Contain("Too many open files").After(60_000, 50));

        crowd.ForEach(static one => one.Dispose());
        Assert.That(server.Ask("mn"), Is.EqualTo("MN\r\n"));
    }

    private static bool IsInterruptIgnored()
    {
        const string Status = "/proc/self/status";
        const string Field = "SigIgn:";
        string? line = File.Exists(Status)
            ? File.ReadLines(Status).FirstOrDefault(static one => one.StartsWith(Field, StringComparison.Ordinal))
            : null;
        // bit 1: signal 2
        return line is not null
            && (ulong.Parse(line.AsSpan(Field.Length).Trim(), NumberStyles.HexNumber, CultureInfo.InvariantCulture) & 2) != 0;
    }
}
