using System.CommandLine;
using System.Globalization;
using CacheCore.Throughput.Harness;
using CacheCore.Throughput.Report;

namespace CacheCore.Throughput.Suites;

/// <summary>Whether the limit is hard: the growth of the process while several times the limit is written, in changing sizes.</summary>
internal static class LimitSuite
{
    private const string CellCommandName = "limit-cell";

    private static readonly Option<long> LimitOption = new("--limit")
    {
        Description = "MemoryLimit in bytes",
        DefaultValueFactory = _ => 1L << 30,
    };
    private static readonly Option<int> TimesOption = new("--times")
    {
        Description = "How many times the limit each mix writes",
        DefaultValueFactory = _ => 3,
    };
    private static readonly Option<int> ThreadsOption = new("--threads") { Description = "Writing threads", DefaultValueFactory = _ => 2 };
    private static readonly Option<string?> JsonOption = CommonOptions.JsonOption();
    private static readonly Option<bool> QuickOption = CommonOptions.QuickOption();

    public static Command Command()
    {
        Command command = new("limit", "Growth of the process beside MemoryLimit + 5 % + 32 MiB while sizes change")
        {
            LimitOption, TimesOption, ThreadsOption, JsonOption, QuickOption,
        };
        command.SetAction(Run);
        return command;
    }

    public static Command CellCommand()
    {
        Command command = new(CellCommandName, "The process that is watched") { LimitOption, TimesOption, ThreadsOption };
        command.Hidden = true;
        command.SetAction(parsed => ChildProcess.Answer(
            LimitLoad.Run(parsed.GetValue(LimitOption), parsed.GetValue(TimesOption), parsed.GetValue(ThreadsOption))));
        return command;
    }

    private static void Run(ParseResult parsed)
    {
        long limit = parsed.GetValue(QuickOption) ? 64L << 20 : parsed.GetValue(LimitOption);
        int times = parsed.GetValue(TimesOption);
        int threads = parsed.GetValue(ThreadsOption);
        RunReport report = new("limit", new { limit, times, threads }, parsed.GetValue(JsonOption));
        new Progress(1, TimeSpan.FromSeconds(limit * times * LimitLoad.Mixes.Count / 5e8))
            .Step($"writing {times} x {limit >> 20} MiB in each of {LimitLoad.Mixes.Count} mixes of sizes");
        LimitPhase[] phases = ChildProcess.Run<LimitPhase[]>(
            CellCommandName, LimitOption.Name, limit.ToString(CultureInfo.InvariantCulture), TimesOption.Name,
            times.ToString(CultureInfo.InvariantCulture), ThreadsOption.Name, threads.ToString(CultureInfo.InvariantCulture));

        double allowed = (limit * 1.05) + (32 << 20);
        Table table = new(
            "sizes", "writes", "too large", "out of memory", "peak growth MiB", "allowed MiB", "stored MiB", "stored/limit", "verdict");
        foreach (LimitPhase phase in phases)
        {
            table.Add(
                phase.Mix, Text.Whole(phase.Writes), Text.Whole(phase.TooLarge), Text.Whole(phase.OutOfMemory),
                Text.MebiBytes(phase.PeakGrowthBytes), Text.MebiBytes(allowed),
                Text.MebiBytes(phase.StoredBytes), Text.Fixed(phase.StoredBytes / (double)limit, 3),
                phase.PeakGrowthBytes <= allowed && phase.TooLarge + phase.OutOfMemory == 0 ? "PASS" : "SHORT");
        }

        report.Print($"growth of the process, limit {Text.MebiBytes(limit)} MiB", table);
        report.Add("phases", phases);
        report.Finish();
    }
}
