using CacheCore.Throughput.Harness;
using CacheCore.Throughput.Report;

namespace CacheCore.Throughput.Suites;

/// <summary>A figure to reach: the geometric mean of ratios over cells, none of them far below it.</summary>
/// <param name="What">The row as the table names it.</param>
/// <param name="Floor">The bar.</param>
/// <param name="Aim">What is hoped for.</param>
/// <param name="Ratios">The ratio of each cell, by its name.</param>
internal sealed record Bar(string What, double Floor, double Aim, IReadOnlyDictionary<string, double> Ratios)
{
    /// <summary>The share of the bar that every single cell must reach.</summary>
    private const double WorstCellShare = 0.85;

    public double Measured => Statistics.GeometricMean([.. Ratios.Values]);

    public double Worst => Ratios.Values.Min();

    public double WorstAllowed => Floor * WorstCellShare;

    public bool Reached => Measured >= Floor && Worst >= WorstAllowed;

    /// <summary>Ours beside a peer's throughput over some cells.</summary>
    public static Bar Beside(
        string what, string ours, string peer, double floor, double aim, SampleSet set, IReadOnlyList<Cell> cells, int valueSize) =>
        new($"{what}, beside {peer}", floor, aim, cells.ToDictionary(
            cell => cell.ToString(), cell => set.Ratio(ours, peer, cell, valueSize)));

    /// <summary>Two threads' throughput beside one thread's.</summary>
    public static Bar Scaling(string what, string ours, double floor, double aim, SampleSet set, Cell one, Cell two, int valueSize) =>
        new(what, floor, aim, new Dictionary<string, double>
        {
            [two.ToString()] = set.Throughput(ours, two, valueSize) / set.Throughput(ours, one, valueSize),
        });

    public static Table Table(IEnumerable<Bar> bars)
    {
        Table table = new("figure", "measured", "bar", "aim", "worst cell", "allowed", "at", "verdict", "aim met");
        foreach (Bar bar in bars)
        {
            table.Add(
                bar.What, Text.Times(bar.Measured), Text.Times(bar.Floor), Text.Times(bar.Aim), Text.Times(bar.Worst),
                Text.Times(bar.WorstAllowed),
                bar.Ratios.MinBy(pair => pair.Value).Key, bar.Reached ? "PASS" : "SHORT", bar.Measured >= bar.Aim ? "yes" : "no");
        }

        return table;
    }
}
