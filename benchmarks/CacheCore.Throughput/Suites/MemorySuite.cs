using System.CommandLine;
using System.Globalization;
using CacheCore.Throughput.Contenders;
using CacheCore.Throughput.Harness;
using CacheCore.Throughput.Report;

namespace CacheCore.Throughput.Suites;

/// <summary>Physical memory beyond key and value, by item: each cell in a process of its own.</summary>
internal static class MemorySuite
{
    private const string CellCommandName = "memory-cell";
    private const long Limit = 4L << 30;
    private const double Bar = 60;
    private const double Aim = 54;

    private static readonly Option<string> SizesOption = new("--value-sizes")
    {
        Description = "Bytes of a value, comma-separated",
        DefaultValueFactory = _ => "40,60,80,100,120,140,160,180,200,220,240",
    };

    private static readonly Option<string> ItemsOption = new("--items")
    {
        Description = "Items held, comma-separated",
        DefaultValueFactory = _ => "3000000,4000000,5000000,6000000",
    };
    private static readonly Option<bool> PeersOption = new("--peers")
    {
        Description = "Also MemoryCache, MemoryDistributedCache, ConcurrentLru and ConcurrentDictionary with 1 M items of 100 B",
    };
    private static readonly Option<string?> JsonOption = CommonOptions.JsonOption();
    private static readonly Option<bool> QuickOption = CommonOptions.QuickOption();
    private static readonly Option<string> ContenderOption = new("--contender") { Required = true };
    private static readonly Option<int> CellItemsOption = new("--items") { Required = true };
    private static readonly Option<int> CellValueSizeOption = new("--value-size") { Required = true };

    public static Command Command()
    {
        Command command = new("memory", "Resident memory beyond key and value, for each item")
        {
            SizesOption, ItemsOption, PeersOption, JsonOption, QuickOption,
        };
        command.SetAction(Run);
        return command;
    }

    public static Command CellCommand()
    {
        Command command = new(CellCommandName, "One cell of memory") { ContenderOption, CellItemsOption, CellValueSizeOption };
        command.Hidden = true;
        command.SetAction(parsed => ChildProcess.Answer(Measure(
            ContenderKind.Named(parsed.GetValue(ContenderOption)!), parsed.GetValue(CellItemsOption),
            parsed.GetValue(CellValueSizeOption))));
        return command;
    }

    private static void Run(ParseResult parsed)
    {
        bool quick = parsed.GetValue(QuickOption);
        int[] sizes = quick ? [40, 140, 240] : Numbers(parsed.GetValue(SizesOption)!);
        int[] items = quick ? [100_000, 200_000] : Numbers(parsed.GetValue(ItemsOption)!);
        ContenderKind[] peers = parsed.GetValue(PeersOption)
            ?
            [
                ContenderKind.MemoryCache, ContenderKind.MemoryDistributed, ContenderKind.BitFasterLru,
                ContenderKind.Named("concurrent-dictionary"),
            ]
            : [];
        RunReport report = new("memory", new { sizes, items }, parsed.GetValue(JsonOption));
        Progress progress = new((sizes.Length * items.Length) + peers.Length, TimeSpan.FromSeconds(4));
        List<MemoryCell> cells = [];
        foreach (int size in sizes)
        {
            foreach (int count in items)
            {
                cells.Add(RunCell(ContenderKind.CacheCoreSpan, count, size, progress));
            }
        }

        MemoryCell[] beside = [.. peers.Select(peer => RunCell(peer, quick ? 100_000 : 1_000_000, 100, progress))];
        PrintOurs(report, sizes, items, cells);
        PrintPeers(report, beside);
        report.Add("cells", cells.Concat(beside));
        report.Finish();
    }

    private static MemoryCell RunCell(ContenderKind kind, int items, int valueSize, Progress progress)
    {
        progress.Step($"{kind.Name}  {items:N0} items of {valueSize} B");
        return ChildProcess.Run<MemoryCell>(
            CellCommandName, ContenderOption.Name, kind.Name, CellItemsOption.Name, Argument(items), CellValueSizeOption.Name,
            Argument(valueSize));
    }

    private static MemoryCell Measure(ContenderKind kind, int items, int valueSize)
    {
        const int Trial = 1000;

        // Compiles the paths and starts the threads first, so that they are not counted as memory of the items.
        using (Contender small = kind.Create(new CacheSetup(Trial, valueSize)))
        {
            small.Fill(0, Trial, valueSize);
        }

        long before = ProcessMemory.ResidentAfterCollection();
        using Contender contender = kind.Create(new CacheSetup(items, valueSize) { MemoryLimit = Limit });
        contender.Fill(0, items, valueSize);
        long filled = ProcessMemory.Resident();
        long after = ProcessMemory.ResidentAfterCollection();
        if (contender.Count is { } held && held != items)
        {
            throw new InvalidOperationException($"{kind.Name} holds {held:N0} of {items:N0} items.");
        }

        double payload = valueSize + KeySpace.KeyLength;
        return new MemoryCell(
            kind.Name, items, valueSize, ((after - before) / (double)items) - payload, ((filled - before) / (double)items) - payload);
    }

    private static void PrintOurs(RunReport report, int[] sizes, int[] items, List<MemoryCell> cells)
    {
        Table table = new(["value bytes", .. items.Select(count => Text.Whole(count)), "mean"]);
        foreach (int size in sizes)
        {
            MemoryCell[] row = [.. cells.Where(cell => cell.ValueSize == size)];
            table.Add([$"{size}", .. row.Select(cell => Text.Fixed(cell.Overhead, 1)), Text.Fixed(row.Average(cell => cell.Overhead), 1)]);
        }

        double mean = cells.Average(cell => cell.Overhead);
        table.Add(
        [
            "mean",
            .. items.Select(count => Text.Fixed(cells.Where(cell => cell.Items == count).Average(cell => cell.Overhead), 1)),
            Text.Fixed(mean, 1),
        ]);
        report.Print("bytes beyond key and value for each item, resident, by number of items", table);
        report.Print($"mean {Text.Fixed(mean, 1)}, bar {Text.Fixed(Bar, 0)}, aim {Text.Fixed(Aim, 0)}: {(mean <= Bar ? "PASS" : "SHORT")}");
        report.Add("mean", mean);
    }

    private static void PrintPeers(RunReport report, MemoryCell[] cells)
    {
        if (cells.Length == 0)
        {
            return;
        }

        Table table = new("peer", "items", "value bytes", "beyond key and value", "before the collection");
        foreach (MemoryCell cell in cells)
        {
            table.Add(cell.Contender, Text.Whole(cell.Items), $"{cell.ValueSize}", Text.Fixed(cell.Overhead, 1), Text.Fixed(
                cell.OverheadBeforeCollection, 1));
        }

        report.Print("peers: bytes beyond key and value for each item, resident", table);
    }

    private static int[] Numbers(string list) =>
        [.. CommonOptions.Split(list).Select(text => int.Parse(text, CultureInfo.InvariantCulture))];

    private static string Argument(int value) => value.ToString(CultureInfo.InvariantCulture);
}

/// <summary>What one process found.</summary>
internal sealed record MemoryCell(string Contender, int Items, int ValueSize, double Overhead, double OverheadBeforeCollection);
