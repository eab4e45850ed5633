using System.Text;
using CacheCore.HitRate.Contenders;
using CacheCore.Throughput.Report;

namespace CacheCore.HitRate.Report;

/// <summary>A comparison as Markdown: every cell, then what it comes to for each contender.</summary>
internal static class ComparisonTables
{
    public static string Of(IReadOnlyList<CellResult> cells, IReadOnlyList<Contender> contenders, int seeds)
    {
        StringBuilder text = new();
        text.AppendLine($"Hit ratio in percent{(seeds > 1 ? $", CacheCore's the median of {seeds} hash seeds" : string.Empty)}.")
            .AppendLine();
        text.Append(Cells(cells, contenders)).AppendLine().Append(Summary(cells, contenders));
        foreach (string note in Notes(cells, contenders))
        {
            text.AppendLine().AppendLine(note);
        }

        return text.ToString();
    }

    private static Table Cells(IReadOnlyList<CellResult> cells, IReadOnlyList<Contender> contenders)
    {
        Table table = new(["trace", "items", .. contenders.Select(contender => contender.Name)]);
        foreach (CellResult cell in cells)
        {
            table.Add([cell.Trace, Text.Whole(cell.Items), .. contenders.Select(contender => Text.Fixed(cell.Percent(contender), 1))]);
        }

        return table;
    }

    /// <summary>The gap is what lies between LRU and the optimum, all cells together.</summary>
    private static Table Summary(IReadOnlyList<CellResult> cells, IReadOnlyList<Contender> contenders)
    {
        bool hasBase = contenders.Contains(Contender.Lru);
        double gap = hasBase && contenders.Contains(Contender.Optimum) ? Mean(cell => cell.GainOver(Contender.Optimum, Contender.Lru)) : 0;
        Table table = new("contender", "mean", "points above lru", "best / worst cell above lru", "gap closed %");
        foreach (Contender contender in contenders)
        {
            double mean = Mean(cell => cell.Percent(contender));
            if (hasBase)
            {
                double[] gains = [.. cells.Select(cell => cell.GainOver(contender, Contender.Lru))];
                double gain = gains.Average();
                table.Add(
                    contender.Name, Text.Fixed(mean, 2), Signed(gain, 2), $"{Signed(gains.Max(), 1)} / {Signed(gains.Min(), 1)}",
                    gap > 0 ? Signed(100 * gain / gap, 1) : "-");
            }
            else
            {
                table.Add(contender.Name, Text.Fixed(mean, 2), "-", "-", "-");
            }
        }

        return table;

        double Mean(Func<CellResult, double> figure) => cells.Average(figure);
    }

    /// <summary>Rounded first: what rounds to nothing has no sign.</summary>
    private static string Signed(double figure, int digits) => Text.Fixed(Math.Round(figure, digits) + 0.0, digits);

    /// <summary>Whoever holds more than there is room for has an advantage.</summary>
    private static IEnumerable<string> Notes(IReadOnlyList<CellResult> cells, IReadOnlyList<Contender> contenders)
    {
        foreach (Contender contender in contenders)
        {
            (long Held, CellResult Cell) worst = cells
                .Select(cell => (Held: cell.Runs[contender.Name].Max(run => run.MostItems), Cell: cell))
                .MaxBy(pair => (double)pair.Held / pair.Cell.Items);
            if (worst.Held > worst.Cell.Items)
            {
                yield return $"note: {contender.Name} held up to {Text.Whole(worst.Held)} items in a cache of "
                    + $"{Text.Whole(worst.Cell.Items)} ({worst.Cell.Trace}).";
            }
        }
    }
}
