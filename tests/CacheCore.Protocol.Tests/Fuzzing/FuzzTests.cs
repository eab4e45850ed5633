namespace CacheCore.Protocol.Tests.Fuzzing;

/// <summary>A few seconds of bent streams at each test run, the same ones each time.</summary>
internal sealed class FuzzTests
{
    private const int Seed = 1;
    private const int Streams = 600;

    [Test]
    public void What_is_read_is_the_same_however_it_is_cut_up([ValueSource(typeof(Dialect), nameof(Dialect.All))] Dialect dialect)
    {
        FuzzRun run = new(dialect);

        run.Run(Streams, Seed);

        Assert.That(run.Seen, Is.GreaterThan(dialect.Least), "the streams reach most of what can be said and be wrong");
    }
}
