using CacheCore.DistributedCache;

namespace CacheCore.DependencyInjection;

/// <summary>What a container has made for one <c>AddCacheCore</c>; it ends with the container.</summary>
internal sealed class MadeCache(CacheStore store, CacheCoreDistributedCache adapter, OptionsReload reload) : IDisposable
{
    public CacheStore Store { get; } = store;

    public CacheCoreDistributedCache Adapter { get; } = adapter;

    public void Dispose()
    {
        reload.Dispose();
        Store.Dispose();
    }
}
