namespace CacheCore.Throughput.Contenders;

/// <summary>The ablation: our store with one lock around every operation, to show what locking costs.</summary>
internal readonly struct CacheCoreGlobalLock(CacheStore store, Lock gate) : ICacheOps<CacheCoreGlobalLock>
{
    public static string Name => "cachecore-global-lock";

    public long? Count => store.GetStatistics().Items;

    public static CacheCoreGlobalLock Create(CacheSetup setup) =>
        new(new CacheStore(new CacheCoreOptions { MemoryLimit = setup.BytesToHold }), new Lock());

    public ReadOnlySpan<byte> Get(string key, Span<byte> scratch)
    {
        lock (gate)
        {
            return store.Read(key, scratch, out int length) == ReadResult.Hit ? scratch[..length] : default;
        }
    }

    public void Set(string key, byte[] value)
    {
        lock (gate)
        {
            store.Set(key, value.AsSpan());
        }
    }

    public void Dispose() => store.Dispose();
}
