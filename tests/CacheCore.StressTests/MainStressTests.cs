using CacheCore.StressTests.Harness;

namespace CacheCore.StressTests;

/// <summary>Everything at once, for long: all verbs, eight threads, and never enough memory.</summary>
[Stress]
public class MainStressTests
{
    /// <summary>
    /// With room for the hot keys a minute for the policy that stores have unless told otherwise, and a sixth of one for each of the
    /// others; then with room for next to nothing.
    /// </summary>
    [TestCase(EvictionPolicy.Adaptive, 24, 1)]
    [TestCase(EvictionPolicy.Adaptive, 2, 0.35)]
    [TestCase(EvictionPolicy.Segmented, 24, 0.17)]
    [TestCase(EvictionPolicy.Segmented, 2, 0.08)]
    [TestCase(EvictionPolicy.Lru, 24, 0.17)]
    [TestCase(EvictionPolicy.Lru, 2, 0.08)]
    [TestCase(EvictionPolicy.Sieve, 2, 0.08)]
    public void Everything_at_once(EvictionPolicy policy, int mebibytes, double share)
    {
        using var mixture = new Mixture(mebibytes * Stores.MiB, policy);
        mixture.Run(StressTime.Main * share);
    }
}
