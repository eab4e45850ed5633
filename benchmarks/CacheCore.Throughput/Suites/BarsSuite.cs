using System.CommandLine;
using CacheCore.Throughput.Contenders;
using CacheCore.Throughput.Harness;
using CacheCore.Throughput.Report;

namespace CacheCore.Throughput.Suites;

/// <summary>The throughput figures that the project promises, each beside its bar.</summary>
internal static class BarsSuite
{
    private const int ValueSize = 100;

    private static readonly Cell[] Gets = Cell.Four(100);
    private static readonly Cell[] Mixed = Cell.Four(50);
    private static readonly Cell[] HotSet = [new(Distribution.Hot1000, 100, 1), new(Distribution.Hot1000, 100, 2)];

    private static readonly ContenderKind[] Usual =
    [
        ContenderKind.Harness, ContenderKind.CacheCoreSpan, ContenderKind.CacheCoreDistributed, ContenderKind.MemoryDistributed,
        ContenderKind.BitFasterLru,
    ];

    public static Command Command()
    {
        CommonOptions options = new();
        Command command = new(
            "bars", "The promised ratios: get and get/set beside MemoryDistributedCache and ConcurrentLru, the hot set, one hot key");
        options.AddTo(command);
        command.SetAction(parsed => Run(options, parsed));
        return command;
    }

    private static void Run(CommonOptions options, ParseResult parsed)
    {
        RunSettings settings = options.Settings(parsed);
        IReadOnlyList<ContenderKind> kinds = options.Contenders(parsed, Usual);
        Cell[] oneKey = [OneKey(95, 1), OneKey(95, 2), OneKey(99, 1), OneKey(99, 2)];
        Cell[] cells = [.. Gets, .. Mixed, .. HotSet, .. oneKey];
        int steps = InterleavedRun.CountCells(kinds, cells, settings.Rounds);
        RunReport report = new("bars", settings, options.Json(parsed));
        InterleavedRun run = new(settings, new Progress(steps, settings.CellTime * 1.3), options.Seed(parsed));
        SampleSet set = new(run.Run(kinds, cells, ValueSize));

        ThroughputTables.Print(report, set, [.. kinds.Select(kind => kind.Name)], cells, ValueSize);

        // A ratio is no number only where --contenders left one of the two out.
        Bar[] bars = [.. Bars(set).Where(bar => !bar.Ratios.Values.Any(double.IsNaN))];
        report.Print("bars", Bar.Table(bars));
        report.Add("bars", bars);
        report.Add("samples", set.Samples);
        report.Finish();
    }

    private static IEnumerable<Bar> Bars(SampleSet set)
    {
        string span = ContenderKind.CacheCoreSpan.Name;
        string distributed = ContenderKind.CacheCoreDistributed.Name;
        string memory = ContenderKind.MemoryDistributed.Name;
        string lru = ContenderKind.BitFasterLru.Name;
        return
        [
            Bar.Beside("IDistributedCache.Get, four cells", distributed, memory, 2.0, 3.0, set, Gets, ValueSize),
            Bar.Beside("IDistributedCache.Get, four cells", distributed, lru, 1.5, 2.0, set, Gets, ValueSize),
            Bar.Beside("get into a span, four cells", span, memory, 2.2, 3.3, set, Gets, ValueSize),
            Bar.Beside("get into a span, four cells", span, lru, 1.7, 2.3, set, Gets, ValueSize),
            Bar.Beside("50/50 through IDistributedCache, four cells", distributed, memory, 3.5, 6.0, set, Mixed, ValueSize),
            Bar.Beside("50/50 through IDistributedCache, four cells", distributed, lru, 3.2, 5.0, set, Mixed, ValueSize),
            Bar.Beside("hot set of 1,000 keys, IDistributedCache.Get", distributed, memory, 0.9, 1.0, set, HotSet, ValueSize),
            Bar.Beside("hot set of 1,000 keys, get into a span", span, memory, 1.2, 1.5, set, HotSet, ValueSize),
            Bar.Scaling("one hot key 95/5 into a span, 1 to 2 threads", span, 1.3, 1.6, set, OneKey(95, 1), OneKey(95, 2), ValueSize),
            Bar.Scaling("one hot key 99/1 into a span, 1 to 2 threads", span, 1.6, 1.9, set, OneKey(99, 1), OneKey(99, 2), ValueSize),
        ];
    }

    private static Cell OneKey(int getPercent, int threads) => new(Distribution.OneKey, getPercent, threads);
}
