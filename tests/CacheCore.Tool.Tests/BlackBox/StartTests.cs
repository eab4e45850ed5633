using System.Diagnostics;
using System.Globalization;
using System.Runtime.Versioning;

namespace CacheCore.Tool.Tests.BlackBox;

/// <summary>What the server asks the system for when it starts, and how it does with less.</summary>
[Parallelizable(ParallelScope.All)]
internal sealed class StartTests
{
    private const string IsRoot = "root";

    /// <summary>Makes a shell's limit one that even root cannot raise.</summary>
    private const string WithoutPowerOverLimits = "exec setpriv --bounding-set=-sys_resource --inh-caps=-sys_resource \"$@\"";

    [OneTimeSetUp]
    public void OnLinux()
    {
        if (!OperatingSystem.IsLinux())
        {
            Assert.Ignore("The limits are Linux's.");
        }
    }

    [Test]
    public void As_many_descriptors_are_taken_as_connections_need()
    {
        using ServerProcess server = ServerProcess.Start(overUnixSocket: true, "-c 300", through: "ulimit -Sn 256; exec \"$@\"");
        List<RawProbe> crowd = [.. Enumerable.Range(0, 300).Select(_ => server.Connect())];
        crowd.ForEach(static one => Assert.That(one.AskCommands("mn"), Is.EqualTo("MN\r\n")));
        crowd.ForEach(static one => one.Dispose());
        Assert.That(server.Errors, Is.Empty);
    }

    [Test]
    public void Too_few_descriptors_are_warned_of()
    {
        if (Environment.UserName == IsRoot && !Tools.IsInstalled("setpriv"))
        {
            Assert.Ignore("Root may raise any limit, and setpriv is not there to forbid it.");
        }

        string exec = Environment.UserName == IsRoot ? WithoutPowerOverLimits : "exec \"$@\"";
        using ServerProcess server = ServerProcess.Start(overUnixSocket: true, "-c 3000", through: $"ulimit -n 512; {exec}");
        Assert.That(server.Ask("mn"), Is.EqualTo("MN\r\n"));
        Assert.That(
            () => server.Errors,
            Does.Match("^warning: -c 3000 needs [0-9]+ descriptors, and the system allows 512 \\(ulimit -Hn\\): "
                + "about 4[0-9][0-9] connections can be had\\.\n$").After(60_000, 50));
    }

    [Test]
    public void Root_has_as_many_descriptors_as_it_wants()
    {
        Assume.That(Environment.UserName, Is.EqualTo(IsRoot), "only root may");
        using ServerProcess server = ServerProcess.Start(overUnixSocket: true, "-c 3000", through: "ulimit -n 512; exec \"$@\"");
        string limits = File.ReadLines($"/proc/{server.Id}/limits")
            .Single(static line => line.StartsWith("Max open files", StringComparison.Ordinal));
        Assume.That(server.Errors, Is.Empty, "a root without power over limits");
        Assert.That(
            long.Parse(limits.Split(' ', StringSplitOptions.RemoveEmptyEntries)[3], CultureInfo.InvariantCulture),
            Is.GreaterThan(3000));
    }

    [TestCase(16)]
    [TestCase(1)]
    public void Where_addresses_are_few_the_limit_can_be_raised_less_far(int gibibytes)
    {
        if (gibibytes < 16 && !ServerProcess.IsNative)
        {
            Assert.Ignore("The runtime that is installed takes more itself than the native binary, whose path CACHECORE_BINARY has.");
        }

        using ServerProcess server = ServerProcess.Start(overUnixSocket: true, "-m 64", through: LimitAddresses(gibibytes));
        using RawProbe connection = server.Connect();
        Assert.That(connection.AskCommands("set k 0 0 1\r\nx"), Is.EqualTo("STORED\r\n"));
        Assert.That(
            () => server.Errors,
            Does.Match("^warning: The system has addresses for (64|128|256) megabytes only: cache_memlimit reaches no further\\.\n$").After(
                60_000,
                50));
        Assert.That(connection.AskCommands("cache_memlimit 64"), Is.EqualTo("OK\r\n"));
        Assert.That(connection.AskCommands("cache_memlimit 8192"), Does.StartWith("MEMLIMIT_ADJUST_FAILED "));
    }

