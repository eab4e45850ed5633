using System.CommandLine;
using CacheCore.Throughput.Contenders;
using CacheCore.Throughput.Harness;

namespace CacheCore.Throughput.Suites;

/// <summary>The options that the throughput suites share, and what they come to.</summary>
internal sealed class CommonOptions
{
    private const int QuickItems = 50_000;
    private static readonly char[] Separators = [',', ' '];

    private readonly Option<int> _items = new("--items")
    {
        Description = "Items that every contender holds",
        DefaultValueFactory = _ => 1_000_000,
    };
    private readonly Option<int> _rounds = new("--rounds")
    {
        Description = "Interleaved rounds; medians are taken over them",
        DefaultValueFactory = _ => 5,
    };
    private readonly Option<double> _seconds = new("--seconds")
    {
        Description = "Time that counts, in each cell",
        DefaultValueFactory = _ => 1.0,
    };
    private readonly Option<double> _warmup = new("--warmup")
    {
        Description = "Seconds before counting begins, in each cell",
        DefaultValueFactory = _ => 0.3,
    };
    private readonly Option<bool> _isolate = new("--isolate")
    {
        Description = "Fill and drop each contender by itself in every round, so that no heap disturbs another",
    };
    private readonly Option<bool> _keysAhead = new("--keys-ahead")
    {
        Description = "Make 64 keys at a time before their operations, not each key when it is needed",
    };
    private readonly Option<string?> _contenders = new("--contenders")
    {
        Description = "Comma-separated names, in place of the suite's own choice",
    };
    private readonly Option<bool> _globalLock = new("--global-lock") { Description = "Add our store with one lock around each operation" };
    private readonly Option<int> _seed = new("--seed") { Description = "Seed of orders and starting points", DefaultValueFactory = _ => 1 };
    private readonly Option<string?> _json = JsonOption();
    private readonly Option<bool> _quick = QuickOption();

    public static Option<string?> JsonOption() =>
        new("--json") { Description = "Write everything measured as JSON to this file; - = standard output" };

    public static Option<bool> QuickOption() =>
        new("--quick") { Description = "A smoke run: few items, little time. Its figures mean nothing" };

    public void AddTo(Command command)
    {
        Option[] all = [_items, _rounds, _seconds, _warmup, _isolate, _keysAhead, _contenders, _globalLock, _seed, _json, _quick];
        foreach (Option option in all)
        {
            command.Add(option);
        }
    }

    public RunSettings Settings(ParseResult parsed) => parsed.GetValue(_quick)
        ? new RunSettings(
            QuickItems, 2, TimeSpan.FromSeconds(0.03), TimeSpan.FromSeconds(0.05), parsed.GetValue(_isolate), parsed.GetValue(_keysAhead))
        : new RunSettings(
            parsed.GetValue(_items),
            parsed.GetValue(_rounds),
            TimeSpan.FromSeconds(parsed.GetValue(_warmup)),
            TimeSpan.FromSeconds(parsed.GetValue(_seconds)),
            parsed.GetValue(_isolate),
            parsed.GetValue(_keysAhead));

    public bool Quick(ParseResult parsed) => parsed.GetValue(_quick);

    public int Seed(ParseResult parsed) => parsed.GetValue(_seed);

    public string? Json(ParseResult parsed) => parsed.GetValue(_json);

    /// <summary>The contenders asked for, else <paramref name="usual"/>; with the ablation if that was asked for.</summary>
    public IReadOnlyList<ContenderKind> Contenders(ParseResult parsed, IEnumerable<ContenderKind> usual)
    {
        string? names = parsed.GetValue(_contenders);
        IEnumerable<ContenderKind> chosen = names is null ? usual : Split(names).Select(ContenderKind.Named);
        return [.. parsed.GetValue(_globalLock) ? chosen.Append(ContenderKind.GlobalLock).Distinct() : chosen];
    }

    public static string[] Split(string list) => list.Split(Separators, StringSplitOptions.RemoveEmptyEntries);
}
