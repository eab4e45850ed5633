namespace CacheCore.Throughput.Contenders;

/// <summary>Our store, read into a span of the caller's.</summary>
internal readonly struct CacheCoreSpan(CacheStore store) : ICacheOps<CacheCoreSpan>
{
    public static string Name => "cachecore-span";

    public long? Count => store.GetStatistics().Items;

    public static CacheCoreSpan Create(CacheSetup setup) =>
        new(new CacheStore(new CacheCoreOptions { MemoryLimit = setup.BytesToHold }));

    public ReadOnlySpan<byte> Get(string key, Span<byte> scratch) =>
        store.Read(key, scratch, out int length) == ReadResult.Hit ? scratch[..length] : default;

    public void Set(string key, byte[] value) => store.Set(key, value.AsSpan());

    public void Dispose() => store.Dispose();
}
