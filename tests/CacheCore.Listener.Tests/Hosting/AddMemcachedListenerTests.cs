using System.Net;
using System.Net.Sockets;
using CacheCore.Server;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace CacheCore.Listener.Tests.Hosting;

internal sealed class AddMemcachedListenerTests
{
    [Test]
    public async Task It_works_in_a_worker()
    {
        HostApplicationBuilder builder = Host.CreateApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Services.AddCacheCore().AddMemcachedListener(options => options.Endpoints = [new("127.0.0.1:0")]);
        using IHost host = builder.Build();
        await host.StartAsync();

        Check(host.Services);
        await host.StopAsync();
    }

    [Test]
    public async Task It_works_beside_a_web_application()
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Services.AddCacheCore().AddMemcachedListener(options => options.Endpoints = [new("127.0.0.1:0")]);
        await using WebApplication application = builder.Build();
        application.Urls.Add("http://127.0.0.1:0");
        await application.StartAsync();

        Check(application.Services);
        Assert.That(application.Services.GetService<IServer>(), Is.Not.Null);
        await application.StopAsync();
    }

    [Test]
    public async Task Each_cache_may_have_its_own()
    {
        HostApplicationBuilder builder = Host.CreateApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Services.AddKeyedCacheCore("one").AddMemcachedListener(options => options.Endpoints = [new("127.0.0.1:0")]);
        builder.Services.AddKeyedCacheCore("two").AddMemcachedListener(options => options.Endpoints = [new("127.0.0.1:0")]);
        using IHost host = builder.Build();
        await host.StartAsync();

        host.Services.GetRequiredKeyedService<CacheStore>("one").Set("a", "x"u8);
        using RawProbe one = new(host.Services.GetRequiredKeyedService<MemcachedServer>("one").BoundEndpoints[0]);
        using RawProbe two = new(host.Services.GetRequiredKeyedService<MemcachedServer>("two").BoundEndpoints[0]);
        Assert.That(one.Ask("get a\r\n", "END\r\n"), Is.EqualTo("VALUE a 0 1\r\nx\r\nEND\r\n"));
        Assert.That(two.Ask("get a\r\n", "END\r\n"), Is.EqualTo("END\r\n"));
        await host.StopAsync();
    }

    [Test]
    public async Task A_container_that_ends_without_awaiting_ends_the_server()
    {
        ServiceCollection services = [];
        services.AddCacheCore().AddMemcachedListener(options => options.Endpoints = [new("127.0.0.1:0")]);
        ServiceProvider provider = services.BuildServiceProvider();
        MemcachedServer server = provider.GetRequiredService<MemcachedServer>();
        await server.StartAsync();
        EndPoint endpoint = server.BoundEndpoints[0];

        Assert.That(provider.Dispose, Throws.Nothing);
        Assert.That(() => new RawProbe(endpoint), Throws.InstanceOf<SocketException>());
    }

    [Test]
    public void Options_come_from_configuration()
    {
        IConfiguration configuration = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Endpoints:0"] = "127.0.0.1:11999",
            ["Endpoints:1:Address"] = "unix:/tmp/x.sock",
            ["Endpoints:1:Protocol"] = "text",
            ["Endpoints:1:UnixMode"] = "770",
            ["Endpoints:1:IdleTimeout"] = "00:00:00",
            ["MaxConnections"] = "7",
            ["Threads"] = "3",
            ["RequestsPerTurn"] = "40",
            ["IdleTimeout"] = "00:01:00",
            ["MaxItemSize"] = "2MB",
            ["AllowShutdown"] = "true",
        }).Build();

        MemcachedListenerOptions options = OptionsFrom(configuration);

        Assert.That(options.Endpoints.Select(one => one.Address), Is.EqualTo(["127.0.0.1:11999", "unix:/tmp/x.sock"]));
        Assert.That(options.Endpoints[1].Protocol, Is.EqualTo(MemcachedProtocol.Text));
        Assert.That((int)options.Endpoints[1].UnixMode, Is.EqualTo(Convert.ToInt32("770", 8)));
        Assert.That(options.Endpoints[1].IdleTimeout, Is.EqualTo(TimeSpan.Zero));
        Assert.That(options.MaxConnections, Is.EqualTo(7));
        Assert.That(options.Threads, Is.EqualTo(3));
        Assert.That(options.RequestsPerTurn, Is.EqualTo(40));
        Assert.That(options.IdleTimeout, Is.EqualTo(TimeSpan.FromMinutes(1)));
        Assert.That(options.MaxItemSize, Is.EqualTo(2 << 20));
        Assert.That(options.AllowShutdown, Is.True);
    }

    [TestCase("MaxConections", "1", "MaxConections")]
    [TestCase("MaxConnections", "many", "whole number")]
    [TestCase("MaxConnections", "0", "MaxConnections is 0")]
    [TestCase("Threads", "0", "Threads is 0")]
    [TestCase("RequestsPerTurn", "0", "RequestsPerTurn is 0")]
    [TestCase("Endpoints:0", "nowhere:port", "Endpoints[0].Address")]
    [TestCase("Endpoints:0:Adress", "x", "Adress")]
    [TestCase("IdleTimeout", "5", "IdleTimeout")]
    public void What_is_wrong_is_named(string key, string value, string named)
    {
        IConfiguration configuration = new ConfigurationBuilder().AddInMemoryCollection([new(key, value)]).Build();

        Assert.That(() => OptionsFrom(configuration), Throws.TypeOf<OptionsValidationException>().With.Message.Contains(named));
    }

    private static MemcachedListenerOptions OptionsFrom(IConfiguration configuration)
    {
        ServiceCollection services = new();
        services.AddCacheCore().AddMemcachedListener(configuration);
        using ServiceProvider provider = services.BuildServiceProvider();
        return provider.GetRequiredService<IOptions<MemcachedListenerOptions>>().Value;
    }

    private static void Check(IServiceProvider services)
    {
        EndPoint endpoint = services.GetRequiredService<MemcachedServer>().BoundEndpoints[0];
        using RawProbe client = new(endpoint);
        Assert.That(client.Ask("set a 0 0 1\r\nx\r\n"), Is.EqualTo("STORED\r\n"));
        Assert.That(services.GetRequiredService<CacheStore>().Get("a"), Is.EqualTo("x"u8.ToArray()));
    }
}
