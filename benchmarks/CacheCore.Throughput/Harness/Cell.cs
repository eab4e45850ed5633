namespace CacheCore.Throughput.Harness;

/// <summary>One thing to measure: how keys are chosen, the share of reads, and the number of threads.</summary>
internal sealed record Cell(Distribution Distribution, int GetPercent, int Threads)
{
    public override string ToString() => $"{Distribution.ToString().ToLowerInvariant()} {GetPercent}/{100 - GetPercent} {Threads}t";
}
