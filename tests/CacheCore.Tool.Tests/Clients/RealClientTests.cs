using System.Globalization;
using CacheCore.Tool.Tests.BlackBox;

namespace CacheCore.Tool.Tests.Clients;

/// <summary>Clients that people use, against the real program.</summary>
[Parallelizable(ParallelScope.All)]
internal sealed class RealClientTests
{
    private static readonly string[] Files = ["hello", "with blanks", "nothing"];

    /// <summary>libmemcached's own test of servers.</summary>
    [TestCase("-a")]
    [TestCase("-b")]
    public void Memccapable_finds_everything(string protocol)
    {
        using ServerProcess server = Start();
        string text = Client.Run("memccapable", "-h", "127.0.0.1", "-p", Port(server), protocol);

        Assert.That(text, Does.Contain("All tests passed").And.Not.Contain("FAIL"));
    }

    [Test]
    public void Pymemcache() => RunScript("pymemcache_client.py", "pymemcache");

    [TestCase("ascii")]
    [TestCase("binary")]
    public void Pylibmc(string protocol) => RunScript("pylibmc_client.py", "pylibmc", protocol);

    /// <summary>Without a password, and with a wrong one, nothing is to be had.</summary>
    [Test]
    public void Pylibmc_by_sasl()
    {
        using var users = new UserFile("ann", "secret");
        using ServerProcess server = ServerProcess.Start(overUnixSocket: false, $"-S -o sasl_pwdb={users.Path}");
        Assert.That(Client.RunPython("pylibmc", ["pylibmc_sasl_client.py", Port(server), "ann", "secret"]), Does.Contain("all passed"));
    }

    [Test]
    public void Libmemcacheds_tools_by_sasl()
    {
        using var users = new UserFile("ann", "secret");
        using ServerProcess server = ServerProcess.Start(overUnixSocket: false, $"-S -o sasl_pwdb={users.Path}");
        string file = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        File.WriteAllText(file, "hello");
        string[] common = [$"--servers=127.0.0.1:{Port(server)}", "--binary", "--username=ann", "--password=secret"];
        _ = Client.Run("memccp", [.. common, file]);

        Assert.That(Client.Run("memccat", [.. common, Path.GetFileName(file)]).TrimEnd(), Is.EqualTo("hello"));
        File.Delete(file);
    }

    [Test]
    public void Memjs()
    {
        if (!Directory.Exists(Path.Combine(Client.Folder, "node_modules")))
        {
            try
            {
                _ = Client.Run("npm", "ci", "--no-audit", "--no-fund", "--loglevel=error");
            }
            catch (AssertionException failure)
            {
                Required.IsMissing($"memjs cannot be fetched: {failure.Message}");
            }
        }

        using ServerProcess server = Start();
        Assert.That(Client.Run("node", "memjs_client.mjs", Port(server)), Does.Contain("all passed"));
    }

    /// <summary>libmemcached's tools: files go in and come out, are touched, listed and removed.</summary>
    [TestCase("--binary")]
    [TestCase(null)]
    public void Libmemcacheds_tools(string? protocol)
    {
        using ServerProcess server = Start();
        string folder = Directory.CreateTempSubdirectory("memc").FullName;
        string[] files = [.. Files.Select(name => Path.Combine(folder, name.Replace(' ', '_')))];
        for (int i = 0; i < files.Length; i++)
        {
            File.WriteAllText(files[i], i == 2 ? "" : Files[i]);
        }

        string[] common = protocol is null ? [$"--servers=127.0.0.1:{Port(server)}"] : [$"--servers=127.0.0.1:{Port(server)}", protocol];
        _ = Client.Run("memccp", [.. common, .. files]);
        Assert.That(Client.Run("memccat", [.. common, "hello"]).TrimEnd(), Is.EqualTo("hello"));
        Assert.That(Client.Run("memccat", [.. common, "with_blanks"]).TrimEnd(), Is.EqualTo("with blanks"));
        _ = Client.Run("memcexist", [.. common, "hello"]);
        _ = Client.Run("memctouch", [.. common, "--expire=100", "hello"]);
        _ = Client.Run("memcping", common[0]);
        Assert.That(Client.Run("memcstat", $"--servers=127.0.0.1:{Port(server)}"), Does.Contain("curr_items: 3"));
        Assert.That(
            Client.Run("memcdump", $"--servers=127.0.0.1:{Port(server)}").Split('\n', StringSplitOptions.RemoveEmptyEntries),
            Is.EquivalentTo((string[])["hello", "with_blanks", "nothing"]));
        _ = Client.Run("memcrm", [.. common, "hello"]);
        Assert.That(server.Ask("get hello"), Is.EqualTo("END\r\n"));
        _ = Client.Run("memcflush", common);
        Assert.That(server.Ask("get with_blanks"), Is.EqualTo("END\r\n"));
        Directory.Delete(folder, recursive: true);
    }

    private static void RunScript(string script, string package, params string[] arguments)
    {
        using ServerProcess server = Start();
        Assert.That(Client.RunPython(package, [script, Port(server), .. arguments]), Does.Contain("all passed"));
    }

    /// <summary>Room for values of 20 MiB.</summary>
    private static ServerProcess Start() => ServerProcess.Start(overUnixSocket: false, "-m 256 -I 32m");

    private static string Port(ServerProcess server) => server.Port.ToString(CultureInfo.InvariantCulture);
}
