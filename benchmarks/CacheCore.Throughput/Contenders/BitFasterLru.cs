using BitFaster.Caching.Lru;

namespace CacheCore.Throughput.Contenders;

/// <summary>BitFaster's <see cref="ConcurrentLru{K, V}"/>. It hands out the stored array itself.</summary>
internal readonly struct BitFasterLru(ConcurrentLru<string, byte[]> cache) : ICacheOps<BitFasterLru>
{
    public static string Name => "bitfaster-lru";

    public long? Count => cache.Count;

    public static BitFasterLru Create(CacheSetup setup) => new(new ConcurrentLru<string, byte[]>(setup.ItemsToHold));

    public ReadOnlySpan<byte> Get(string key, Span<byte> scratch) => cache.TryGet(key, out byte[]? value) ? value : default;

    public void Set(string key, byte[] value) => cache.AddOrUpdate(key, value.AsSpan().ToArray());

    public void Dispose() => cache.Clear();
}
