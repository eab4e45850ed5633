namespace CacheCore.Protocol.Tests.Pairs;

/// <summary>What one half of a dialect writes, the other reads back: some of it at each test run, the same each time.</summary>
internal sealed class PairTests
{
    private const int Seed = 1;
    private const int Messages = 3000;

    [Test]
    public void What_one_half_writes_the_other_reads([ValueSource(typeof(Pair), nameof(Pair.All))] Pair pair) =>
        PairRun.Run(pair, Messages, Seed);
}
