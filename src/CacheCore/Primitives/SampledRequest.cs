namespace CacheCore.Primitives;

/// <summary>A request that the tuner of the adaptive policy is told of.</summary>
internal readonly record struct SampledRequest(ulong Hash, SampledKind Kind);

/// <summary>What a sampled request was, and what came of it.</summary>
internal enum SampledKind : byte
{
    /// <summary>A new item.</summary>
    Write,

    /// <summary>A new value for an item that was there.</summary>
    Rewrite,

    /// <summary>A read that found nothing.</summary>
    Miss,

    /// <summary>The first read of a value.</summary>
    FirstHit,

    /// <summary>A later one.</summary>
    Hit,
}
