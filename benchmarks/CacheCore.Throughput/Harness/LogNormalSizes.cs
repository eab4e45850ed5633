namespace CacheCore.Throughput.Harness;

/// <summary>
/// Draws value sizes as caches see them, most small and a few very large: log-normal with a median of 300 bytes and sigma 1, nothing
/// below 50 bytes or above 100 kB.
/// </summary>
internal sealed class LogNormalSizes(Random random)
{
    public const int Smallest = 50;
    public const int Largest = 100_000;

    private const double Median = 300;

    /// <summary>By the method of Box and Muller.</summary>
    public int Next()
    {
        double normal = Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
        return (int)Math.Clamp(Median * Math.Exp(normal), Smallest, Largest);
    }
}
