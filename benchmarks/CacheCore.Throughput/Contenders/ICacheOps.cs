namespace CacheCore.Throughput.Contenders;

/// <summary>
/// What a cache must do to be measured. Implementations are structs so that each gets its own compiled loop:
/// with one shared loop and a virtual call, the profile of whoever runs first would decide what is inlined.
/// </summary>
internal interface ICacheOps<TSelf> : IDisposable
    where TSelf : struct, ICacheOps<TSelf>
{
    /// <summary>The name used by <c>--contenders</c> and in tables.</summary>
    static abstract string Name { get; }

    /// <summary>Makes an empty cache able to hold what <paramref name="setup"/> says.</summary>
    static abstract TSelf Create(CacheSetup setup);

    /// <summary>Items held now; null = it does not say.</summary>
    long? Count { get; }

    /// <summary>The value, in <paramref name="scratch"/> or wherever the cache hands it out; empty on a miss.</summary>
    ReadOnlySpan<byte> Get(string key, Span<byte> scratch);

    /// <summary>
    /// Stores the value. The key is a new string that the cache may keep; the array is the harness's own, which
    /// writes it again for the next operation, so a cache that keeps a reference is given a copy.
    /// </summary>
    void Set(string key, byte[] value);
}
