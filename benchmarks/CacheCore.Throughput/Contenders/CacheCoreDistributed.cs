using Microsoft.Extensions.Caching.Distributed;
using Microsoft.Extensions.DependencyInjection;

namespace CacheCore.Throughput.Contenders;

/// <summary>Our store as a program meets it: <see cref="IDistributedCache"/> from the service provider.</summary>
internal readonly struct CacheCoreDistributed : ICacheOps<CacheCoreDistributed>
{
    private readonly ServiceProvider _services;
    private readonly CacheStore _store;
    private readonly IDistributedCache _cache;
    private readonly DistributedCacheEntryOptions _options;

    private CacheCoreDistributed(ServiceProvider services)
    {
        _services = services;
        _store = services.GetRequiredService<CacheStore>();
        _cache = services.GetRequiredService<IDistributedCache>();
        _options = new DistributedCacheEntryOptions();
    }

    public static string Name => "cachecore-idc";

    public long? Count => _store.GetStatistics().Items;

    public static CacheCoreDistributed Create(CacheSetup setup)
    {
        ServiceCollection services = new();
        services.AddCacheCore(options => options.MemoryLimit = setup.BytesToHold);
        return new CacheCoreDistributed(services.BuildServiceProvider());
    }

    public ReadOnlySpan<byte> Get(string key, Span<byte> scratch) => _cache.Get(key);

    public void Set(string key, byte[] value) => _cache.Set(key, value, _options);

    public void Dispose() => _services.Dispose();
}
