namespace CacheCore.Protocol.Tests.Pairs;

/// <summary>A million messages of each sort, others each time.</summary>
[Stress]
internal sealed class PairStressTests
{
    private const int Messages = 1_000_000;

    [Test]
    public void What_one_half_writes_the_other_reads([ValueSource(typeof(Pair), nameof(Pair.All))] Pair pair)
    {
        int seed = Random.Shared.Next();
        TestContext.Out.WriteLine($"seed {seed}, {Messages} messages");

        Assert.DoesNotThrow(() => PairRun.Run(pair, Messages, seed));
    }
}
