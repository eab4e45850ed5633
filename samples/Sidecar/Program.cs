using Microsoft.Extensions.Caching.Distributed;

// An app that caches through IDistributedCache, and lets other programs of this machine share the cache by memcached's protocol:
//
//   dotnet run --project samples/Sidecar
//   curl localhost:5000/weather/oslo
//   python3 samples/Sidecar/read.py weather:oslo
WebApplicationBuilder builder = WebApplication.CreateBuilder(args);

builder.Services.AddCacheCore(options => options.MemoryLimit = 256 << 20)
    .AddMemcachedListener(builder.Configuration.GetSection("Memcached"));

WebApplication app = builder.Build();

app.MapGet("/", () => "Try /weather/oslo, and then: python3 samples/Sidecar/read.py weather:oslo\n");

app.MapGet("/weather/{city}", async (string city, IDistributedCache cache) =>
{
    string key = $"weather:{city}";
    string? report = await cache.GetStringAsync(key);
    if (report is null)
    {
        report = $"{city}: {Random.Shared.Next(-20, 35)} degrees, as of {DateTime.UtcNow:T}";
        await cache.SetStringAsync(
            key, report, new DistributedCacheEntryOptions { AbsoluteExpirationRelativeToNow = TimeSpan.FromMinutes(10) });
    }

    return report + "\n";
});

// What another program left under a key, or nothing.
app.MapGet("/notes/{name}", async (string name, IDistributedCache cache) => await cache.GetStringAsync($"note:{name}") ?? "no such note");

app.Run();
