using Microsoft.Extensions.Caching.Distributed;
using Microsoft.Extensions.Caching.Memory;

namespace CacheCore.Throughput.Contenders;

/// <summary><see cref="MemoryDistributedCache"/>. It hands out the stored array itself.</summary>
internal readonly struct MemoryDistributed(MemoryDistributedCache cache, DistributedCacheEntryOptions entry) : ICacheOps<MemoryDistributed>
{
    public static string Name => "memory-distributed";

    public long? Count => null;

    public static MemoryDistributed Create(CacheSetup setup)
    {
        // Its own limit of 200 MB would drop most of the items. It counts the bytes of values alone.
        MemoryDistributedCacheOptions options = new() { SizeLimit = (long)setup.ItemsToHold * setup.ValueSize };
        return new MemoryDistributed(
            new MemoryDistributedCache(Microsoft.Extensions.Options.Options.Create(options)), new DistributedCacheEntryOptions());
    }

    public ReadOnlySpan<byte> Get(string key, Span<byte> scratch) => cache.Get(key);

    public void Set(string key, byte[] value) => cache.Set(key, value.AsSpan().ToArray(), entry);

    public void Dispose()
    {
        // It has none; the collector takes it.
    }
}
