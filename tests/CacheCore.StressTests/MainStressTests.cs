using CacheCore.StressTests.Harness;

namespace CacheCore.StressTests;

/// <summary>Everything at once, for long: all verbs, eight threads, and never enough memory.</summary>
[Stress]
public class MainStressTests
{
    /// <summary>
    /// A minute for the policy that stores have unless told otherwise, a quarter of one for each of the others; two thirds of each with
    /// room for the hot keys, a third with room for next to nothing.
    /// </summary>
    [TestCase(EvictionPolicy.Adaptive, 24, 0.65)]
    [TestCase(EvictionPolicy.Adaptive, 2, 0.35)]
    [TestCase(EvictionPolicy.Segmented, 24, 0.17)]
    [TestCase(EvictionPolicy.Segmented, 2, 0.08)]
    [TestCase(EvictionPolicy.Lru, 24, 0.17)]
    [TestCase(EvictionPolicy.Lru, 2, 0.08)]
    public void Everything_at_once(EvictionPolicy policy, int mebibytes, double share)
    {
        using var mixture = new Mixture(mebibytes * Stores.MiB, policy);
        mixture.Run(StressTime.Main * share);
    }
}
