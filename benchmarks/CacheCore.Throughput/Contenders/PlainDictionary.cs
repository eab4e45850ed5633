using System.Collections.Concurrent;

namespace CacheCore.Throughput.Contenders;

/// <summary>A <see cref="ConcurrentDictionary{TKey, TValue}"/>: no limit, no eviction, no expiry. The floor of the managed peers.</summary>
internal readonly struct PlainDictionary(ConcurrentDictionary<string, byte[]> cache) : ICacheOps<PlainDictionary>
{
    public static string Name => "concurrent-dictionary";

    public long? Count => cache.Count;

    public static PlainDictionary Create(CacheSetup setup) => new(new ConcurrentDictionary<string, byte[]>());

    public ReadOnlySpan<byte> Get(string key, Span<byte> scratch) => cache.TryGetValue(key, out byte[]? value) ? value : default;

    public void Set(string key, byte[] value) => cache[key] = value.AsSpan().ToArray();

    public void Dispose() => cache.Clear();
}
