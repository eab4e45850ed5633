using CacheCore.StressTests.Harness;

namespace CacheCore.StressTests;

/// <summary>Everything at once, for long: all verbs, eight threads, and never enough memory.</summary>
[Stress]
public class MainStressTests
{
    /// <summary>Two thirds of the time with room for the hot keys, a third with room for next to nothing.</summary>
    [TestCase(24, 0.65)]
    [TestCase(2, 0.35)]
    public void Everything_at_once(int mebibytes, double share)
    {
        using var mixture = new Mixture(mebibytes * Stores.MiB);
        mixture.Run(StressTime.Main * share);
    }
}
