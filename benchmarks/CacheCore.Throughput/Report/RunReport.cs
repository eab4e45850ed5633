using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using CacheCore.Throughput.Harness;

namespace CacheCore.Throughput.Report;

/// <summary>
/// Where a suite puts what it found: tables on standard output, each with the machine and its load beside it, and
/// everything, the single samples included, as JSON.
/// </summary>
internal sealed class RunReport(string suite, object settings, string? jsonTarget)
{
    private static readonly JsonSerializerOptions Json = new()
    {
        WriteIndented = true,
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private readonly string _loadAtStart = Machine.Load();
    private readonly DateTimeOffset _started = DateTimeOffset.UtcNow;
    private readonly Dictionary<string, object> _parts = [];

    /// <summary>Tables go to standard error where standard output is taken by JSON.</summary>
    private TextWriter Out => jsonTarget == "-" ? Console.Error : Console.Out;

    public void Print(string title, Table table)
    {
        Out.WriteLine();
        Out.WriteLine($"### {title}");
        Out.WriteLine();
        Out.WriteLine($"{Machine.Describe()}; load {_loadAtStart} at the start, {Machine.Load()} now");
        Out.WriteLine();
        Out.Write(table);
    }

    public void Print(string line) => Out.WriteLine(line);

    /// <summary>Adds a part to the JSON.</summary>
    public void Add(string name, object part) => _parts[name] = part;

    public void Finish()
    {
        if (jsonTarget is null)
        {
            return;
        }

        Dictionary<string, object> document = new()
        {
            ["suite"] = suite,
            ["started"] = _started,
            ["seconds"] = (DateTimeOffset.UtcNow - _started).TotalSeconds,
            ["machine"] = Machine.Describe(),
            ["loadAtStart"] = _loadAtStart,
            ["loadAtEnd"] = Machine.Load(),
            ["settings"] = settings,
        };
        foreach ((string name, object part) in _parts)
        {
            document[name] = part;
        }

        string text = JsonSerializer.Serialize(document, Json);
        if (jsonTarget == "-")
        {
            Console.Out.WriteLine(text);
        }
        else
        {
            File.WriteAllText(jsonTarget, text + Environment.NewLine);
        }
    }
}
