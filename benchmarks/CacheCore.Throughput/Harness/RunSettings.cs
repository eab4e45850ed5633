namespace CacheCore.Throughput.Harness;

/// <summary>How long and how often each cell runs.</summary>
/// <param name="Items">Items that every contender holds.</param>
/// <param name="Rounds">Interleaved rounds; medians are taken over them.</param>
/// <param name="Warmup">Time before counting begins, in each cell.</param>
/// <param name="Measure">Time that counts.</param>
/// <param name="KeysAhead">True: keys are made a batch at a time before the operations, not each when it is needed.</param>
/// <param name="Isolate">True: a contender is filled for its own cells alone and dropped after them.</param>
internal sealed record RunSettings(int Items, int Rounds, TimeSpan Warmup, TimeSpan Measure, bool Isolate, bool KeysAhead = false)
{
    public TimeSpan CellTime => Warmup + Measure;
}
