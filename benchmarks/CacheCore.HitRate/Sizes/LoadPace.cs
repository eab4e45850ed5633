namespace CacheCore.HitRate.Sizes;

/// <summary>How time passes for a store under load.</summary>
internal enum LoadPace
{
    /// <summary>A second with each request; maintenance is stepped by hand.</summary>
    SecondARequest,

    /// <summary>
    /// A microsecond with each request, so that a small cache turns over within a second; maintenance is stepped by hand.
    /// </summary>
    MicrosecondARequest,

    /// <summary>The machine's own, as fast as it can; maintenance runs in the background.</summary>
    RealTime,
}
