using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace CacheCore.DependencyInjection;

/// <summary>
/// What is remembered of an added cache. It lies among the services under the cache's key, so that adding the cache
/// again finds it.
/// </summary>
internal sealed class CacheCoreBuilder(IServiceCollection services, string name, object? serviceKey) : ICacheCoreBuilder
{
    public IServiceCollection Services { get; } = services;

    public string Name { get; } = name;

    public object? ServiceKey { get; } = serviceKey;

    /// <summary>What the options are read from, so that a change of it is noticed.</summary>
    public List<IConfiguration> Configurations { get; } = [];

    public static CacheCoreBuilder? Find(IServiceCollection services, object? serviceKey) =>
        All(services).FirstOrDefault(builder => Equals(builder.ServiceKey, serviceKey));

    public static bool IsNameTaken(IServiceCollection services, string name) => All(services).Any(builder => builder.Name == name);

    private static IEnumerable<CacheCoreBuilder> All(IServiceCollection services) =>
        services.Where(descriptor => descriptor.ServiceType == typeof(CacheCoreBuilder))
            .Select(descriptor => descriptor.ImplementationInstance)
            .OfType<CacheCoreBuilder>();
}
