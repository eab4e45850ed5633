using System.CommandLine;
using System.Globalization;
using CacheCore.Throughput.Contenders;
using CacheCore.Throughput.Harness;
using CacheCore.Throughput.Report;

namespace CacheCore.Throughput.Suites;

/// <summary>A full cache under constant replacement: throughput, collector pauses, longest operations and resident memory.</summary>
internal static class ChurnSuite
{
    private const string CellCommandName = "churn-cell";
    private const long FullLimit = 9L << 29;
    private const long QuickLimit = 64L << 20;
    private const int ValueSize = 1024;
    private const int Threads = 2;

    private static readonly Option<double> SecondsOption = new("--seconds")
    {
        Description = "Time of the load",
        DefaultValueFactory = _ => 60,
    };
    private static readonly Option<long> LimitOption = new("--limit")
    {
        Description = "MemoryLimit in bytes",
        DefaultValueFactory = _ => FullLimit,
    };
    private static readonly Option<string> ContendersOption = new("--contenders")
    {
        Description = "Comma-separated names; the first sets how many items the others hold",
        DefaultValueFactory = _ => "cachecore-span,memory-cache,bitfaster-lru",
    };
    private static readonly Option<string?> JsonOption = CommonOptions.JsonOption();
    private static readonly Option<bool> QuickOption = CommonOptions.QuickOption();
    private static readonly Option<string> ContenderOption = new("--contender") { Required = true };
    private static readonly Option<int> ItemsOption = new("--items")
    {
        Description = "Items to hold; 0 = as many as the limit lets in",
        DefaultValueFactory = _ => 0,
    };

    public static Command Command()
    {
        Command command = new(
            "churn", "50/50 get/set of 1 KiB values with keys from twice the capacity, 2 threads, each contender in its own process")
        {
            SecondsOption, LimitOption, ContendersOption, JsonOption, QuickOption,
        };
        command.SetAction(Run);
        return command;
    }

    public static Command CellCommand()
    {
        Command command = new(CellCommandName, "One contender of churn") { ContenderOption, ItemsOption, SecondsOption, LimitOption };
        command.Hidden = true;
        command.SetAction(parsed => ChildProcess.Answer(ChurnLoad.Run(
            ContenderKind.Named(parsed.GetValue(ContenderOption)!),
            parsed.GetValue(LimitOption),
            parsed.GetValue(ItemsOption),
            ValueSize,
            Threads,
            TimeSpan.FromSeconds(parsed.GetValue(SecondsOption)))));
        return command;
    }

    private static void Run(ParseResult parsed)
    {
        bool quick = parsed.GetValue(QuickOption);
        double seconds = quick ? 2 : parsed.GetValue(SecondsOption);
        long limit = quick ? QuickLimit : parsed.GetValue(LimitOption);
        string[] names = CommonOptions.Split(parsed.GetValue(ContendersOption)!);
        RunReport report = new("churn", new { seconds, limit, ValueSize, Threads }, parsed.GetValue(JsonOption));
        Progress progress = new(names.Length, TimeSpan.FromSeconds((seconds * 1.1) + (limit / 4e8)));
        List<ChurnResult> results = [];
        foreach (string name in names)
        {
            progress.Step(name);
            results.Add(ChildProcess.Run<ChurnResult>(
                CellCommandName, ContenderOption.Name, ContenderKind.Named(name).Name, LimitOption.Name,
                limit.ToString(CultureInfo.InvariantCulture), SecondsOption.Name, seconds.ToString(CultureInfo.InvariantCulture),
                ItemsOption.Name, (results.Count == 0 ? 0 : results[0].Capacity).ToString(CultureInfo.InvariantCulture)));
        }

        PrintResults(report, results);
        PrintBars(report, results);
        report.Add("results", results);
        report.Finish();
    }

    private static void PrintResults(RunReport report, List<ChurnResult> results)
    {
        Table table = new(
            "contender", "items held", "M ops/s", "hits %", "gen 0/1/2", "total pause s", "longest pause ms", "p99.99 us", "longest op ms",
            "peak RSS MiB", "RSS/payload");
        foreach (ChurnResult result in results)
        {
            table.Add(
                result.Contender, Text.Whole(result.ItemsAtEnd), Text.Fixed(result.OperationsPerSecond / 1e6, 3),
                Text.Fixed(result.HitPercent, 1),
                $"{result.Collections0}/{result.Collections1}/{result.Collections2}", Text.Fixed(result.TotalPauseSeconds, 3),
                Text.Fixed(result.LongestPauseMilliseconds, 1), Text.Fixed(result.Percentile9999Microseconds, 0),
                Text.Fixed(result.LongestOperationMilliseconds, 1),
                Text.MebiBytes(result.PeakResidentBytes), Text.Fixed(result.ResidentOverPayload, 3));
        }

        report.Print("churn", table);
    }

    private static void PrintBars(RunReport report, List<ChurnResult> results)
    {
        ChurnResult? ours = results.Find(result => result.Contender == ContenderKind.CacheCoreSpan.Name);
        ChurnResult? peer = results.Find(result => result.Contender == ContenderKind.MemoryCache.Name);
        if (ours is null || peer is null)
        {
            return;
        }

        double throughput = ours.OperationsPerSecond / peer.OperationsPerSecond;
        double pauses = peer.TotalPauseSeconds / Math.Max(1e-6, ours.TotalPauseSeconds);
        Table table = new("figure, beside memory-cache", "measured", "bar", "aim", "verdict", "aim met");
        table.Add("operations", Text.Times(throughput), "6 x", "10 x", Verdict(throughput >= 6), YesNo(throughput >= 10));
        table.Add("total pause, one ... th", Text.Fixed(pauses, 0), "50", "100", Verdict(pauses >= 50), YesNo(pauses >= 100));
        table.Add(
            "longest pause, ms", Text.Fixed(ours.LongestPauseMilliseconds, 1), "20", "10", Verdict(ours.LongestPauseMilliseconds <= 20),
            YesNo(ours.LongestPauseMilliseconds <= 10));
        table.Add(
            "resident memory over keys and values", Text.Times(ours.ResidentOverPayload), "1.15 x", "1.10 x",
            Verdict(ours.ResidentOverPayload <= 1.15), YesNo(ours.ResidentOverPayload <= 1.10));
        report.Print("churn: bars", table);
    }

    private static string Verdict(bool reached) => reached ? "PASS" : "SHORT";

    private static string YesNo(bool met) => met ? "yes" : "no";
}
