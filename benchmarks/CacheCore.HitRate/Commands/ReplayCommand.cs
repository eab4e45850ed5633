using System.CommandLine;
using CacheCore.HitRate.Contenders;
using CacheCore.HitRate.Traces;

namespace CacheCore.HitRate.Commands;

/// <summary>One trace through our own store.</summary>
internal static class ReplayCommand
{
    public static Command Create()
    {
        Argument<FileInfo> file = new("file") { Description = "The trace: object numbers, one for each request, with or without gzip" };
        Option<int> items = new("--items") { Description = "How many items there is room for", Required = true };
        Option<string> policy = new("--policy") { Description = "Who leaves", DefaultValueFactory = _ => EngineCache.Policies[0] };
        Option<TraceFormat?> format = new("--format")
        {
            Description = "Width of the numbers; without it as the file's name ends, .u32 or .u64",
        };
        Option<int> seeds = new("--seeds")
        {
            Description = "Runs, each with a hash seed of its own; the median counts",
            DefaultValueFactory = _ => 1,
        };
        Option<bool> json = new("--json") { Description = "Print JSON" };
        _ = policy.AcceptOnlyFromAmong(StringComparer.OrdinalIgnoreCase, [.. EngineCache.Policies]);
        Limits.AtLeast(items, 1);
        Limits.AtLeast(seeds, 1);

        Command command = new("replay", "Requests, hits and hit ratio of CacheCore over one trace")
        {
            file, items, policy, format, seeds, json,
        };
        command.SetAction(parsed => Failures.Tell(() =>
        {
            Trace trace = TraceFile.Read(parsed.GetRequiredValue(file).FullName, parsed.GetValue(format));
            string chosen = EngineCache.Policies.First(
                name => name.Equals(parsed.GetRequiredValue(policy), StringComparison.OrdinalIgnoreCase));
            IReadOnlyList<Replay> runs = Replay.RunSeeds(trace, Contender.Engine(chosen), parsed.GetValue(items), parsed.GetValue(seeds));
            ReplayReport report = new(trace, chosen, parsed.GetValue(items), runs);
            Console.Out.WriteLine(parsed.GetValue(json) ? report.ToJson() : report.ToText());
        }));
        return command;
    }
}
