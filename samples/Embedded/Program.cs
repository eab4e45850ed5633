using CacheCore;
using CacheCore.Samples.Embedded;
using Microsoft.Extensions.Caching.Distributed;

bool demo = args.Contains("--demo");
WebApplicationBuilder builder = WebApplication.CreateBuilder(new WebApplicationOptions
{
    Args = [.. args.Where(arg => arg != "--demo")],
    ContentRootPath = AppContext.BaseDirectory,     // appsettings.json is found from whatever folder this is started
});
if (demo)
{
    Demo.Prepare(builder);
}

// The line this sample is about. Whoever asks for an IDistributedCache gets the cache too.
builder.Services.AddCacheCore(builder.Configuration.GetSection("CacheCore"));
builder.Services.AddSingleton(new Catalog(builder.Configuration["database"]));
builder.Services.ConfigureHttpJsonOptions(json => json.SerializerOptions.TypeInfoResolver = SampleJson.Default);

await using WebApplication app = builder.Build();
DistributedCacheEntryOptions fiveMinutes = new() { AbsoluteExpirationRelativeToNow = TimeSpan.FromMinutes(5) };

app.MapGet("/", () => Results.Content(HomePage.Html, "text/html; charset=utf-8"));

app.MapGet("/products/{id:int}", async (int id, bool? fresh, HttpResponse response, Catalog catalog, IDistributedCache cache) =>
{
    string key = $"product:{id}";
    byte[]? page = fresh is true ? null : await cache.GetAsync(key);
    response.Headers["X-Cache"] = fresh is true ? "bypass" : page is null ? "miss" : "hit";

    if (page is null)
    {
        page = catalog.ReadPage(id);
        if (page is null)
        {
            return Results.NotFound();
        }

        if (fresh is not true)
        {
            await cache.SetAsync(key, page, fiveMinutes);
        }
    }

    return Results.Bytes(page, "application/json");
});

app.MapPut("/products/{id:int}", (int id, ProductChange change, Catalog catalog, CacheStore cache) =>
{
    if (change.Price is < 0 or > 1_000_000 || change.Stock < 0)
    {
        return Results.BadRequest("A price is from 0 to 1,000,000, a stock from 0 up.");
    }

    if (!catalog.Update(id, change) || catalog.ReadPage(id) is not { } page)
    {
        return Results.NotFound();
    }

    // A reader that missed just before the update may still store the old page after this; it lives five minutes.
    cache.Set($"product:{id}", page, ItemOptions.ExpiresAfter(TimeSpan.FromMinutes(5)));
    return Results.Bytes(page, "application/json");
});

app.MapGet("/stats", (CacheStore cache) => cache.GetStatistics());

return demo ? await Demo.RunAsync(app) : await ServeAsync();

async Task<int> ServeAsync()
{
    app.Services.GetRequiredService<Catalog>().EnsureFilled();
    await app.RunAsync();
    return 0;
}
