namespace CacheCore.TestKit;

/// <summary>Programs of others that some tests need.</summary>
internal static class Required
{
    /// <summary>Skips the test where something is not installed; on a build server, where everything is installed first, fails
    /// it.</summary>
    public static void IsMissing(string reason)
    {
        if (Environment.GetEnvironmentVariable("CI") == "true")
        {
            Assert.Fail(reason);
        }

        Assert.Ignore(reason);
    }
}
