namespace CacheCore.Protocol.Tests.Fuzzing;

/// <summary>A few seconds of bent streams at each test run, the same ones each time.</summary>
internal sealed class FuzzTests
{
    private const int Seed = 1;
    private const int Streams = 600;

    [Test]
    public void Text_is_read_the_same_however_it_is_cut_up()
    {
        FuzzRun run = new(isBinary: false);

        run.Run(Streams, Seed);

        Assert.That(run.Text.Seen, Has.Count.GreaterThan(80), "the streams reach most of what can be said and be wrong");
    }

    [Test]
    public void Binary_is_read_the_same_however_it_is_cut_up()
    {
        FuzzRun run = new(isBinary: true);

        run.Run(Streams, Seed);

        Assert.That(run.Binary.Seen, Has.Count.GreaterThan(40), "the streams reach most of what can be said and be wrong");
    }
}
