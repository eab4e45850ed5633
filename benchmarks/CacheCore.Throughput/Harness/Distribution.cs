namespace CacheCore.Throughput.Harness;

/// <summary>How keys are chosen.</summary>
internal enum Distribution
{
    /// <summary>Zipf with exponent 0.99, ranks scattered over the keys.</summary>
    Zipf,

    /// <summary>Each key as likely as any other.</summary>
    Uniform,

    /// <summary>A thousand keys, scattered over all, each as likely as any other.</summary>
    Hot1000,

    /// <summary>The same key always.</summary>
    OneKey,
}
