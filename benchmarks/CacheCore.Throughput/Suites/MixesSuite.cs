using System.CommandLine;
using CacheCore.Throughput.Contenders;
using CacheCore.Throughput.Harness;
using CacheCore.Throughput.Report;

namespace CacheCore.Throughput.Suites;

/// <summary>The whole grid: mixes, threads, key choices and value sizes, every contender.</summary>
internal static class MixesSuite
{
    private const double CellsWithCollection = 1.6;

    private static readonly Option<string> MixesOption = new("--mixes")
    {
        Description = "Percent of reads, comma-separated",
        DefaultValueFactory = _ => "100,95,50",
    };
    private static readonly Option<string> ThreadsOption = new("--threads")
    {
        Description = "Numbers of threads",
        DefaultValueFactory = _ => "1,2,8",
    };
    private static readonly Option<string> ValuesOption = new("--value-sizes")
    {
        Description = "Bytes of a value",
        DefaultValueFactory = _ => "100,1024",
    };

    private static readonly Option<string> DistributionsOption = new("--distributions")
    {
        Description = "Key choices: zipf, uniform, hot1000, onekey",
        DefaultValueFactory = _ => "zipf,uniform,hot1000,onekey",
    };

    public static Command Command()
    {
        CommonOptions options = new();
        Command command = new(
            "mixes",
            "Get/set mixes x threads x key choices x value sizes, all contenders. Hours at full length: narrow it down by its options");
        options.AddTo(command);
        command.Add(MixesOption);
        command.Add(ThreadsOption);
        command.Add(ValuesOption);
        command.Add(DistributionsOption);
        command.SetAction(parsed => Run(options, parsed));
        return command;
    }

    private static void Run(CommonOptions options, ParseResult parsed)
    {
        RunSettings settings = options.Settings(parsed);
        IReadOnlyList<ContenderKind> kinds = options.Contenders(parsed, ContenderKind.All.Except(ContenderKind.Variants));
        Cell[] cells = [.. Cells(parsed)];
        int[] valueSizes = [.. Numbers(parsed.GetValue(ValuesOption)!)];
        int steps = InterleavedRun.CountCells(kinds, cells, settings.Rounds) * valueSizes.Length;
        RunReport report = new("mixes", settings, options.Json(parsed));
        InterleavedRun run = new(settings, new Progress(steps, settings.CellTime * CellsWithCollection), options.Seed(parsed));
        List<Sample> samples = [];
        foreach (int valueSize in valueSizes)
        {
            SampleSet set = new(run.Run(kinds, cells, valueSize));
            samples.AddRange(set.Samples);
            ThroughputTables.Print(report, set, [.. kinds.Select(kind => kind.Name)], cells, valueSize);
            PrintRatios(report, set, kinds, cells, valueSize);
        }

        report.Add("samples", samples);
        report.Finish();
    }

    private static IEnumerable<Cell> Cells(ParseResult parsed) =>
        from name in CommonOptions.Split(parsed.GetValue(DistributionsOption)!)
        from getPercent in Numbers(parsed.GetValue(MixesOption)!)
        from threads in Numbers(parsed.GetValue(ThreadsOption)!)
        select new Cell(Enum.Parse<Distribution>(name, ignoreCase: true), getPercent, threads);

    private static IEnumerable<int> Numbers(string list) =>
        CommonOptions.Split(list).Select(text => int.Parse(text, System.Globalization.CultureInfo.InvariantCulture));

    private static void PrintRatios(RunReport report, SampleSet set, IReadOnlyList<ContenderKind> kinds, Cell[] cells, int valueSize)
    {
        ContenderKind[] ours = [.. kinds.Where(kind => kind == ContenderKind.CacheCoreSpan || kind == ContenderKind.CacheCoreDistributed)];
        ContenderKind[] peers = [.. kinds.Where(kind => kind != ContenderKind.Harness && !ours.Contains(kind))];
        foreach (ContenderKind kind in ours)
        {
            Table table = new(["cell", .. peers.Select(peer => peer.Name)]);
            foreach (Cell cell in cells)
            {
                table.Add([cell.ToString(), .. peers.Select(peer => Text.Times(set.Ratio(kind.Name, peer.Name, cell, valueSize)))]);
            }

            report.Print($"{valueSize} B values: throughput of {kind.Name} over each peer's", table);
        }
    }
}
