using System.CommandLine;
using CacheCore.HitRate.Sizes;
using CacheCore.Throughput.Harness;
using CacheCore.Throughput.Report;

namespace CacheCore.HitRate.Commands;

/// <summary>
/// How fast memory follows a change of sizes: the hit ratio after it, beside that of a store that never saw another size.
/// </summary>
internal static class ShiftCommand
{
    private const long QuickLimit = 2L << 20;
    private static readonly TimeSpan FirstGuess = TimeSpan.FromSeconds(10);

    public static Command Create()
    {
        Option<long> limit = new("--limit") { Description = "MemoryLimit in bytes", DefaultValueFactory = _ => 64L << 20 };
        Option<EvictionPolicy> policy = new("--policy") { Description = "Who leaves", DefaultValueFactory = _ => EvictionPolicy.Adaptive };
        Option<LoadPace[]> paces = new("--paces")
        {
            Description = "How time passes; several may be named",
            DefaultValueFactory = _ => Enum.GetValues<LoadPace>(),
            AllowMultipleArgumentsPerToken = true,
        };
        Option<string?> json = new("--json") { Description = "Write everything measured as JSON to this file; - = standard output" };
        Option<bool> quick = new("--quick") { Description = "A smoke run in a cache of 2 MiB. Its figures mean little" };
        Command command = new("shift", "Hit ratio after values have changed their size, beside that of a fresh store")
        {
            limit, policy, paces, json, quick,
        };
        command.SetAction(parsed =>
        {
            long memoryLimit = parsed.GetValue(quick) ? QuickLimit : parsed.GetValue(limit);
            EvictionPolicy chosen = parsed.GetValue(policy);
            LoadPace[] drives = parsed.GetRequiredValue(paces);
            RunReport report = new("shift", new { memoryLimit, policy = chosen.ToString() }, parsed.GetValue(json));
            Progress progress = new(drives.Length * SizeShift.All.Count, FirstGuess);
            List<ShiftResult> results = [];
            foreach (LoadPace pace in drives)
            {
                foreach (SizeShift shift in SizeShift.All)
                {
                    progress.Step($"{shift}, {pace}");
                    results.Add(ShiftRun.Run(shift, pace, chosen, memoryLimit));
                }
            }

            report.Print(
                $"hit ratio {ShiftRun.Deadline} to {ShiftRun.Length} capacities of requests after a shift, {chosen}, "
                    + $"{Text.MebiBytes(memoryLimit)} MiB",
                TableOf(results));
            report.Add("results", results);
            report.Finish();
        });
        return command;
    }

    private static Table TableOf(List<ShiftResult> results)
    {
        Table table = new("shift", "time", "capacity", "fresh %", "shifted %", "points below", "bar", "reached after", "verdict");
        foreach (ShiftResult result in results)
        {
            table.Add(
                result.Shift, NameOf(result.Pace), Text.Whole(result.Capacity), Text.Fixed(result.FreshPercent, 2),
                Text.Fixed(result.ShiftedPercent, 2),
                Text.Fixed(result.Gap, 2), Text.Fixed(ShiftResult.Bar, 0), result.ReachedAfter is { } after ? $"{after} x" : "never",
                result.Reached ? "PASS" : "SHORT");
        }

        return table;
    }

    private static string NameOf(LoadPace pace) => pace switch
    {
        LoadPace.SecondARequest => "1 s a request",
        LoadPace.MicrosecondARequest => "1 us a request",
        _ => "real",
    };
}
