using System.Buffers.Binary;
using System.CommandLine;
using System.Text.Json;
using CacheCore.HitRate.Commands;
using CacheCore.HitRate.Fresh;

namespace CacheCore.HitRate.Tests.Commands;

/// <summary>The program as it is called.</summary>
[NonParallelizable]
internal sealed class CommandTests
{
    private string _folder = string.Empty;

    [SetUp]
    public void MakeFolder() => _folder = Directory.CreateTempSubdirectory("hit-rate-tests-").FullName;

    [TearDown]
    public void RemoveFolder() => Directory.Delete(_folder, recursive: true);

    [Test]
    public void Replay_prints_requests_hits_and_hit_ratio()
    {
        string file = WriteTrace("a.u32", [1, 2, 1, 2, 3, 3, 1, 2]);

        (int code, string output) = Call(ReplayCommand.Create(), file, "--items", "3");

        Assert.That(code, Is.Zero);
        Assert.That(output, Does.Match(@"requests +8\s").And.Match(@"hits +5\s").And.Match(@"hit ratio +62\.50 %"));
    }

    [Test]
    public void Replay_prints_JSON_with_each_run([Values("adaptive", "segmented", "lru", "LRU")] string policy)
    {
        string file = WriteTrace("a.u32", [1, 2, 1, 2, 3, 3, 1, 2]);

        (int code, string output) = Call(ReplayCommand.Create(), file, "--items", "3", "--policy", policy, "--seeds", "2", "--json");
        JsonElement json = JsonDocument.Parse(output).RootElement;

        Assert.That(code, Is.Zero);
        Assert.That(json.GetProperty("policy").GetString(), Is.EqualTo(policy).IgnoreCase);
        Assert.That(json.GetProperty("requests").GetInt64(), Is.EqualTo(8));
        Assert.That(json.GetProperty("hits").GetInt64(), Is.EqualTo(5));
        Assert.That(json.GetProperty("hitRatio").GetDouble(), Is.EqualTo(0.625));
        Assert.That(json.GetProperty("runs").GetArrayLength(), Is.EqualTo(2));
    }

    [TestCase("u32", 4)]
    [TestCase("u64", 2)]
    public void Replay_reads_numbers_as_wide_as_it_is_told(string format, int requests)
    {
        string file = WriteTrace("a.bin", [1, 2, 1, 2]);

        (_, string output) = Call(ReplayCommand.Create(), file, "--items", "3", "--format", format, "--json");

        Assert.That(JsonDocument.Parse(output).RootElement.GetProperty("requests").GetInt32(), Is.EqualTo(requests));
    }

    [TestCase("--items", "0")]
    [TestCase("--items", "10", "--policy", "random")]
    [TestCase("--items", "10", "--seeds", "0")]
    [TestCase("--items", "10", "--format", "u16")]
    [TestCase]
    public void Replay_refuses_what_makes_no_sense(params string[] options)
    {
        string file = WriteTrace("a.u32", [1, 2]);

        Assert.That(Call(ReplayCommand.Create(), [file, .. options]).Code, Is.Not.Zero);
    }

    [Test]
    public void A_missing_file_is_told_without_a_stack_trace()
    {
        (int code, string output) = Call(ReplayCommand.Create(), Path.Combine(_folder, "missing.u32"), "--items", "3");

        Assert.That(code, Is.EqualTo(1));
        Assert.That(output, Does.Contain("missing.u32").And.Not.Contain("   at "));
    }

    [Test]
    public void Compare_writes_table_plot_and_JSON()
    {
        uint[] requests = [.. MadeTraces.Zipf(200, 3000, seed: 2).Requests.ToArray().Select(id => (uint)id)];
        _ = WriteTrace("a.u32", requests);
        _ = WriteTrace("b.u32", requests[..1000]);
        string output = Path.Combine(_folder, "output");
        string json = Path.Combine(_folder, "all.json");

        (int code, _) = Call(CompareCommand.Create(), _folder, "--sizes", "0.05,0.2", "--output", output, "--json", json);
        JsonElement cells = JsonDocument.Parse(File.ReadAllText(json)).RootElement.GetProperty("cells");

        Assert.That(code, Is.Zero);
        Assert.That(cells.GetArrayLength(), Is.EqualTo(4));
        Assert.That(
            File.ReadAllLines(Path.Combine(output, "hit-ratio.md")).Count(line => line.StartsWith("| b ", StringComparison.Ordinal)),
            Is.EqualTo(2));
        Assert.That(new FileInfo(Path.Combine(output, "hit-ratio.png")).Length, Is.GreaterThan(1000));
    }

    [TestCase("--sizes", "0.1,x")]
    [TestCase("--sizes", "2")]
    [TestCase("--items", "9")]
    [TestCase("--contenders", "lru,unknown")]
    [TestCase]
    public void Compare_refuses_what_makes_no_sense(params string[] options) =>
        Assert.That(Call(CompareCommand.Create(), [_folder, .. options]).Code, Is.Not.Zero);

    [TestCase("shift")]
    [TestCase("share")]
    public void Loads_of_changing_sizes_are_told_as_a_table_and_as_JSON(string name)
    {
        string json = Path.Combine(_folder, "all.json");
        Command command = name == "shift" ? ShiftCommand.Create() : ShareCommand.Create();
        string[] options = name == "shift" ? ["--paces", "MicrosecondARequest"] : ["--requests", "20000"];

        (int code, string output) = Call(command, ["--quick", "--json", json, .. options]);
        JsonElement results = JsonDocument.Parse(File.ReadAllText(json)).RootElement.GetProperty("results");

        Assert.That(code, Is.Zero);
        Assert.That(output, Does.Contain("verdict").And.Contain("load"));
        Assert.That(results.GetArrayLength(), Is.EqualTo(7));
    }

    [Test]
    public void What_was_just_written_is_told_as_a_table_and_as_JSON()
    {
        string json = Path.Combine(_folder, "all.json");

        (int code, string output) = Call(FreshCommand.Create(), "--quick", "--json", json);
        JsonElement results = JsonDocument.Parse(File.ReadAllText(json)).RootElement.GetProperty("results");

        Assert.That(code, Is.Zero);
        Assert.That(output, Does.Contain("verdict").And.Contain("behind a core and a scan"));
        Assert.That(results.GetArrayLength(), Is.EqualTo(FreshLoad.All.Count));
        Assert.That(results.EnumerateArray().First().GetProperty("reached").GetBoolean());
    }

    [TestCase("--paces", "slow")]
    [TestCase("--policy", "random")]
    public void Shift_refuses_what_makes_no_sense(params string[] options) =>
        Assert.That(Call(ShiftCommand.Create(), options).Code, Is.Not.Zero);

    private static (int Code, string Output) Call(Command command, params string[] arguments)
    {
        using StringWriter output = new();
        TextWriter standardOutput = Console.Out;
        TextWriter standardError = Console.Error;
        Console.SetOut(output);
        Console.SetError(output);
        try
        {
            int code = command.Parse(arguments).Invoke();
            return (code, output.ToString());
        }
        finally
        {
            Console.SetOut(standardOutput);
            Console.SetError(standardError);
        }
    }

    private string WriteTrace(string name, uint[] requests)
    {
        byte[] bytes = new byte[requests.Length * sizeof(uint)];
        for (int i = 0; i < requests.Length; i++)
        {
            BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(i * sizeof(uint)), requests[i]);
        }

        string path = Path.Combine(_folder, name);
        File.WriteAllBytes(path, bytes);
        return path;
    }
}
