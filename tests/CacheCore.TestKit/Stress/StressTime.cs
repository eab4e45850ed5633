using System.Globalization;

namespace CacheCore.TestKit;

/// <summary>How long tests run. An environment variable, or a test parameter of the same name, says otherwise.</summary>
internal static class StressTime
{
    /// <summary>The main stress test: <c>CACHECORE_STRESS_SECONDS</c>, else a minute.</summary>
    public static TimeSpan Main => Seconds("CACHECORE_STRESS_SECONDS", 60);

    /// <summary>A test of one rule: <c>CACHECORE_STRESS_RULE_SECONDS</c>, else two seconds.</summary>
    public static TimeSpan Rule => Seconds("CACHECORE_STRESS_RULE_SECONDS", 2);

    /// <summary>Streams made at random: <c>CACHECORE_FUZZ_SECONDS</c>, else ten seconds.</summary>
    public static TimeSpan Fuzz => Seconds("CACHECORE_FUZZ_SECONDS", 10);

    private static TimeSpan Seconds(string name, double usual)
    {
        string? text = TestContext.Parameters.Get(name) ?? Environment.GetEnvironmentVariable(name);
        return TimeSpan.FromSeconds(string.IsNullOrEmpty(text) ? usual : double.Parse(text, CultureInfo.InvariantCulture));
    }
}
