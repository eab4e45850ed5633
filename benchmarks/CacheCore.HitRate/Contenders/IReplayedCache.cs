namespace CacheCore.HitRate.Contenders;

/// <summary>A cache of a fixed number of items that a trace is replayed through, by one thread.</summary>
internal interface IReplayedCache
{
    /// <summary>Items held now. May take a walk through all of them.</summary>
    long Count { get; }

    /// <summary>Asks for an object, and stores it if it was not there.</summary>
    /// <param name="id">The object's id in the trace. Requests come in the trace's order.</param>
    /// <returns>True if it was there.</returns>
    bool Request(int id);
}
