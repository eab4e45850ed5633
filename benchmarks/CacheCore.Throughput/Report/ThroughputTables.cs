using CacheCore.Throughput.Harness;

namespace CacheCore.Throughput.Report;

/// <summary>The tables of a throughput run: one row a cell, one column a contender.</summary>
internal static class ThroughputTables
{
    private const double WorthTelling = 0.1;

    public static void Print(RunReport report, SampleSet set, IReadOnlyList<string> contenders, IReadOnlyList<Cell> cells, int valueSize)
    {
        Print("million operations/s by the wall clock, median", (name, cell) => Text.Fixed(set.Throughput(name, cell, valueSize) / 1e6, 2));
        Print("thread processor time, ns/operation, median", (name, cell) => Text.Fixed(set.CpuNanoseconds(name, cell, valueSize), 0));
        Print("lowest to highest round over the median", (name, cell) => Spread(set.Spread(name, cell, valueSize)));
        foreach (Cell cell in cells)
        {
            foreach (string name in contenders.Where(name => set.MissPercent(name, cell, valueSize) > WorthTelling))
            {
                report.Print(
                    $"note: {name} missed {Text.Fixed(set.MissPercent(name, cell, valueSize), 1)} % of its "
                        + $"operations in {cell}, {valueSize} B");
            }
        }

        void Print(string what, Func<string, Cell, string> figure)
        {
            Table table = new(["cell", .. contenders]);
            foreach (Cell cell in cells)
            {
                table.Add([cell.ToString(), .. contenders.Select(name => figure(name, cell))]);
            }

            report.Print($"{valueSize} B values: {what}", table);
        }
    }

    private static string Spread((double Low, double High) spread) =>
        double.IsNaN(spread.Low) ? "-" : $"{Text.Fixed(spread.Low, 2)}-{Text.Fixed(spread.High, 2)}";
}
