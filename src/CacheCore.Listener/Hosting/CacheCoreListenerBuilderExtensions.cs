using CacheCore;
using CacheCore.Listener;
using CacheCore.Listener.Hosting;
using CacheCore.Listener.Options;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Lets memcached clients talk to a cache that was added to a service collection.</summary>
/// <remarks>
/// The listener starts and ends with the host. It comes as <see cref="MemcachedServer"/>, under the cache's key if it has one.
/// </remarks>
public static class CacheCoreListenerBuilderExtensions
{
    /// <summary>Adds a listener, on loopback unless an address is given. Called again for the same cache it adds to the options.</summary>
    /// <param name="builder">The cache.</param>
    /// <param name="configure">Sets options.</param>
    /// <returns>The cache.</returns>
    public static ICacheCoreBuilder AddMemcachedListener(
        this ICacheCoreBuilder builder, Action<MemcachedListenerOptions>? configure = null) =>
        Add(builder, configuration: null, configure);

    /// <summary>Adds a listener with options from configuration. Called again for the same cache it adds to the options.</summary>
    /// <param name="builder">The cache.</param>
    /// <param name="configuration">The section that holds the options and nothing else.</param>
    /// <param name="configure">Sets further options afterwards.</param>
    /// <returns>The cache.</returns>
    public static ICacheCoreBuilder AddMemcachedListener(
        this ICacheCoreBuilder builder, IConfiguration configuration, Action<MemcachedListenerOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        return Add(builder, configuration, configure);
    }

    private static ICacheCoreBuilder Add(
        ICacheCoreBuilder builder, IConfiguration? configuration, Action<MemcachedListenerOptions>? configure)
    {
        ArgumentNullException.ThrowIfNull(builder);
        IServiceCollection services = builder.Services;
        bool isNew = !services.Any(one => one.ServiceType == typeof(MemcachedServer) && Equals(one.ServiceKey, builder.ServiceKey));
        if (isNew)
        {
            AddServer(services, builder.Name, builder.ServiceKey);
        }

        OptionsBuilder<MemcachedListenerOptions> options = services.AddOptions<MemcachedListenerOptions>(builder.Name);
        if (configuration is not null)
        {
            options.Configure(target => MemcachedListenerOptionsTable.All.Bind(configuration, target, builder.Name));
        }

        if (configure is not null)
        {
            options.Configure(configure);
        }

        return builder;
    }

    private static void AddServer(IServiceCollection services, string optionsName, object? serviceKey)
    {
        services.TryAddEnumerable(
            ServiceDescriptor.Singleton<IValidateOptions<MemcachedListenerOptions>>(MemcachedListenerOptionsTable.All));
        _ = services.AddOptions<MemcachedListenerOptions>(optionsName).ValidateOnStart();
        services.AddKeyedSingleton(serviceKey, (provider, key) => new MemcachedServer(
            provider.GetRequiredKeyedService<CacheStore>(key),
            provider.GetRequiredService<IOptionsMonitor<MemcachedListenerOptions>>().Get(optionsName),
            provider.GetService<ILoggerFactory>(),
            provider.GetService<TimeProvider>()));
        services.AddSingleton<IHostedService>(provider => new MemcachedHostedService(
            provider.GetRequiredKeyedService<MemcachedServer>(serviceKey), provider.GetService<IHostApplicationLifetime>()));
    }
}
