using CacheCore.StressTests;

namespace CacheCore.Protocol.Tests.Fuzzing;

/// <summary>Bent streams for a minute, others each time.</summary>
[Stress]
internal sealed class FuzzStressTests
{
    private static readonly TimeSpan Time = TimeSpan.FromSeconds(60);

    [TestCase(false)]
    [TestCase(true)]
    public void What_is_read_depends_on_the_bytes_alone(bool isBinary)
    {
        int seed = Random.Shared.Next();
        TestContext.Out.WriteLine($"seed {seed}");

        FuzzRun run = new(isBinary);
        run.Run(Time, seed);

        TestContext.Out.WriteLine($"{run.Streams} streams");
        Assert.That(run.Streams, Is.GreaterThan(1000));
    }
}
