using System.CommandLine;
using System.Globalization;
using CacheCore.HitRate.Contenders;
using CacheCore.HitRate.Report;
using CacheCore.HitRate.Traces;
using CacheCore.Throughput.Harness;

namespace CacheCore.HitRate.Commands;

/// <summary>All traces of a folder, in several sizes, through every contender.</summary>
internal static class CompareCommand
{
    private const string UsualSizes = "0.01,0.05,0.1,0.2";
    private static readonly char[] Separators = [',', ' '];
    private static readonly TimeSpan FirstGuess = TimeSpan.FromSeconds(1);

    public static Command Create()
    {
        Argument<DirectoryInfo> folder = new("folder") { Description = "Traces: NAME.u32 and NAME.u64, with or without .gz behind it" };
        Option<string> sizes = new("--sizes")
        {
            Description = "Capacities, as shares of a trace's objects",
            DefaultValueFactory = _ => UsualSizes,
        };
        Option<string?> items = new("--items") { Description = "Capacities in items, the same for every trace, in place of --sizes" };
        Option<string?> contenders = new("--contenders")
        {
            Description = "Comma-separated names, in place of all: " + string.Join(", ", Contender.All.Select(contender => contender.Name)),
        };
        Option<int> seeds = new("--seeds")
        {
            Description = "Runs of CacheCore for each cell; the median counts",
            DefaultValueFactory = _ => 1,
        };
        Option<DirectoryInfo> output = new("--output")
        {
            Description = "Folder for the table and the plot",
            DefaultValueFactory = _ => new DirectoryInfo(Path.Combine("artifacts", "hit-ratio")),
        };
        Option<string?> json = new("--json")
        {
            Description = "Write all runs as JSON to this file; - = standard output, and the tables go to standard error",
        };
        Refuse(sizes, text => Shares(text).All(share => share is > 0 and <= 1), "shares above 0 and up to 1");
        Refuse(items, text => Counts(text).All(count => count >= Contender.MinItems), $"whole numbers from {Contender.MinItems}");
        Refuse(
            contenders,
            text => Names(text).All(name => Contender.All.Any(contender => contender.Name == name)),
            "names from the list in --help");
        Limits.AtLeast(seeds, 1);

        Command command = new(
            "compare", "Hit ratios of CacheCore, its peers and reference policies over a folder of traces, as a table and a plot")
        {
            folder, sizes, items, contenders, seeds, output, json,
        };
        command.SetAction(parsed => Failures.Tell(() =>
        {
            string[]? names = parsed.GetValue(contenders) is { } chosen ? Names(chosen) : null;
            IReadOnlyList<Contender> columns = [.. Contender.All.Where(contender => names?.Contains(contender.Name) ?? true)];
            IReadOnlyList<int>? counts = parsed.GetValue(items) is { } list ? [.. Counts(list)] : null;
            IReadOnlyList<decimal> shares = [.. Shares(parsed.GetRequiredValue(sizes))];
            int runs = parsed.GetValue(seeds);
            IReadOnlyList<CellResult> cells = Run(
                parsed.GetRequiredValue(folder).FullName, columns, trace => counts ?? [.. shares.Select(share => ItemsFor(share, trace))],
                (counts?.Count ?? shares.Count) * columns.Count, runs);
            new ComparisonReport(cells, columns, runs).Write(parsed.GetRequiredValue(output).FullName, parsed.GetValue(json));
        }));
        return command;
    }

    private static List<CellResult> Run(
        string folder, IReadOnlyList<Contender> contenders, Func<Trace, IReadOnlyList<int>> itemsFor, int stepsPerTrace, int seeds)
    {
        IReadOnlyList<string> files = TraceFile.In(folder);
        if (files.Count == 0)
        {
            throw new FileNotFoundException($"{folder} holds no traces: files named .u32 or .u64, with or without .gz behind it.");
        }

        Progress progress = new(files.Count * stepsPerTrace, FirstGuess);
        List<CellResult> cells = [];
        foreach (string file in files)
        {
            Trace trace = TraceFile.Read(file);
            foreach (int items in itemsFor(trace))
            {
                Dictionary<string, IReadOnlyList<Replay>> runs = [];
                foreach (Contender contender in contenders)
                {
                    progress.Step($"{trace.Name}, {items} items: {contender.Name}");
                    runs.Add(contender.Name, Replay.RunSeeds(trace, contender, items, seeds));
                }

                cells.Add(new CellResult(trace.Name, trace.Objects, items, runs));
            }
        }

        return cells;
    }

    private static int ItemsFor(decimal share, Trace trace) => Math.Max(Contender.MinItems, (int)(share * trace.Objects));

    private static void Refuse(Option option, Func<string, bool> isGood, string wanted) =>
        option.Validators.Add(result =>
        {
            string text = string.Concat(result.Tokens.Select(token => token.Value));
            if (result.Tokens.Count > 0 && (Names(text).Length == 0 || !isGood(text)))
            {
                result.AddError($"{option.Name} takes {wanted}, separated by commas.");
            }
        });

    /// <summary>What is not a number comes out as 0, which no option takes.</summary>
    private static IEnumerable<decimal> Shares(string text) =>
        Names(text).Select(
            part => decimal.TryParse(part, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out decimal share) ? share : 0);

    private static IEnumerable<int> Counts(string text) =>
        Names(text).Select(part => int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out int count) ? count : 0);

    private static string[] Names(string text) => text.Split(Separators, StringSplitOptions.RemoveEmptyEntries);
}
