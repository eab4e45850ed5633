using CacheCore.StressTests.Harness;

namespace CacheCore.StressTests;

/// <summary>The main stress test for every <c>dotnet test</c>, so short that nobody minds.</summary>
public class ShortStressTests
{
    [TestCase(24)]
    [TestCase(2)]
    public void Everything_at_once_for_a_moment(int mebibytes)
    {
        using var mixture = new Mixture(mebibytes * Stores.MiB);
        mixture.Run(TimeSpan.FromSeconds(1.5));
    }
}
