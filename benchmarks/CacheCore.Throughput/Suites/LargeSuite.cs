using System.CommandLine;
using System.Globalization;
using CacheCore.Throughput.Harness;
using CacheCore.Throughput.Report;

namespace CacheCore.Throughput.Suites;

/// <summary>What large values waste, and whether they find room in a store that is full of small items.</summary>
internal static class LargeSuite
{
    private const double MiB = 1 << 20;

    private static readonly Option<long> LimitOption = new("--limit")
    {
        Description = "MemoryLimit in bytes",
        DefaultValueFactory = _ => 1L << 30,
    };
    private static readonly Option<string> SizesOption = new("--value-sizes")
    {
        Description = "Sizes of values in MiB, comma-separated",
        DefaultValueFactory = _ => "0.07,0.1,0.11,0.17,0.3,1.1,3,17,100",
    };
    private static readonly Option<string?> JsonOption = CommonOptions.JsonOption();
    private static readonly Option<bool> QuickOption = CommonOptions.QuickOption();

    public static Command Command()
    {
        Command command = new("large", "Memory beyond key and value of values over half a page, written into a store full of small items")
        {
            LimitOption, SizesOption, JsonOption, QuickOption,
        };
        command.SetAction(Run);
        return command;
    }

    private static void Run(ParseResult parsed)
    {
        bool quick = parsed.GetValue(QuickOption);
        long limit = quick ? 64L << 20 : parsed.GetValue(LimitOption);
        double[] sizes = [.. CommonOptions.Split(quick ? "1.1,3,17" : parsed.GetValue(SizesOption)!)
            .Select(text => double.Parse(text, CultureInfo.InvariantCulture))];
        RunReport report = new("large", new { limit, sizes }, parsed.GetValue(JsonOption));
        Progress progress = new(sizes.Length, TimeSpan.FromSeconds(limit / 2e8));
        List<LargeResult> results = [];
        foreach (double size in sizes)
        {
            progress.Step(string.Create(CultureInfo.InvariantCulture, $"{size} MiB"));
            results.Add(LargeLoad.Run(limit, (int)(size * MiB)));
        }

        Table table = new("value", "held", "small items left", "refused", "beyond key and value B", "%", "bar B", "verdict");
        foreach (LargeResult result in results)
        {
            table.Add(
                Text.Fixed(result.ValueSize / MiB, 2) + " MiB", Text.Whole(result.Held), Text.Whole(result.SmallItems),
                Text.Whole(result.Refused), Text.Whole(result.Beyond),
                Text.Fixed(100.0 * result.Beyond / result.ValueSize, 2), Text.Whole(result.Bar), result.Reached ? "PASS" : "SHORT");
        }

        report.Print($"large values in a store full of items of 300 B, limit {Text.MebiBytes(limit)} MiB", table);
        report.Add("results", results);
        report.Finish();
    }
}
