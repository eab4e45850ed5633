using CacheCore;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>A cache that was added to a service collection, for what else is to be added to it.</summary>
public interface ICacheCoreBuilder
{
    /// <summary>The services that the cache was added to.</summary>
    IServiceCollection Services { get; }

    /// <summary>The name of the cache's <see cref="CacheCoreOptions"/>; empty for the cache without a key.</summary>
    string Name { get; }

    /// <summary>The key under which the cache's services are registered; null for the cache without a key.</summary>
    object? ServiceKey { get; }
}
