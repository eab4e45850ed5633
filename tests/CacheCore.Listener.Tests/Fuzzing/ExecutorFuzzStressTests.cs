namespace CacheCore.Listener.Tests.Fuzzing;

/// <summary>
/// Bent streams for as long as <see cref="StressTime.Fuzz"/> says, others each time; what is kept on the managed heap
/// does not grow with them.
/// </summary>
[Stress]
internal sealed class ExecutorFuzzStressTests
{
    private const long MostGrowth = 64 << 20;

    [TestCase(false)]
    [TestCase(true)]
    public void No_stream_breaks_the_executor(bool isBinary)
    {
        int seed = Random.Shared.Next();
        TestContext.Out.WriteLine($"seed {seed}");
        using ExecutorFuzz fuzz = new(isBinary);
        fuzz.Run(streams: 500, seed);
        long before = GC.GetTotalMemory(forceFullCollection: true);

        fuzz.Run(StressTime.Fuzz, seed);

        long growth = GC.GetTotalMemory(forceFullCollection: true) - before;
        TestContext.Out.WriteLine($"{fuzz.Streams} streams, {growth >> 10} KiB more on the heap");
        Assert.That(growth, Is.LessThan(MostGrowth));
        Assert.That(fuzz.Streams, Is.GreaterThan(500));
    }
}
