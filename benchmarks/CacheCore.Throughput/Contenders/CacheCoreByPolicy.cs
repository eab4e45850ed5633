namespace CacheCore.Throughput.Contenders;

/// <summary>As <see cref="CacheCoreSpan"/>, with another policy than the default.</summary>
internal readonly struct CacheCoreByPolicy<TPolicy>(CacheStore store) : ICacheOps<CacheCoreByPolicy<TPolicy>>
    where TPolicy : struct, INamedPolicy
{
    public static string Name => TPolicy.Name;

    public long? Count => store.GetStatistics().Items;

    public static CacheCoreByPolicy<TPolicy> Create(CacheSetup setup) =>
        new(new CacheStore(new CacheCoreOptions { MemoryLimit = setup.BytesToHold, EvictionPolicy = TPolicy.Policy }));

    public ReadOnlySpan<byte> Get(string key, Span<byte> scratch) => new CacheCoreSpan(store).Get(key, scratch);

    public void Set(string key, byte[] value) => new CacheCoreSpan(store).Set(key, value);

    public void Dispose() => store.Dispose();
}

/// <summary>A policy as a type, so that each has its own compiled loop.</summary>
internal interface INamedPolicy
{
    static abstract string Name { get; }

    static abstract EvictionPolicy Policy { get; }
}

/// <summary>One flat list.</summary>
internal readonly struct FlatPolicy : INamedPolicy
{
    public static string Name => "cachecore-lru";

    public static EvictionPolicy Policy => EvictionPolicy.Lru;
}

/// <summary>memcached's rules.</summary>
internal readonly struct SegmentedPolicy : INamedPolicy
{
    public static string Name => "cachecore-segmented";

    public static EvictionPolicy Policy => EvictionPolicy.Segmented;
}