    [Test]
    public void Where_the_limit_itself_does_not_fit_a_line_says_so()
    {
        (int exitCode, string text) = ServerProcess.RunToEnd("-m 8192 -p -1", through: LimitAddresses(4));
        Assert.That((exitCode, text.Count(static one => one == '\n')), Is.EqualTo((71, 1)), text);
        Assert.That(text, Does.Match(
            "^-m 8192: [0-9]+ megabytes of addresses are needed, and the system has [0-9]+ for this process \\(ulimit -v\\)\n$"));
    }

    [TestCase(16, "-m 1 -I 512k")]
    [TestCase(16, "-m 64")]
    [TestCase(64, "-m 1 -I 512k")]
    [TestCase(64, "-m 2 -I 1m")]
    [TestCase(64, "-m 64")]
    [TestCase(64, "-m 256 --policy segmented")]
    public void Pages_of_the_system_may_be_larger(int kibibytes, string options)
    {
        if (kibibytes > 16 && !ServerProcess.IsNative)
        {
            Assert.Ignore(
                "The runtime that is installed ends if it is told so on a system where it is not true; the native binary, "
                    + "whose path CACHECORE_BINARY has, does not.");
        }

        using ServerProcess server = ServerProcess.Start(
            overUnixSocket: true, options, through: $"exec env LD_PRELOAD={LargerPages.Library(kibibytes)} \"$@\"");
        using RawProbe connection = server.Connect();
        string value = new('x', 10_000);
        for (int key = 0; key < 1000; key++)
        {
            Assert.That(connection.AskCommands($"set key{key} 0 0 {value.Length}\r\n{value}"), Is.EqualTo("STORED\r\n"));
        }

        Assert.That(connection.AskUntil("get key999", "END\r\n"), Is.EqualTo($"VALUE key999 0 {value.Length}\r\n{value}\r\nEND\r\n"));
        string slabs = connection.AskUntil("stats settings", "END\r\n");
        Assert.That(slabs, Does.Contain($"STAT maxbytes {int.Parse(options.Split(' ')[1], CultureInfo.InvariantCulture) << 20}\r\n"));
    }

    [Test]
    [UnsupportedOSPlatform("windows")]
    public void The_native_binary_serves_where_there_is_nothing_but_the_c_library()
    {
        using var root = BareRoot.Make();
        using Process server = root.Start("serve -s /s -u nobody");
        try
        {
            Assert.That(() => root.TryAsk("version"), Does.StartWith("VERSION ").After(60_000, 50));
            Assert.That(root.TryAsk("set k 0 0 1\r\nx"), Is.EqualTo("STORED\r\n"));
        }
        finally
        {
            server.Kill();
            server.WaitForExit();
        }
    }

    [TestCase("serve -u nobody -p -1 -Z -o ssl_chain_cert=/none.pem", "ERROR: -Z needs OpenSSL, and there is no libssl.so.3 here.")]
    [TestCase("stats --tls", "cachecore: TLS needs OpenSSL, and there is no libssl.so.3 here")]
    [TestCase("bench --tls-insecure", "cachecore: TLS needs OpenSSL, and there is no libssl.so.3 here")]
    [UnsupportedOSPlatform("windows")]
    public void Encryption_without_its_library_is_refused_in_a_line(string command, string line)
    {
        using var root = BareRoot.Make();
        using Process run = root.Start(command);
        string errors = run.StandardError.ReadToEnd();
        run.WaitForExit();
        Assert.That((run.ExitCode, errors), Is.EqualTo((71, line + "\n")));
    }

    private static string LimitAddresses(int gibibytes) => $"ulimit -v {gibibytes << 20}; exec \"$@\"";
}
