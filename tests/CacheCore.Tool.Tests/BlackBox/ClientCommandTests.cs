using System.Globalization;
using System.Net.Sockets;
using System.Text.Json;

namespace CacheCore.Tool.Tests.BlackBox;

/// <summary>The commands that talk to a server, against memcached and against our own.</summary>
[TestFixture(true)]
[TestFixture(false)]
[Parallelizable(ParallelScope.Fixtures)]
internal sealed class ClientCommandTests(bool isMemcached)
{
    private IDisposable _server = null!;
    private string _address = null!;
    private int _processId;

    [OneTimeSetUp]
    public void StartServer() => (_server, _address, _processId) = Start("-m 64");

    [OneTimeTearDown]
    public void StopServer() => _server?.Dispose();

    [SetUp]
    public void Empty()
    {
        using RawProbe connection = Connect();
        Assert.That(connection.AskCommands("flush_all"), Is.EqualTo("OK\r\n"));
    }

    [Test]
    public void Values_come_out_byte_for_byte_as_they_went_in()
    {
        byte[] value = new byte[300_000];
        new Random(7).NextBytes(value);
        ToolRun set = ToolRun.Of(value, ["set", "bytes", "-s", _address]);
        Assert.That((set.ExitCode, set.Text, set.Errors), Is.EqualTo((0, "", "")));

        ToolRun get = ToolRun.Of("get", "bytes", "-s", _address);
        Assert.That(get.ExitCode, Is.Zero);
        Assert.That(get.Output.AsSpan().SequenceEqual(value));
    }

    [Test]
    public void A_value_may_be_on_the_command_line_and_has_flags_and_a_lifetime()
    {
        Assert.That(ToolRun.Of("set", "k", "-s", _address, "--flags", "77", "--ttl", "10m", "--", "-5").ExitCode, Is.Zero);
        using RawProbe connection = Connect();
        Assert.That(connection.AskCommands("get k"), Is.EqualTo("VALUE k 77 2\r\n-5\r\nEND\r\n"));
        string left = connection.AskCommands("mg k t").Trim();
        Assert.That(int.Parse(left["HD t".Length..], CultureInfo.InvariantCulture), Is.InRange(540, 600));
    }

    [Test]
    public void An_empty_value_is_one()
    {
        Assert.That(ToolRun.Of("set", "empty", "", "-s", _address).ExitCode, Is.Zero);
        ToolRun get = ToolRun.Of("get", "empty", "-s", _address);
        Assert.That((get.ExitCode, get.Output.Length), Is.EqualTo((0, 0)));
    }

    [Test]
    public void The_exit_code_tells_whether_there_was_a_value()
    {
        ToolRun missing = ToolRun.Of("get", "k", "-s", _address);
        Assert.That((missing.ExitCode, missing.Text, missing.Errors), Is.EqualTo((1, "", "")));
        Assert.That(ToolRun.Of("delete", "k", "-s", _address).ExitCode, Is.EqualTo(1));
        Assert.That(ToolRun.Of("set", "k", "v", "-s", _address).ExitCode, Is.Zero);
        Assert.That(ToolRun.Of("delete", "k", "-s", _address).ExitCode, Is.Zero);
        Assert.That(ToolRun.Of("get", "k", "-s", _address).ExitCode, Is.EqualTo(1));
    }

    [Test]
    public void What_the_server_refuses_is_said()
    {
        ToolRun large = ToolRun.Of(new byte[2 << 20], ["set", "large", "-s", _address]);
        Assert.That(
            (large.ExitCode, large.Errors),
            Is.EqualTo((76, $"cachecore: {_address}: the server answers: SERVER_ERROR object too large for cache{Environment.NewLine}")));
        Assert.That(ToolRun.Of("stats", _address, "no_such_group").ExitCode, Is.EqualTo(76));
    }

    [Test]
    public void Statistics_are_for_people_and_for_programs()
    {
        _ = ToolRun.Of("set", "k", "v", "-s", _address);
        ToolRun summary = ToolRun.Of("stats", _address);
        Assert.That(summary.ExitCode, Is.Zero);
        Assert.That(
            summary.Text,
            Does.Contain("hit ratio ").And.Contain("64.0 MiB").And.Contain($"process {_processId}").And.Not.Contain("total_connections"));
        Assert.That(ToolRun.Of("stats", _address, "--all").Text, Does.Contain("hit ratio ").And.Contain("total_connections "));
        Assert.That(ToolRun.Of("stats", _address, "settings").Text, Does.Contain("maxbytes ").And.Contain("67108864"));

        JsonElement json = JsonDocument.Parse(ToolRun.Of("stats", "-s", _address, "--json").Output).RootElement;
        Assert.That(
            (json.GetProperty("pid").GetInt32(), json.GetProperty("limit_maxbytes").GetInt64()),
            Is.EqualTo((_processId, 64L << 20)));
        Assert.That(json.GetProperty("curr_items").GetInt64(), Is.Positive);
        Assert.That(
            JsonDocument.Parse(ToolRun.Of("stats", "-s", _address, "items", "--json").Output).RootElement.EnumerateObject().First().Name,
            Does.StartWith("items:"));
    }

