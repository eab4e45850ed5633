using CacheCore.Diagnostics;
using CacheCore.DistributedCache;
using CacheCore.Primitives;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Primitives;

namespace CacheCore.DependencyInjection;

/// <summary>Makes caches from what a container holds. Clock, logging and meters are used where they are registered.</summary>
internal static class CacheFactory
{
    public static MadeCache Create(IServiceProvider services, CacheCoreBuilder builder)
    {
        IOptionsFactory<CacheCoreOptions> factory = services.GetRequiredService<IOptionsFactory<CacheCoreOptions>>();
        Func<IChangeToken>[] sources = [.. Sources(services, builder)];
        IChangeToken[] unchanged = [.. sources.Select(source => source())];
        CacheCoreOptions options = factory.Create(builder.Name);
        ILoggerFactory loggerFactory = GuardedLoggerFactory.Of(services.GetService<ILoggerFactory>());
        ILogger logger = loggerFactory.CreateLogger<CacheStore>();
        TimeProvider? timeProvider = services.GetService<TimeProvider>();

        // Resolved before the store is made, so that a container disposing of both takes the store first.
        CacheCoreMetrics metrics = services.GetRequiredService<CacheCoreMetrics>();
        CacheStore store = CreateStore(options, timeProvider, loggerFactory);
        metrics.Add(store);
        services.GetRequiredService<MadeStores>().Add(store, MemoryBudget.OfThisProcess(), logger);
        CacheCoreDistributedCache adapter = new(store, options, timeProvider, loggerFactory);
        OptionsReload reload = new(builder.Name, options, factory, store, adapter, logger);
        Array.ForEach(sources, reload.Watch);
        if (Array.Exists(unchanged, static token => token.HasChanged))
        {
            reload.Follow(); // while the store was made
        }

        return new MadeCache(store, adapter, reload);
    }

    /// <summary>Who tells that the options have changed.</summary>
    private static IEnumerable<Func<IChangeToken>> Sources(IServiceProvider services, CacheCoreBuilder builder) =>
        builder.Configurations.Select(static configuration => (Func<IChangeToken>)configuration.GetReloadToken)
            .Concat(services.GetServices<IOptionsChangeTokenSource<CacheCoreOptions>>()
                .Where(source => source.Name == builder.Name)
                .Select(static source => (Func<IChangeToken>)source.GetChangeToken));

    private static CacheStore CreateStore(CacheCoreOptions options, TimeProvider? timeProvider, ILoggerFactory loggerFactory)
    {
        string named = options.Name;
        StoreNames.Claim claim = StoreNames.Take(named);
        try
        {
            options.Name = claim.Name;
            CacheStore store = new(options, timeProvider, loggerFactory);
            claim.BelongsTo(store);
            return store;
        }
        catch
        {
            claim.GiveUp();
            throw;
        }
        finally
        {
            options.Name = named;
        }
    }
}
