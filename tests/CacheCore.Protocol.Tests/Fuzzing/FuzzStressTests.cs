namespace CacheCore.Protocol.Tests.Fuzzing;

/// <summary>Bent streams for as long as <see cref="StressTime.Fuzz"/> says, others each time.</summary>
[Stress]
internal sealed class FuzzStressTests
{
    [Test]
    public void What_is_read_depends_on_the_bytes_alone([ValueSource(typeof(Dialect), nameof(Dialect.All))] Dialect dialect)
    {
        int seed = Random.Shared.Next();
        TestContext.Out.WriteLine($"seed {seed}");

        FuzzRun run = new(dialect);
        run.Run(StressTime.Fuzz, seed);

        TestContext.Out.WriteLine($"{run.Streams} streams, {run.Seen} different things");
        Assert.That(run.Streams, Is.Positive);
    }
}
