using System.CommandLine;
using CacheCore.HitRate.Fresh;
using CacheCore.Throughput.Harness;
using CacheCore.Throughput.Report;

namespace CacheCore.HitRate.Commands;

/// <summary>Whether what was just written is there when it is asked for, whatever the cache was full of before.</summary>
internal static class FreshCommand
{
    private const long QuickLimit = 2L << 20;
    private static readonly TimeSpan FirstGuess = TimeSpan.FromSeconds(2);

    public static Command Create()
    {
        Option<long> limit = new("--limit") { Description = "MemoryLimit in bytes", DefaultValueFactory = _ => 16L << 20 };
        Option<EvictionPolicy> policy = new("--policy") { Description = "Who leaves", DefaultValueFactory = _ => EvictionPolicy.Adaptive };
        Option<string?> json = new("--json") { Description = "Write everything measured as JSON to this file; - = standard output" };
        Option<bool> quick = new("--quick") { Description = "A smoke run in a cache of 2 MiB. Its figures mean little" };
        Command command = new("fresh", "How much of what is written once and read once, some writes later, is found")
        {
            limit, policy, json, quick,
        };
        command.SetAction(parsed =>
        {
            long memoryLimit = parsed.GetValue(quick) ? QuickLimit : parsed.GetValue(limit);
            EvictionPolicy chosen = parsed.GetValue(policy);
            RunReport report = new("fresh", new { memoryLimit, policy = chosen.ToString() }, parsed.GetValue(json));
            Progress progress = new(FreshLoad.All.Count, FirstGuess);
            List<FreshResult> results = [];
            foreach (FreshLoad load in FreshLoad.All)
            {
                progress.Step(load.Name);
                results.Add(FreshRun.Run(load, chosen, memoryLimit));
            }

            report.Print(
                $"found of what is read once after it was written once, {chosen}, {Text.MebiBytes(memoryLimit)} MiB", TableOf(results));
            report.Add("results", results);
            report.Finish();
        });
        return command;
    }

    private static Table TableOf(List<FreshResult> results)
    {
        Table table = new(
            "values of 1,000 B", "writes between", "first tenth, %", "worst of the others", "bar", "rule at the end", "verdict");
        foreach (FreshResult result in results)
        {
            table.Add(
                result.Load, Text.Whole(result.Distance), Text.Fixed(result.Tenths[0], 1), Text.Fixed(result.Tenths[1..].Min(), 1),
                Text.Fixed(FreshResult.Bar, 0), result.Rule is { } rule ? Text.Whole(rule) : "-", result.Reached ? "PASS" : "SHORT");
        }

        return table;
    }
}
