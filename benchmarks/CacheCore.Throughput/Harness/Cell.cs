namespace CacheCore.Throughput.Harness;

/// <summary>One thing to measure: how keys are chosen, the share of reads, and the number of threads.</summary>
internal sealed record Cell(Distribution Distribution, int GetPercent, int Threads)
{
    /// <summary>Zipf and uniform keys, each with one thread and with two.</summary>
    public static Cell[] Four(int getPercent) =>
    [
        new(Distribution.Zipf, getPercent, 1), new(Distribution.Zipf, getPercent, 2),
        new(Distribution.Uniform, getPercent, 1), new(Distribution.Uniform, getPercent, 2),
    ];

    public override string ToString() => $"{Distribution.ToString().ToLowerInvariant()} {GetPercent}/{100 - GetPercent} {Threads}t";
}
