using System.CommandLine;
using CacheCore.Throughput.Contenders;
using CacheCore.Throughput.Harness;
using CacheCore.Throughput.Report;

namespace CacheCore.Throughput.Suites;

/// <summary>One hot key, read and sometimes written by all: what a second thread brings.</summary>
internal static class HotSuite
{
    private const int ValueSize = 100;
    private static readonly int[] Mixes = [100, 99, 95];

    public static Command Command()
    {
        CommonOptions options = new();
        Command command = new("hot", "One hot key at 100/0, 99/1 and 95/5: throughput of two threads over one");
        options.AddTo(command);
        command.SetAction(parsed => Run(options, parsed));
        return command;
    }

    private static void Run(CommonOptions options, ParseResult parsed)
    {
        RunSettings settings = options.Settings(parsed);
        IReadOnlyList<ContenderKind> kinds = options.Contenders(parsed, ContenderKind.All.Except(ContenderKind.Variants));
        Cell[] cells = [.. Mixes.SelectMany(mix => new[] { CellOf(mix, 1), CellOf(mix, 2) })];
        RunReport report = new("hot", settings, options.Json(parsed));
        Progress progress = new(InterleavedRun.CountCells(kinds, cells, settings.Rounds), settings.CellTime * 1.1);
        SampleSet set = new(new InterleavedRun(settings, progress, options.Seed(parsed)).Run(kinds, cells, ValueSize));

        string[] names = [.. kinds.Select(kind => kind.Name)];
        ThroughputTables.Print(report, set, names, cells, ValueSize);
        Table table = new(["mix", .. names]);
        foreach (int mix in Mixes)
        {
            table.Add([$"{mix}/{100 - mix}", .. names.Select(name => Text.Times(Scaling(set, name, mix)))]);
        }

        report.Print("two threads over one", table);
        report.Add("samples", set.Samples);
        report.Finish();
    }

    private static double Scaling(SampleSet set, string name, int mix) =>
        set.Throughput(name, CellOf(mix, 2), ValueSize) / set.Throughput(name, CellOf(mix, 1), ValueSize);

    private static Cell CellOf(int getPercent, int threads) => new(Distribution.OneKey, getPercent, threads);
}
