using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using CacheCore.Throughput.Contenders;
using CacheCore.Throughput.Harness;
using CacheCore.Throughput.Report;

namespace CacheCore.Throughput.Suites;

/// <summary>How long a forced blocking collection takes while a cache holds many items, beside a process that holds none.</summary>
internal static class CollectionSuite
{
    private const string CellCommandName = "gc-cell";
    private const int ValueSize = 100;
    private const int Collections = 9;
    private const double BarMilliseconds = 5;

    private static readonly Option<int> ItemsOption = new("--items") { Description = "Items held", DefaultValueFactory = _ => 4_000_000 };
    private static readonly Option<string> ContendersOption = new("--contenders")
    {
        Description = "Comma-separated names; 'harness' = an empty process",
        DefaultValueFactory = _ => "harness,cachecore-span,memory-distributed",
    };
    private static readonly Option<string?> JsonOption = CommonOptions.JsonOption();
    private static readonly Option<bool> QuickOption = CommonOptions.QuickOption();
    private static readonly Option<string> ContenderOption = new("--contender") { Required = true };

    public static Command Command()
    {
        Command command = new("gc", "Forced blocking collections with a full cache, each contender in its own process")
        {
            ItemsOption, ContendersOption, JsonOption, QuickOption,
        };
        command.SetAction(Run);
        return command;
    }

    public static Command CellCommand()
    {
        Command command = new(CellCommandName, "One contender of gc") { ContenderOption, ItemsOption };
        command.Hidden = true;
        command.SetAction(
            parsed => ChildProcess.Answer(Measure(ContenderKind.Named(parsed.GetValue(ContenderOption)!), parsed.GetValue(ItemsOption))));
        return command;
    }

    private static void Run(ParseResult parsed)
    {
        int items = parsed.GetValue(QuickOption) ? 100_000 : parsed.GetValue(ItemsOption);
        string[] names = CommonOptions.Split(parsed.GetValue(ContendersOption)!);
        RunReport report = new("gc", new { items, Collections }, parsed.GetValue(JsonOption));
        Progress progress = new(names.Length, TimeSpan.FromSeconds(10));
        List<CollectionResult> results = [];
        foreach (string name in names)
        {
            progress.Step($"{name}  {items:N0} items");
            results.Add(ChildProcess.Run<CollectionResult>(
                CellCommandName, ContenderOption.Name, ContenderKind.Named(name).Name, ItemsOption.Name,
                items.ToString(CultureInfo.InvariantCulture)));
        }

        CollectionResult? empty = results.Find(result => result.Contender == ContenderKind.Harness.Name);
        Table table = new("process", "median ms", "longest ms", "median over empty", "verdict");
        foreach (CollectionResult result in results)
        {
            double? over = result.MedianMilliseconds - empty?.MedianMilliseconds;
            bool judged = result.Contender == ContenderKind.CacheCoreSpan.Name && over is not null;
            table.Add(
                result == empty ? "empty" : result.Contender, Text.Fixed(result.MedianMilliseconds, 2),
                Text.Fixed(result.LongestMilliseconds, 2), Text.Fixed(over, 2), !judged ? "-" : over <= BarMilliseconds ? "PASS" : "SHORT");
        }

        report.Print($"forced blocking collection, {Text.Whole(items)} items of {ValueSize} B held", table);
        report.Add("results", results);
        report.Finish();
    }

    private static CollectionResult Measure(ContenderKind kind, int items)
    {
        using Contender contender = kind.Create(new CacheSetup(items, ValueSize));
        contender.Fill(0, items, ValueSize);

        // The first ones promote and clear what filling left; they are not what a settled process would see.
        _ = ProcessMemory.ResidentAfterCollection();
        double[] milliseconds = new double[Collections];
        for (int i = 0; i < Collections; i++)
        {
            long start = Stopwatch.GetTimestamp();
            GC.Collect();
            milliseconds[i] = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        }

        bool held = kind == ContenderKind.Harness || contender.Verify(items / 2, ValueSize);
        return held
            ? new CollectionResult(kind.Name, Statistics.Median(milliseconds), milliseconds.Max())
            : throw new InvalidOperationException($"{kind.Name} does not hold what it was filled with.");
    }
}

/// <summary>What one process found.</summary>
internal sealed record CollectionResult(string Contender, double MedianMilliseconds, double LongestMilliseconds);
