using System.Diagnostics.Metrics;
using System.Runtime.CompilerServices;
using CacheCore.Diagnostics;
using Microsoft.Extensions.Caching.Distributed;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace CacheCore.Tests.DependencyInjection;

/// <summary>A cache's life beside hosts and containers: when it is made, what it is called, and that nothing keeps it alive.</summary>
[TestFixture]
public sealed class HostTests
{
    [Test]
    public async Task The_store_is_made_when_the_host_starts()
    {
        int made = 0;
        HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddCacheCore(options => options.MemoryLimit = 1 << 20).Services.PostConfigure<CacheCoreOptions>(_ => made++);
        using IHost host = builder.Build();

        Assert.That(made, Is.Zero);
        await host.StartAsync();
        Assert.That(made, Is.EqualTo(1));
        Assert.That(Names(host.Services), Has.Length.EqualTo(1), "its figures are there before anybody asks for it");
        await host.StopAsync();
    }

    [Test]
    public void Caches_of_several_containers_have_names_of_their_own()
    {
        string name = $"names of their own {Guid.NewGuid()}";
        using ServiceProvider first = Container(name);
        ServiceProvider second = Container(name);
        string[] together = [StoreOf(first).Name, StoreOf(second).Name];
        second.Dispose();
        using ServiceProvider third = Container(name);

        using (Assert.EnterMultipleScope())
        {
            Assert.That(together, Is.EqualTo((string[])[name, name + "#2"]));
            Assert.That(StoreOf(third).Name, Is.EqualTo(name + "#2"), "a name is free once its store has ended");
        }
    }

    [Test]
    public void A_name_is_free_again_where_no_store_came_of_it()
    {
        string name = $"no store {Guid.NewGuid()}";
        ServiceCollection services = [];
        services.AddCacheCore(options => (options.Name, options.MemoryLimit) = (name, 1));
        using (ServiceProvider wrong = services.BuildServiceProvider())
        {
            Assert.That(() => StoreOf(wrong), Throws.Exception);
        }

        using ServiceProvider right = Container(name);
        Assert.That(StoreOf(right).Name, Is.EqualTo(name));
    }

    [Test]
    public void A_container_that_nobody_disposed_of_keeps_no_store_alive()
    {
        WeakReference[] stores = [.. Enumerable.Range(0, 20).Select(_ => Forgotten())];
        Assert.That(Garbage.CollectUntil(() => !stores.Any(one => one.IsAlive)), () => $"{stores.Count(one => one.IsAlive)} are alive.");
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static WeakReference Forgotten()
    {
        ServiceProvider provider = Container("forgotten");
        provider.GetRequiredService<IDistributedCache>().Set("key", [1], new());
        return new WeakReference(StoreOf(provider));
    }

    private static ServiceProvider Container(string name)
    {
        ServiceCollection services = [];
        services.AddMetrics();
        services.AddCacheCore(options => (options.Name, options.MemoryLimit) = (name, 1 << 20));
        return services.BuildServiceProvider();
    }

    private static CacheStore StoreOf(IServiceProvider provider) => provider.GetRequiredService<CacheStore>();

    /// <summary>The caches that a container's meter tells of.</summary>
    private static string?[] Names(IServiceProvider services)
    {
        List<string?> names = [];
        IMeterFactory? factory = services.GetService<IMeterFactory>();
        using MeterListener listener = new()
        {
            InstrumentPublished = (instrument, listener) =>
            {
                if (instrument.Name == "cachecore.entries"
                    && instrument.Meter.Name == CacheCoreMetrics.MeterName
                    && ReferenceEquals(instrument.Meter.Scope, factory))
                {
                    listener.EnableMeasurementEvents(instrument);
                }
            },
        };
        listener.SetMeasurementEventCallback<long>((_, _, tags, _) => names.Add(tags[0].Value?.ToString()));
        listener.Start();
        listener.RecordObservableInstruments();
        return [.. names];
    }
}
