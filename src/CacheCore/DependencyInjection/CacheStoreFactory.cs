using CacheCore.Diagnostics;
using CacheCore.DistributedCache;
using CacheCore.Primitives;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace CacheCore.DependencyInjection;

/// <summary>Makes stores and adapters from what a container holds. Clock, logging and meters are used where they are registered.</summary>
internal static class CacheStoreFactory
{
    public static CacheStore CreateStore(IServiceProvider services, string optionsName)
    {
        CacheCoreOptions options = OptionsOf(services, optionsName);
        ILoggerFactory? loggerFactory = services.GetService<ILoggerFactory>();

        // Resolved before the store, so that a container disposing of both takes the store first.
        CacheCoreMetrics metrics = services.GetRequiredService<CacheCoreMetrics>();
        CacheStore store = new(options, services.GetService<TimeProvider>(), loggerFactory);
        metrics.Add(store);
        long limits = services.GetRequiredService<MadeStores>().Add(store);
        WarnIfMemoryIsShort(store.Name, limits, MemoryBudget.OfThisProcess(), loggerFactory ?? NullLoggerFactory.Instance);
        return store;
    }

    public static CacheCoreDistributedCache CreateAdapter(IServiceProvider services, CacheStore store, string optionsName) =>
        new(store, OptionsOf(services, optionsName), services.GetService<TimeProvider>(), services.GetService<ILoggerFactory>());

    /// <param name="cacheName">The cache that was made last.</param>
    /// <param name="memoryLimits">Bytes that this one and those before it may take.</param>
    /// <param name="budget">What there is.</param>
    /// <param name="loggerFactory">Where the warning goes.</param>
    public static void WarnIfMemoryIsShort(string cacheName, long memoryLimits, MemoryBudget budget, ILoggerFactory loggerFactory)
    {
        if (budget.IsExceededBy(memoryLimits))
        {
            loggerFactory.CreateLogger<CacheStore>().MemoryOvercommitted(cacheName, memoryLimits, budget.GcLimit, budget.Available);
        }
    }

    private static CacheCoreOptions OptionsOf(IServiceProvider services, string optionsName) =>
        services.GetRequiredService<IOptionsMonitor<CacheCoreOptions>>().Get(optionsName);
}
