using System.CommandLine;
using CacheCore.HitRate.Sizes;
using CacheCore.Throughput.Harness;
using CacheCore.Throughput.Report;

namespace CacheCore.HitRate.Commands;

/// <summary>
/// How small items and large values share memory: neither may fare clearly worse than under one LRU queue over all bytes.
/// </summary>
internal static class ShareCommand
{
    private const long QuickLimit = 32L << 20;
    private const int QuickRequests = 200_000;
    private static readonly TimeSpan FirstGuess = TimeSpan.FromSeconds(10);

    public static Command Create()
    {
        Option<long> limit = new("--limit") { Description = "MemoryLimit in bytes", DefaultValueFactory = _ => 128L << 20 };
        Option<int> requests = new("--requests")
        {
            Description = "Requests of each load; the second half counts",
            DefaultValueFactory = _ => 3_000_000,
        };
        Option<EvictionPolicy> policy = new("--policy") { Description = "Who leaves", DefaultValueFactory = _ => EvictionPolicy.Adaptive };
        Option<string?> json = new("--json") { Description = "Write everything measured as JSON to this file; - = standard output" };
        Option<bool> quick = new("--quick") { Description = "A smoke run: few requests. Its figures mean little" };
        Limits.AtLeast(requests, 1000);
        Command command = new("share", "Hit ratios of small items and large values in one cache, beside exact LRU over bytes")
        {
            limit, requests, policy, json, quick,
        };
        command.SetAction(parsed =>
        {
            bool isQuick = parsed.GetValue(quick);
            long memoryLimit = isQuick ? QuickLimit : parsed.GetValue(limit);
            int count = isQuick ? QuickRequests : parsed.GetValue(requests);
            EvictionPolicy chosen = parsed.GetValue(policy);
            RunReport report = new("share", new { memoryLimit, requests = count, policy = chosen.ToString() }, parsed.GetValue(json));
            Progress progress = new(ShareLoad.All.Count + 1, FirstGuess);
            List<ShareResult> results = [];
            foreach (ShareLoad load in ShareLoad.All.Prepend(ShareLoad.SmallAlone))
            {
                progress.Step(load.Name);
                results.Add(ShareRun.Run(load, count, chosen, memoryLimit));
            }

            report.Print($"small items and large values, {chosen}, {Text.MebiBytes(memoryLimit)} MiB", TableOf(results));
            report.Add("results", results);
            report.Finish();
        });
        return command;
    }

    private static Table TableOf(List<ShareResult> results)
    {
        Table table = new(
            "large values among small items", "small, hit %", "of LRU", "large, hit %", "of LRU", "large, % of memory", "of LRU",
            "points below LRU allowed", "verdict");
        foreach (ShareResult result in results)
        {
            table.Add(
                result.Load, Text.Fixed(result.Small, 1), Text.Fixed(result.SmallLru, 1), Text.Fixed(result.Large, 1),
                Text.Fixed(result.LargeLru, 1),
                Text.Fixed(result.Share, 0), Text.Fixed(result.ShareLru, 0), Text.Fixed(ShareResult.Bar, 0),
                result.Reached ? "PASS" : "SHORT");
        }

        return table;
    }
}
