using CacheCore.Throughput.Harness;

namespace CacheCore.Throughput.Report;

/// <summary>Samples of a run, asked for medians over its rounds.</summary>
internal sealed class SampleSet(IReadOnlyList<Sample> samples)
{
    private readonly ILookup<(string Contender, string Cell, int ValueSize), Sample> _byCell =
        samples.ToLookup(sample => (sample.Contender, sample.Cell, sample.ValueSize));

    public IReadOnlyList<Sample> Samples => samples;

    public double Throughput(string contender, Cell cell, int valueSize) =>
        Statistics.Median(Of(contender, cell, valueSize).Select(sample => sample.OperationsPerSecond));

    public double CpuNanoseconds(string contender, Cell cell, int valueSize) =>
        Statistics.Median(Of(contender, cell, valueSize).Where(sample => sample.CpuNanoseconds is not null).Select(
            sample => sample.CpuNanoseconds!.Value));

    public double MissPercent(string contender, Cell cell, int valueSize) =>
        Statistics.Median(Of(contender, cell, valueSize).Select(sample => sample.MissPercent));

    /// <summary>How many times the peer's throughput ours is, median over median.</summary>
    public double Ratio(string ours, string peer, Cell cell, int valueSize) =>
        Throughput(ours, cell, valueSize) / Throughput(peer, cell, valueSize);

    /// <summary>Lowest and highest throughput over the median: how far to trust a figure.</summary>
    public (double Low, double High) Spread(string contender, Cell cell, int valueSize)
    {
        double median = Throughput(contender, cell, valueSize);
        double[] all = [.. Of(contender, cell, valueSize).Select(sample => sample.OperationsPerSecond)];
        return all.Length == 0 ? (double.NaN, double.NaN) : (all.Min() / median, all.Max() / median);
    }

    private IEnumerable<Sample> Of(string contender, Cell cell, int valueSize) => _byCell[(contender, cell.ToString(), valueSize)];
}
