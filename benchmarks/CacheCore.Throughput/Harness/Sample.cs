namespace CacheCore.Throughput.Harness;

/// <summary>What one contender did in one cell of one round.</summary>
/// <param name="Contender">Who.</param>
/// <param name="Cell">What was measured.</param>
/// <param name="ValueSize">Bytes of each value.</param>
/// <param name="Round">The round, from 1.</param>
/// <param name="OperationsPerSecond">All threads together, by the wall clock.</param>
/// <param name="CpuNanoseconds">Processor time of the measuring threads for one operation; null where the platform does not tell.</param>
/// <param name="MissPercent">Share of the operations that were reads without a hit.</param>
internal sealed record Sample(
    string Contender, string Cell, int ValueSize, int Round, double OperationsPerSecond, double? CpuNanoseconds, double MissPercent);
