using System.Text;
using CacheCore.Reclaiming;
using CacheCore.StressTests.Harness;
using CacheCore.Tests.Integrity;

namespace CacheCore.StressTests.Rules;

/// <summary>Pinned items stay where they are asked for, whatever the load and whoever takes pages.</summary>
[Stress]
public class PinnedTests
{
    private const int PinnedCount = 300;
    private const int KeyCount = 20_000;

    [TestCase(EvictionPolicy.Adaptive)]
    [TestCase(EvictionPolicy.Segmented)]
    public void No_pinned_item_is_evicted(EvictionPolicy policy)
    {
        using var store = new CacheStore(new CacheCoreOptions
        {
            MemoryLimit = 4 * Stores.MiB,
            EvictionPolicy = policy,
            PinnedKeyPrefixes = ["pinned"],
            BackgroundMaintenance = false,
        });
        byte[][] pinned = [.. Enumerable.Range(0, PinnedCount).Select(key => Encoding.UTF8.GetBytes($"pinned{key}"))];
        byte[][] keys = Keys.Many(KeyCount);
        for (int key = 0; key < PinnedCount; key++)
        {
            _ = store.Set(pinned[key], Payload.Make(PinnedLength(key), new Stamp(key, 0, 0)));
        }

        long[] results = new long[2];
        new Crew()
            .AddLoop(3, (writer, random) =>
            {
                int moment = (int)(Environment.TickCount64 / 50 % 8);
                int key = random.Next(KeyCount);
                int length = random.Next(200) == 0 ? random.Next(200_000) : random.Next(1 << (moment + 3), 2 << (moment + 3));
                WriteResult result = store.Set(keys[key], Payload.Make(length, new Stamp(key, writer, 0)));
                _ = Interlocked.Increment(ref results[result == WriteResult.Stored ? 0 : 1]);
            })
            .AddLoop(1, (writer, random) =>
            {
                int key = random.Next(PinnedCount);
                WriteResult result = store.Set(pinned[key], Payload.Make(PinnedLength(random.Next()), new Stamp(key, writer, 1)));
                Check.That(result == WriteResult.Stored, $"Pinned key {key}: {result}.");
            })
            .AddLoop(2, (reader, random) =>
            {
                int key = random.Next(PinnedCount);
                byte[]? value = store.Get(pinned[key]);
                Check.That(value is not null, $"Pinned key {key} is gone: {store.GetStatistics()}.");
                _ = Payload.Verify(value, key);
            })
            .AddLoop(1, (taker, random) =>
            {
                int classes = store.Parts.Memory.Slabs.Classes.Length;
                _ = store.Workers.Pages.Reassign(random.Next(classes), random.Next(2) == 0 ? random.Next(classes) : PageReclaimer.Pool);
            })
            .AddLoop(1, (_, _) => store.RunMaintenance())
            .Run(StressTime.Rule);
        CacheStatistics statistics = store.GetStatistics();
        TestContext.Out.WriteLine(
            $"{results[0]} stored, {results[1]} refused, {statistics.PagesTaken} pages taken, {statistics.PageMoveRescues} items moved, "
            + $"{statistics.Evictions} evictions");
        StoreIntegrity.Check(store);
        Assert.That((statistics.PinnedItems, statistics.PinnedEvictions, statistics.PinsRefused), Is.EqualTo(((long)PinnedCount, 0L, 0L)));
        Assert.That(results[1], Is.LessThanOrEqualTo(results[0] / 100), "Writes refused for want of memory that others could have left.");
        Assert.That(statistics.PagesTaken, Is.GreaterThan(10));
    }

    /// <summary>Of a few classes, and all together well within a 16th of the store.</summary>
    private static int PinnedLength(int random) => 8 + (random % 4 * 100);
}
