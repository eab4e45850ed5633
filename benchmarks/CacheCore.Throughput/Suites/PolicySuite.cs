using System.CommandLine;
using CacheCore.Throughput.Contenders;
using CacheCore.Throughput.Harness;
using CacheCore.Throughput.Report;

namespace CacheCore.Throughput.Suites;

/// <summary>What the adaptive policy costs beside a flat list and beside memcached's rules: the same store, driven alike.</summary>
internal static class PolicySuite
{
    private const int ValueSize = 100;

    /// <summary>Of a store that has to let an item go for each new one, and holds half of the keys.</summary>
    private const int ValueSizeWhenFull = 101;
    private const int BytesPerItem = 176;
    private const double Floor = 0.9;
    private const double Aim = 1;

    private static readonly ContenderKind[] Policies =
    [
        ContenderKind.CacheCoreSpan,
        ContenderKind.CacheCoreSegmented,
        ContenderKind.CacheCoreLru,
    ];
    private static readonly Cell[] Gets = Cell.Four(100);
    private static readonly Cell[] Sets = Cell.Four(0);

    public static Command Command()
    {
        CommonOptions options = new();
        Command command = new("policies", "The adaptive policy beside Lru and Segmented: gets that hit, and sets");
        options.AddTo(command);
        command.SetAction(parsed => Run(options, parsed));
        return command;
    }

    private static void Run(CommonOptions options, ParseResult parsed)
    {
        RunSettings settings = options.Settings(parsed);
        IReadOnlyList<ContenderKind> kinds = options.Contenders(parsed, Policies);
        Cell[] cells = [.. Gets, .. Sets];
        RunReport report = new("policies", settings, options.Json(parsed));
        Progress progress = new(InterleavedRun.CountCells(kinds, [.. cells, .. Sets], settings.Rounds), settings.CellTime * 1.1);
        InterleavedRun run = new(settings, progress, options.Seed(parsed));
        CacheSetup full = new(settings.Items, ValueSizeWhenFull) { MemoryLimit = (long)settings.Items * BytesPerItem / 2 };
        SampleSet set = new([.. run.Run(kinds, cells, ValueSize), .. run.Run(kinds, Sets, full)]);

        string[] names = [.. kinds.Select(kind => kind.Name)];
        ThroughputTables.Print(report, set, names, cells, ValueSize);
        ThroughputTables.Print(report, set, names, Sets, ValueSizeWhenFull);
        Bar[] bars = [.. Bars(set).Where(bar => !bar.Ratios.Values.Any(double.IsNaN))];
        report.Print("bars", Bar.Table(bars));
        report.Add("bars", bars);
        report.Add("samples", set.Samples);
        report.Finish();
    }

    private static IEnumerable<Bar> Bars(SampleSet set)
    {
        string adaptive = ContenderKind.CacheCoreSpan.Name;
        string flat = ContenderKind.CacheCoreLru.Name;
        return
        [
            Bar.Beside("gets that hit, four cells", adaptive, flat, Floor, Aim, set, Gets, ValueSize),
            Bar.Beside("sets that overwrite, four cells", adaptive, flat, Floor, Aim, set, Sets, ValueSize),
            Bar.Beside("sets of a full store, half of whose keys are new, four cells", adaptive, flat, Floor, Aim, set, Sets,
                ValueSizeWhenFull),
        ];
    }
}
