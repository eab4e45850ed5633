using System.Diagnostics;
using System.Globalization;

namespace CacheCore.Samples.Embedded;

/// <summary>
/// What <c>--demo</c> does: the program sends itself the same requests twice, over HTTP and the loopback interface,
/// once straight to SQLite and once through the cache, and prints both side by side.
/// </summary>
internal static class Demo
{
    private const int DefaultRequests = 200_000;
    private const int WarmUpRequests = 2_000;

    /// <summary>A free port of the loopback interface, and no log lines between the figures.</summary>
    public static void Prepare(WebApplicationBuilder builder)
    {
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        builder.Configuration["Logging:LogLevel:Default"] = nameof(LogLevel.Warning);
    }

    /// <summary>Runs it and returns the program's exit code.</summary>
    public static async Task<int> RunAsync(WebApplication app)
    {
        try
        {
            int requests = RequestsFrom(app.Configuration["requests"]);
            app.Services.GetRequiredService<Catalog>().EnsureFilled();
            await app.StartAsync();
            await CompareAsync(app, requests);
            await app.StopAsync();
            return 0;
        }
        catch (OperationCanceledException) when (app.Lifetime.ApplicationStopping.IsCancellationRequested)
        {
            Console.Error.WriteLine("The demo was stopped.");
            return 1;
        }
        catch (Exception e)
        {
            Console.Error.WriteLine($"The demo failed: {e.Message}");
            return 1;
        }
    }

    private static async Task CompareAsync(WebApplication app, int requests)
    {
        Uri server = new(app.Urls.First());
        CacheStore cache = app.Services.GetRequiredService<CacheStore>();
        CancellationToken stopping = app.Lifetime.ApplicationStopping;
        using Load load = new(server, Popularity.Draw(CatalogFiller.ProductCount, requests));

        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{requests:N0} requests over {load.Connections} connections to {server}, "
                + $"zipf 0.99 over {CatalogFiller.ProductCount:N0} products"));
        await load.RunAsync("Warming up", "?fresh=true", Math.Min(requests, WarmUpRequests), stopping);
        await load.RunAsync("Warming up", "", Math.Min(requests, WarmUpRequests), stopping);
        cache.Clear();

        Figures without = await MeasureAsync("Without cache", "?fresh=true");
        Figures with = await MeasureAsync("With cache", "");
        Report.Print(without, with);

        async Task<Figures> MeasureAsync(string title, string query)
        {
            GC.Collect();
            TimeSpan pauses = GC.GetTotalPauseDuration();
            long allocated = GC.GetTotalAllocatedBytes();
            TimeSpan processor = Environment.CpuUsage.TotalTime;
            long started = Stopwatch.GetTimestamp();

            LoadResult answers = await load.RunAsync(title, query, requests, stopping);

            return new Figures(
                answers,
                Stopwatch.GetElapsedTime(started),
                Environment.CpuUsage.TotalTime - processor,
                GC.GetTotalPauseDuration() - pauses,
                GC.GetTotalAllocatedBytes() - allocated,
                GC.GetTotalMemory(forceFullCollection: false),
                Environment.WorkingSet,
                cache.GetStatistics());
        }
    }

    private static int RequestsFrom(string? text)
    {
        if (text is null)
        {
            return DefaultRequests;
        }

        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int requests) && requests is >= 100 and <= 10_000_000
            ? requests
            : throw new ArgumentException($"--requests takes a whole number from 100 to 10000000, not '{text}'.");
    }
}
