using System.CommandLine;
using System.Globalization;
using CacheCore.Throughput.Harness;
using CacheCore.Throughput.Report;

namespace CacheCore.Throughput.Suites;

/// <summary>Whether the limit is hard: the growth of the process while several times the limit is written, in changing sizes.</summary>
internal static class LimitSuite
{
    private const string CellCommandName = "limit-cell";

    private static readonly Option<long> _limit = new("--limit") { Description = "MemoryLimit in bytes", DefaultValueFactory = _ => 1L << 30 };
    private static readonly Option<int> _times = new("--times") { Description = "How many times the limit each mix writes", DefaultValueFactory = _ => 3 };
    private static readonly Option<int> _threads = new("--threads") { Description = "Writing threads", DefaultValueFactory = _ => 2 };
    private static readonly Option<string?> _json = CommonOptions.JsonOption();
    private static readonly Option<bool> _quick = CommonOptions.QuickOption();

    public static Command Command()
    {
        Command command = new("limit", "Growth of the process beside MemoryLimit + 5 % + 32 MiB while sizes change") { _limit, _times, _threads, _json, _quick };
        command.SetAction(Run);
        return command;
    }

    public static Command CellCommand()
    {
        Command command = new(CellCommandName, "The process that is watched") { _limit, _times, _threads };
        command.Hidden = true;
        command.SetAction(parsed => ChildProcess.Answer(LimitLoad.Run(parsed.GetValue(_limit), parsed.GetValue(_times), parsed.GetValue(_threads))));
        return command;
    }

    private static void Run(ParseResult parsed)
    {
        long limit = parsed.GetValue(_quick) ? 64L << 20 : parsed.GetValue(_limit);
        int times = parsed.GetValue(_times);
        int threads = parsed.GetValue(_threads);
        RunReport report = new("limit", new { limit, times, threads }, parsed.GetValue(_json));
        new Progress(1, TimeSpan.FromSeconds(limit * times * LimitLoad.Mixes.Count / 5e8)).Step($"writing {times} x {limit >> 20} MiB in each of {LimitLoad.Mixes.Count} mixes of sizes");
        LimitPhase[] phases = ChildProcess.Run<LimitPhase[]>(
            CellCommandName, _limit.Name, limit.ToString(CultureInfo.InvariantCulture), _times.Name, times.ToString(CultureInfo.InvariantCulture),
            _threads.Name, threads.ToString(CultureInfo.InvariantCulture));

        double allowed = (limit * 1.05) + (32 << 20);
        Table table = new("sizes", "writes", "refused", "peak growth MiB", "allowed MiB", "stored MiB", "stored/limit", "verdict");
        foreach (LimitPhase phase in phases)
        {
            table.Add(
                phase.Mix, Text.Whole(phase.Writes), Text.Whole(phase.Refused), Text.MebiBytes(phase.PeakGrowthBytes), Text.MebiBytes(allowed),
                Text.MebiBytes(phase.StoredBytes), Text.Fixed(phase.StoredBytes / (double)limit, 3), phase.PeakGrowthBytes <= allowed ? "PASS" : "SHORT");
        }

        report.Print($"growth of the process, limit {Text.MebiBytes(limit)} MiB", table);
        report.Add("phases", phases);
        report.Finish();
    }
}
