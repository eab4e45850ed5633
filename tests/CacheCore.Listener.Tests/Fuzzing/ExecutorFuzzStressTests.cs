using CacheCore.StressTests;

namespace CacheCore.Listener.Tests.Fuzzing;

/// <summary>Bent streams for ten minutes in all, others each time; what is kept on the managed heap does not grow with them.</summary>
[Stress]
internal sealed class ExecutorFuzzStressTests
{
    private const long MostGrowth = 64 << 20;

    private static readonly TimeSpan Time = TimeSpan.FromMinutes(5);

    [TestCase(false)]
    [TestCase(true)]
    public void No_stream_breaks_the_executor(bool isBinary)
    {
        int seed = Random.Shared.Next();
        TestContext.Out.WriteLine($"seed {seed}");
        using ExecutorFuzz fuzz = new(isBinary);
        fuzz.Run(streams: 500, seed);
        long before = GC.GetTotalMemory(forceFullCollection: true);

        fuzz.Run(Time, seed);

        long growth = GC.GetTotalMemory(forceFullCollection: true) - before;
        TestContext.Out.WriteLine($"{fuzz.Streams} streams, {growth >> 10} KiB more on the heap");
        Assert.That(growth, Is.LessThan(MostGrowth));
        Assert.That(fuzz.Streams, Is.GreaterThan(1000));
    }
}
