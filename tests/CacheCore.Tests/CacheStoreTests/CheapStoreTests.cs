using System.Diagnostics;

namespace CacheCore.Tests.CacheStoreTests;

/// <summary>What a store costs that holds next to nothing: test suites, tenants and keyed caches have hundreds of them.</summary>
[NonParallelizable]
internal sealed class CheapStoreTests
{
    private const int Stores = 100;

    /// <summary>The least of some rounds: whatever else the process does meanwhile takes memory too.</summary>
    private const int Rounds = 3;

    [Test]
    public void A_store_with_one_item_takes_less_than_a_hundred_kilobytes_of_heap() =>
        Assert.That(LeastOf(static () => GC.GetTotalMemory(forceFullCollection: true)) / Stores, Is.LessThan(100 << 10));

    [Test]
    [Platform("Linux")]
    public void A_store_with_one_item_takes_less_than_three_hundred_kilobytes_of_memory() =>
        Assert.That(LeastOf(ResidentBytes) / Stores, Is.LessThan(300 << 10));

    /// <summary>A fraction of a millisecond. The bound is for what is slow by waiting, not for what a machine does at its worst.</summary>
    [Test]
    public void A_store_is_made_and_disposed_of_in_no_time()
    {
        TimeSpan least = TimeSpan.MaxValue;
        for (int store = 0; store < Stores; store++)
        {
            long start = Stopwatch.GetTimestamp();
            new CacheStore(new CacheCoreOptions()).Dispose();
            TimeSpan time = Stopwatch.GetElapsedTime(start);
            least = time < least ? time : least;
        }

        TestContext.Out.WriteLine($"{least.TotalMicroseconds:N0} µs");
        Assert.That(least, Is.LessThan(TimeSpan.FromMilliseconds(20)));
    }

    [Test]
    public void Stores_share_their_threads()
    {
        int before = Process.GetCurrentProcess().Threads.Count;
        CacheStore[] stores = Make();
        int after = Process.GetCurrentProcess().Threads.Count;
        Array.ForEach(stores, store => store.Dispose());

        Assert.That(after - before, Is.LessThanOrEqualTo(20));
    }

    private static long LeastOf(Func<long> bytes)
    {
        Array.ForEach(Make(), store => store.Dispose());
        long least = long.MaxValue;
        for (int round = 0; round < Rounds; round++)
        {
            _ = GC.GetTotalMemory(forceFullCollection: true);
            long before = bytes();
            CacheStore[] stores = Make();
            least = Math.Min(least, bytes() - before);
            Array.ForEach(stores, store => store.Dispose());
        }

        return least;
    }

    private static CacheStore[] Make()
    {
        CacheStore[] stores = [.. Enumerable.Range(0, Stores).Select(_ => new CacheStore(new CacheCoreOptions()))];
        Array.ForEach(stores, store => store.Set("key", new byte[100]));
        return stores;
    }

    /// <summary>Of anonymous memory: what the process maps of files is not a store's.</summary>
    private static long ResidentBytes() =>
        File.ReadLines("/proc/self/status").Where(line => line.StartsWith("RssAnon:", StringComparison.Ordinal))
            .Select(line => long.Parse(line.AsSpan(8).Trim()[..^3], System.Globalization.CultureInfo.InvariantCulture) << 10).Single();
}
