namespace CacheCore.DependencyInjection;

/// <summary>The stores that a container has made so far; they end with it.</summary>
internal sealed class MadeStores
{
    private readonly Lock _lock = new();
    private readonly List<CacheStore> _stores = [];    // guarded by _lock

    /// <summary>Adds a store; returns the bytes that it and those before it may take together.</summary>
    public long Add(CacheStore store)
    {
        lock (_lock)
        {
            _stores.Add(store);
            return _stores.Sum(one => one.MemoryLimit);
        }
    }
}
