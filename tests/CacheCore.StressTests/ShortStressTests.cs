using CacheCore.StressTests.Harness;

namespace CacheCore.StressTests;

/// <summary>The main stress test for every <c>dotnet test</c>, so short that nobody minds.</summary>
public class ShortStressTests
{
    [TestCase(EvictionPolicy.Adaptive, 24)]
    [TestCase(EvictionPolicy.Adaptive, 2)]
    [TestCase(EvictionPolicy.Segmented, 4)]
    [TestCase(EvictionPolicy.Lru, 4)]
    [TestCase(EvictionPolicy.Sieve, 4)]
    public void Everything_at_once_for_a_moment(EvictionPolicy policy, int mebibytes)
    {
        using var mixture = new Mixture(mebibytes * Stores.MiB, policy);
        mixture.Run(TimeSpan.FromSeconds(1.5));
    }
}
