using System.Globalization;
using CacheCore;
using CacheCore.DependencyInjection;
using CacheCore.Diagnostics;
using CacheCore.DistributedCache;
using CacheCore.Options;
using Microsoft.Extensions.Caching.Distributed;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds CacheCore to a service collection.</summary>
/// <remarks>
/// Each cache comes as <see cref="CacheStore"/>, <see cref="IDistributedCache"/> and <see cref="IBufferDistributedCache"/>,
/// all over one store, which ends with the container. Adding the same cache again adds to its options and makes no second store.
/// </remarks>
public static class CacheCoreServiceCollectionExtensions
{
    /// <summary>Adds the cache with default options, or with those set elsewhere for <see cref="CacheCoreOptions"/>.</summary>
    /// <param name="services">Where to add it.</param>
    /// <returns>The cache, for what else is to be added to it.</returns>
    public static ICacheCoreBuilder AddCacheCore(this IServiceCollection services) => Add(services, null);

    /// <summary>Adds the cache with options from code.</summary>
    /// <param name="services">Where to add it.</param>
    /// <param name="configure">Sets options.</param>
    /// <returns>The cache, for what else is to be added to it.</returns>
    public static ICacheCoreBuilder AddCacheCore(this IServiceCollection services, Action<CacheCoreOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(configure);
        return Add(services, null, configure: configure);
    }

    /// <summary>Adds the cache with options from configuration. Sizes may have units: <c>"MemoryLimit": "512MB"</c>.</summary>
    /// <param name="services">Where to add it.</param>
    /// <param name="configuration">The section that holds the options and nothing else.</param>
    /// <param name="configure">Sets further options afterwards.</param>
    /// <returns>The cache, for what else is to be added to it.</returns>
    public static ICacheCoreBuilder AddCacheCore(
        this IServiceCollection services, IConfiguration configuration, Action<CacheCoreOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        return Add(services, null, configuration, configure);
    }

    /// <summary>Adds a cache of its own under a key, with default options but for its name, which is the key's text.</summary>
    /// <param name="services">Where to add it.</param>
    /// <param name="serviceKey">The key of the cache's services; null = the cache without a key.</param>
    /// <returns>The cache, for what else is to be added to it.</returns>
    public static ICacheCoreBuilder AddKeyedCacheCore(this IServiceCollection services, object? serviceKey) => Add(services, serviceKey);

    /// <summary>Adds a cache of its own under a key, with options from code.</summary>
    /// <param name="services">Where to add it.</param>
    /// <param name="serviceKey">The key of the cache's services; null = the cache without a key.</param>
    /// <param name="configure">Sets options.</param>
    /// <returns>The cache, for what else is to be added to it.</returns>
    public static ICacheCoreBuilder AddKeyedCacheCore(
        this IServiceCollection services, object? serviceKey, Action<CacheCoreOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(configure);
        return Add(services, serviceKey, configure: configure);
    }

    /// <summary>Adds a cache of its own under a key, with options from configuration.</summary>
    /// <param name="services">Where to add it.</param>
    /// <param name="serviceKey">The key of the cache's services; null = the cache without a key.</param>
    /// <param name="configuration">The section that holds the options and nothing else.</param>
    /// <param name="configure">Sets further options afterwards.</param>
    /// <returns>The cache, for what else is to be added to it.</returns>
    public static ICacheCoreBuilder AddKeyedCacheCore(
        this IServiceCollection services, object? serviceKey, IConfiguration configuration, Action<CacheCoreOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        return Add(services, serviceKey, configuration, configure);
    }

    private static CacheCoreBuilder Add(
        IServiceCollection services, object? serviceKey, IConfiguration? configuration = null, Action<CacheCoreOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        if (ReferenceEquals(serviceKey, KeyedService.AnyKey))
        {
            throw new ArgumentException(
                "A cache needs a key of its own: every key would get a store with a memory limit of its own.", nameof(serviceKey));
        }

        CacheCoreBuilder builder = CacheCoreBuilder.Find(services, serviceKey) ?? AddNew(services, serviceKey);
        OptionsBuilder<CacheCoreOptions> options = services.AddOptions<CacheCoreOptions>(builder.Name);
        if (configuration is not null)
        {
            builder.Configurations.Add(configuration);
            options.Configure(target => CacheCoreOptionsTable.All.Bind(configuration, target, builder.Name));
        }

        if (configure is not null)
        {
            options.Configure(configure);
        }

        return builder;
    }

    private static CacheCoreBuilder AddNew(IServiceCollection services, object? serviceKey)
    {
        string optionsName = UnusedOptionsName(services, serviceKey);
        CacheCoreBuilder builder = new(services, optionsName, serviceKey);
        services.AddSingleton(builder);
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<CacheCoreOptions>>(CacheCoreOptionsTable.All));
        services.TryAddSingleton<MadeStores>();
        services.TryAddSingleton(provider => new CacheCoreMetrics(
            provider.GetService<System.Diagnostics.Metrics.IMeterFactory>(), provider.GetService<TimeProvider>()));

        OptionsBuilder<CacheCoreOptions> options = services.AddOptions<CacheCoreOptions>(optionsName);
        if (optionsName.Length > 0)
        {
            options.Configure(target => target.Name = optionsName);
        }

        services.AddKeyedSingleton(serviceKey, (provider, _) => CacheFactory.Create(provider, builder));
        services.AddKeyedSingleton(serviceKey, static (provider, key) => provider.GetRequiredKeyedService<MadeCache>(key).Store);
        services.AddOptions<StoreAtStart>(optionsName)
            .Configure<IServiceProvider>((made, provider) => made.Store = provider.GetRequiredKeyedService<CacheStore>(serviceKey))
            .ValidateOnStart();

        // Added, not tried: the cache that was asked for by name wins over AddDistributedMemoryCache, before or after.
        services.AddKeyedSingleton(serviceKey, static (provider, key) => provider.GetRequiredKeyedService<MadeCache>(key).Adapter);
        services.AddKeyedSingleton<IBufferDistributedCache>(
            serviceKey, static (provider, key) => provider.GetRequiredKeyedService<CacheCoreDistributedCache>(key));
        services.AddKeyedSingleton<IDistributedCache>(
            serviceKey, static (provider, key) => provider.GetRequiredKeyedService<CacheCoreDistributedCache>(key));
        return builder;
    }

    /// <summary>A name for the options of a cache: its key's text, or that and a number where it is empty or two keys read alike.</summary>
    private static string UnusedOptionsName(IServiceCollection services, object? serviceKey)
    {
        if (serviceKey is null)
        {
            return Options.Options.DefaultName;
        }

        string text = serviceKey.ToString() ?? "";
        string name = text;
        for (int i = 2; name == Options.Options.DefaultName || CacheCoreBuilder.IsNameTaken(services, name); i++)
        {
            name = string.Create(CultureInfo.InvariantCulture, $"{text}#{i}");
        }

        return name;
    }
}
