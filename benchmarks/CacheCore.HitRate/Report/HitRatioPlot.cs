using System.Globalization;
using CacheCore.HitRate.Contenders;
using ScottPlot;
using ScottPlot.MultiplotLayouts;
using ScottPlot.Plottables;

namespace CacheCore.HitRate.Report;

/// <summary>
/// A comparison as a picture: for each trace one field, points above exact LRU over capacity, a line for each contender. Hit ratios
/// themselves would lie in one thick line. The optimum is left out where LRU can be measured by: it is far above all that
/// has to be told apart.
/// </summary>
internal static class HitRatioPlot
{
    public const int FieldWidth = 760;
    public const int FieldHeight = 440;

    private const int MostColumns = 2;
    private const float OurWidth = 3;
    private const float TheirWidth = 1.5f;

    public static void Save(IReadOnlyList<CellResult> cells, IReadOnlyList<Contender> contenders, string path)
    {
        bool hasBase = contenders.Contains(Contender.Lru);
        IReadOnlyList<Contender> lines = hasBase ? [.. contenders.Where(contender => contender != Contender.Optimum)] : contenders;
        IGrouping<string, CellResult>[] fields = [.. cells.GroupBy(cell => cell.Trace)];
        int columns = Math.Min(MostColumns, fields.Length);
        int rows = (fields.Length + columns - 1) / columns;
        Multiplot picture = new() { Layout = new Grid(rows, columns) };
        picture.AddPlots(fields.Length);
        for (int field = 0; field < fields.Length; field++)
        {
            Draw(picture.GetPlot(field), fields[field].Key, [.. fields[field].OrderBy(cell => cell.Items)], lines, hasBase);
        }

        _ = picture.SavePng(path, FieldWidth * columns, FieldHeight * rows);
    }

    private static void Draw(Plot plot, string trace, IReadOnlyList<CellResult> cells, IReadOnlyList<Contender> contenders, bool hasBase)
    {
        double[] places = [.. cells.Select(cell => Math.Log(cell.Items))];
        foreach (Contender contender in contenders)
        {
            Scatter line = plot.Add.Scatter(
                places, cells.Select(cell => hasBase ? cell.GainOver(contender, Contender.Lru) : cell.Percent(contender)).ToArray());
            line.LegendText = contender.Name;
            line.LineWidth = contender.IsOurs ? OurWidth : TheirWidth;
            line.LinePattern = contender.IsOurs ? LinePattern.Solid : LinePattern.Dashed;
        }

        plot.Axes.Bottom.SetTicks(places, [.. cells.Select(cell => cell.Items.ToString("N0", CultureInfo.InvariantCulture))]);
        plot.Title(trace);
        plot.XLabel("items");
        plot.YLabel(hasBase ? "hit ratio, points above LRU" : "hit ratio, %");
        _ = plot.ShowLegend(Edge.Right);
    }
}
