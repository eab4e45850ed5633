using Microsoft.Extensions.Caching.Memory;

namespace CacheCore.Throughput.Contenders;

/// <summary><see cref="MemoryCache"/> with a size limit that counts items. It hands out the stored array itself.</summary>
internal readonly struct MemoryCacheSized(MemoryCache cache, MemoryCacheEntryOptions entry) : ICacheOps<MemoryCacheSized>
{
    public static string Name => "memory-cache";

    public long? Count => cache.Count;

    public static MemoryCacheSized Create(CacheSetup setup) =>
        new(new MemoryCache(new MemoryCacheOptions { SizeLimit = setup.ItemsToHold }), new MemoryCacheEntryOptions { Size = 1 });

    public ReadOnlySpan<byte> Get(string key, Span<byte> scratch) =>
        cache.TryGetValue(key, out object? value) ? (byte[]?)value : default;

    public void Set(string key, byte[] value) => cache.Set(key, value.AsSpan().ToArray(), entry);

    public void Dispose() => cache.Dispose();
}
