namespace CacheCore.Listener.Tests.Fuzzing;

/// <summary>Some bent streams at each test run, the same ones each time.</summary>
internal sealed class ExecutorFuzzTests
{
    private const int Seed = 1;
    private const int Streams = 1500;

    [TestCase(false)]
    [TestCase(true)]
    public void No_stream_breaks_the_executor(bool isBinary)
    {
        using ExecutorFuzz fuzz = new(isBinary);
        fuzz.Run(Streams, Seed);

        Assert.That(fuzz.Streams, Is.EqualTo(Streams));
    }
}
