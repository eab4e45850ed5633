using ZiggyCreatures.Caching.Fusion;

namespace CacheCore.Throughput.Contenders;

/// <summary>FusionCache with its memory level alone and no size limit. It hands out the stored array itself.</summary>
internal readonly struct FusionMemory(FusionCache cache) : ICacheOps<FusionMemory>
{
    public static string Name => "fusion-cache";

    public long? Count => null;

    // Its default duration of 30 seconds would empty the cache in the middle of a run.
    public static FusionMemory Create(CacheSetup setup) =>
        new(new FusionCache(new FusionCacheOptions { DefaultEntryOptions = new FusionCacheEntryOptions(TimeSpan.FromDays(1)) }));

    public ReadOnlySpan<byte> Get(string key, Span<byte> scratch)
    {
        MaybeValue<byte[]> found = cache.TryGet<byte[]>(key);
        return found.HasValue ? found.Value : default;
    }

    public void Set(string key, byte[] value) => cache.Set(key, value.AsSpan().ToArray());

    public void Dispose() => cache.Dispose();
}
