using System.Buffers;
using System.Text;
using CacheCore;
using CacheCore.AotSmoke;
using Microsoft.Extensions.Caching.Distributed;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

// The way a program uses the cache, compiled ahead of time: services, options from code and from configuration, the
// platform's interfaces and the store's own verbs. Prints "aot ok" and exits with 0, or tells what failed and exits with 1.
const long Mebibyte = 1 << 20;

var clock = new ManualClock();
var failures = new List<string>();

var fromCode = new ServiceCollection();
fromCode.AddSingleton<TimeProvider>(clock);
fromCode.AddCacheCore(options => options.MemoryLimit = 32 * Mebibyte);

using (ServiceProvider services = fromCode.BuildServiceProvider())
{
    var store = services.GetRequiredService<CacheStore>();
    Check(store.GetStatistics().MemoryLimit == 32 * Mebibyte, "the limit comes from code");
    CheckVerbs(store);
    CheckExpiry(store);
    CheckDistributedCache(services.GetRequiredService<IDistributedCache>(), store);
    CheckBufferDistributedCache(services.GetRequiredService<IBufferDistributedCache>());
}

IConfiguration configuration = new ConfigurationBuilder()
    .AddInMemoryCollection([new("Cache:MemoryLimit", "64MB"), new("Cache:Name", "configured")])
    .Build();

var fromConfiguration = new ServiceCollection();
fromConfiguration.AddCacheCore(configuration.GetSection("Cache"));

using (ServiceProvider services = fromConfiguration.BuildServiceProvider())
{
    var store = services.GetRequiredService<CacheStore>();
    Check(store.GetStatistics().MemoryLimit == 64 * Mebibyte, "the limit comes from configuration");
    Check(store.Name == "configured", "the name comes from configuration");
    Check(store.Set("key", "value"u8) == WriteResult.Stored, "a configured store stores");
}

failures.ForEach(Console.Error.WriteLine);
Console.WriteLine(failures.Count == 0 ? "aot ok" : $"{failures.Count} checks failed");
return failures.Count == 0 ? 0 : 1;

void CheckVerbs(CacheStore store)
{
    Check(store.Get("absent") is null, "a miss is null");
    Check(store.Set("key", "value"u8) == WriteResult.Stored, "Set stores");
    Check(Text(store.Get("key"u8)) == "value", "a byte key finds what a string key stored");
    Check(store.Add("key", "other"u8) == WriteResult.NotStored, "Add leaves what is there");
    Check(store.Append("key", "s"u8) == WriteResult.Stored && Text(store.Get("key")) == "values", "Append appends");

    Check(store.Increment("count", 1, initial: 41, out ulong count) == WriteResult.Stored && count == 41, "Increment starts");
    Check(store.Increment("count", 1, out count) == WriteResult.Stored && count == 42, "Increment counts");
    Check(store.Increment("key", 1, out _) == WriteResult.NotANumber, "Increment refuses a word");

    Check(Text(store.GetOrCreate("made", static key => Encoding.UTF8.GetBytes($"for {key}"))) == "for made", "GetOrCreate creates");
    Check(store.Remove("made") && !store.Contains("made"), "Remove removes");
}

void CheckExpiry(CacheStore store)
{
    store.Set("short", "value"u8, ItemOptions.ExpiresAfter(TimeSpan.FromSeconds(10)));
    clock.Advance(TimeSpan.FromSeconds(9));
    Check(store.Contains("short"), "an item lives as long as it may");
    clock.Advance(TimeSpan.FromSeconds(2));
    Check(!store.Contains("short"), "an item ends when it must");
}

void CheckDistributedCache(IDistributedCache cache, CacheStore store)
{
    cache.SetString("shared", "value", new() { SlidingExpiration = TimeSpan.FromMinutes(1) });
    Check(cache.GetString("shared") == "value", "IDistributedCache finds what it stored");
    Check(Text(store.Get("shared")) == "value", "the store finds what IDistributedCache stored");
    clock.Advance(TimeSpan.FromMinutes(2));
    Check(cache.Get("shared") is null, "a sliding window ends");
}

void CheckBufferDistributedCache(IBufferDistributedCache cache)
{
    cache.Set("buffer", new ReadOnlySequence<byte>("value"u8.ToArray()), new());
    var writer = new ArrayBufferWriter<byte>();
    Check(cache.TryGet("buffer", writer) && Text(writer.WrittenSpan) == "value", "IBufferDistributedCache finds what it stored");
}

static string Text(ReadOnlySpan<byte> value) => Encoding.UTF8.GetString(value);

void Check(bool holds, string what)
{
    if (!holds)
    {
        failures.Add($"Not so: {what}.");
    }
}
