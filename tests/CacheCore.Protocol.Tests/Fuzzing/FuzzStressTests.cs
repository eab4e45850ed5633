using CacheCore.StressTests;
using CacheCore.StressTests.Harness;

namespace CacheCore.Protocol.Tests.Fuzzing;

/// <summary>Bent streams for as long as <see cref="StressTime.Fuzz"/> says, others each time.</summary>
[Stress]
internal sealed class FuzzStressTests
{
    [TestCase(false)]
    [TestCase(true)]
    public void What_is_read_depends_on_the_bytes_alone(bool isBinary)
    {
        int seed = Random.Shared.Next();
        TestContext.Out.WriteLine($"seed {seed}");

        FuzzRun run = new(isBinary);
        run.Run(StressTime.Fuzz, seed);

        TestContext.Out.WriteLine($"{run.Streams} streams");
        Assert.That(run.Streams, Is.Positive);
    }
}