    [Test]
    public void A_dump_shows_what_its_filters_let_through()
    {
        using (RawProbe connection = Connect())
        {
            Assert.That(connection.AskCommands("set user:1:\u00C3\u00A9 0 600 5\r\nvalue"), Is.EqualTo("STORED\r\n"));
            Assert.That(connection.AskCommands($"set user:2 0 0 2000\r\n{new string('v', 2000)}"), Is.EqualTo("STORED\r\n"));
            Assert.That(connection.AskCommands("set other 7 0 5\r\nvalue"), Is.EqualTo("STORED\r\n"));
            Assert.That(connection.AskCommands("get user:2"), Does.StartWith("VALUE"));
        }

        Assert.That(Keys(), Is.EquivalentTo((string[])["user:1:é", "user:2", "other"]));
        Assert.That(Keys("--prefix", "user:"), Is.EquivalentTo((string[])["user:1:é", "user:2"]));
        Assert.That(Keys("--match", "*:?:*"), Is.EqualTo((string[])["user:1:é"]));
        Assert.That(Keys("--min-size", "1k"), Is.EqualTo((string[])["user:2"]));
        Assert.That(Keys("--max-ttl", "10m"), Is.EqualTo((string[])["user:1:é"]));
        Assert.That(Keys("--min-ttl", "11m", "--unread"), Is.EqualTo((string[])["other"]));
        ToolRun text = ToolRun.Of("dump", _address, "--prefix", "user:1");
        Assert.That(text.ExitCode, Is.Zero);
        Assert.That(text.Text.Split('\n')[1], Does.EndWith("  no    user%3A1%3A%C3%A9"));

        string[] Keys(params string[] filters)
        {
            ToolRun run = ToolRun.Of([.. (string[])["dump", _address, "--json"], .. filters]);
            Assert.That(run.ExitCode, Is.Zero, run.Errors);
            return [.. run.Text.Split('\n', StringSplitOptions.RemoveEmptyEntries)
                .Select(line => JsonDocument.Parse(line).RootElement.GetProperty("key").GetString()!)];
        }
    }

    [Test]
    public void A_frame_of_top_has_rates_and_classes()
    {
        _ = ToolRun.Of("set", "k", new string('v', 3000), "-s", _address);
        ToolRun top = ToolRun.Of("top", _address, "--once", "--interval", "200ms");
        Assert.That(top.ExitCode, Is.Zero, top.Errors);
        Assert.That(top.Text, Does.Contain("64.0 MiB").And.Contain("gets/s         0.0").And.Contain("hit ratio        -"));
        string[] lines = [.. top.Text.Split('\n').Select(line => line.TrimEnd())];
        Assert.That(lines.Select(line => line.Length), Is.All.LessThanOrEqualTo(80));
        Assert.That(
            Array.FindIndex(
                lines, line => line.Contains("KiB", StringComparison.Ordinal) && line.Contains(" % ", StringComparison.Ordinal)),
            Is.GreaterThan(Array.FindIndex(lines, line => line.Contains("chunk", StringComparison.Ordinal))));
    }

    [Test]
    public void Credentials_are_for_a_server_that_asks_for_them()
    {
        string file = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        File.WriteAllText(file, "user:secret\n");
        try
        {
            (IDisposable server, string address, _) = Start($"-Y {file}");
            using (server)
            {
                ToolRun none = ToolRun.Of("set", "k", "v", "-s", address);
                Assert.That((none.ExitCode, none.Errors), Is.EqualTo(
                    (77, $"cachecore: {address}: the server wants to know who asks: --user and --password{Environment.NewLine}")));
                Assert.That(
                    ToolRun.Of("set", "k", "user secret", "-s", address).ExitCode,
                    Is.EqualTo(77),
                    "a value must not pass for credentials");
                ToolRun wrong = ToolRun.Of("set", "k", "v", "-s", address, "--user", "user", "--password", "other");
                Assert.That(
                    (wrong.ExitCode, wrong.Errors),
                    Is.EqualTo((77, $"cachecore: {address}: the server does not know this user and password{Environment.NewLine}")));
                Assert.That(ToolRun.Of("set", "k", "v", "-s", address, "--user", "user", "--password", "secret").ExitCode, Is.Zero);
                Assert.That(ToolRun.Of("get", "k", "-s", address, "--user", "user", "--password", "secret").Text, Is.EqualTo("v"));
            }
        }
        finally
        {
            File.Delete(file);
        }

        Assert.That(ToolRun.Of("set", "k", "v", "-s", _address, "--user", "user", "--password", "secret").ExitCode, Is.Zero);
        using RawProbe connection = Connect();
        Assert.That(connection.AskCommands("get auth"), Is.EqualTo("END\r\n"), "the password was stored");
    }

    private RawProbe Connect() => new(new UnixDomainSocketEndPoint(_address));

    private (IDisposable Server, string Address, int ProcessId) Start(string options)
    {
        if (isMemcached)
        {
            PeerProcess peer = PeerProcess.Start(options);
            return (peer, peer.UnixSocket, peer.Id);
        }

        ServerProcess ours = ServerProcess.Start(overUnixSocket: true, options);
        return (ours, ours.UnixSocket!, ours.Id);
    }
}
