namespace CacheCore.HitRate.Traces;

/// <summary>How a trace file writes the number of an object, little-endian in either case.</summary>
internal enum TraceFormat
{
    /// <summary>4 bytes a request.</summary>
    U32,

    /// <summary>8 bytes a request.</summary>
    U64,
}
