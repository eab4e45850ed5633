using System.CommandLine;
using System.Globalization;
using CacheCore.Throughput.Harness;
using CacheCore.Throughput.Report;

namespace CacheCore.Throughput.Suites;

/// <summary>Memory beyond keys and values in a full store of items of many sizes, each cell in a process of its own.</summary>
internal static class SizesSuite
{
    private const string CellCommandName = "sizes-cell";
    private const double Bar = 0.18;

    private static readonly Option<string> LimitsOption = new("--limits")
    {
        Description = "MemoryLimits in MiB, comma-separated",
        DefaultValueFactory = _ => "64,256,1024",
    };
    private static readonly Option<int> TimesOption = new("--times")
    {
        Description = "How many times the limit is written",
        DefaultValueFactory = _ => 5,
    };
    private static readonly Option<string?> JsonOption = CommonOptions.JsonOption();
    private static readonly Option<bool> QuickOption = CommonOptions.QuickOption();
    private static readonly Option<long> LimitOption = new("--limit") { Required = true };
    private static readonly Option<string> ChurnOption = new("--churn") { Required = true };

    public static Command Command()
    {
        Command command = new("sizes", "Memory beyond keys and values with log-normal sizes, median 300 B: a full store under churn")
        {
            LimitsOption, TimesOption, JsonOption, QuickOption,
        };
        command.SetAction(Run);
        return command;
    }

    public static Command CellCommand()
    {
        Command command = new(CellCommandName, "One cell of sizes") { LimitOption, ChurnOption, TimesOption };
        command.Hidden = true;
        command.SetAction(parsed => ChildProcess.Answer(
            SizesLoad.Run(parsed.GetValue(LimitOption), parsed.GetValue(ChurnOption)!, parsed.GetValue(TimesOption))));
        return command;
    }

    private static void Run(ParseResult parsed)
    {
        bool quick = parsed.GetValue(QuickOption);
        long[] limits = [.. CommonOptions.Split(quick ? "16" : parsed.GetValue(LimitsOption)!)
            .Select(text => long.Parse(text, CultureInfo.InvariantCulture) << 20)];
        int times = quick ? 2 : parsed.GetValue(TimesOption);
        RunReport report = new("sizes", new { limits, times }, parsed.GetValue(JsonOption));
        Progress progress = new(limits.Length * SizesLoad.Churns.Length, TimeSpan.FromSeconds(limits.Sum() * times / 2e8));
        List<SizesResult> results = [];
        foreach (long limit in limits)
        {
            foreach (string churn in SizesLoad.Churns)
            {
                progress.Step($"{limit >> 20} MiB, {churn}");
                results.Add(ChildProcess.Run<SizesResult>(
                    CellCommandName, LimitOption.Name, limit.ToString(CultureInfo.InvariantCulture), ChurnOption.Name, churn,
                    TimesOption.Name, times.ToString(CultureInfo.InvariantCulture)));
            }
        }

        report.Print("memory beyond keys and values, in percent of them: log-normal sizes, median 300 B, keys of 20 B", TableOf(results));
        report.Add("results", results);
        report.Finish();
    }

    private static Table TableOf(List<SizesResult> results)
    {
        Table table = new(
            "limit MiB", "churn", "items", "mean item B", "beyond %", "headers", "index", "policy", "free chunks", "rounding", "bar",
            "verdict", "resident, beyond %", "pages taken / M evictions");
        foreach (SizesResult result in results)
        {
            table.Add(
                Text.MebiBytes(result.Limit), result.Churn, Text.Whole(result.Items), Text.Whole(result.StoredBytes / (double)result.Items),
                Percent(result, result.Beyond * result.StoredBytes),
                Percent(result, result.HeaderBytes), Percent(result, result.IndexBytes), Percent(result, result.PolicyBytes),
                Percent(result, result.FreeBytes), Percent(result, result.RoundingBytes),
                Text.Fixed(100 * Bar, 0), result.Beyond <= Bar ? "PASS" : "SHORT", Text.Fixed(100 * result.ResidentBeyond, 1),
                Text.Whole(result.PagesTaken * 1e6 / Math.Max(1, result.Evictions)));
        }

        return table;
    }

    private static string Percent(SizesResult result, double bytes) => Text.Fixed(100 * bytes / result.StoredBytes, 1);
}
