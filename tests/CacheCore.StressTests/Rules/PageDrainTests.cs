using CacheCore.StressTests.Harness;
using CacheCore.Tests.Integrity;

namespace CacheCore.StressTests.Rules;

/// <summary>Memory is always full, and every class wants the others' pages.</summary>
[Stress]
public class PageDrainTests
{
    private const int KeyCount = 3000;

    [TestCase(2)]
    [TestCase(8)]
    public void Pages_change_hands_under_readers_and_writers(int mebibytes)
    {
        using CacheStore store = Stores.Tight(mebibytes * Stores.MiB, maxItemSize: 256 << 10);
        byte[][] keys = Keys.Many(KeyCount);
        long[] failed = new long[2];
        new Crew()
            .AddLoop(5, (writer, random) =>
            {
                // Each moment has sizes of its own, so that classes grow and starve in turn.
                int moment = (int)(Environment.TickCount64 / 50 % 8);
                int key = random.Next(KeyCount);
                int length = random.Next(100) == 0 ? random.Next(200_000) : random.Next(1 << (moment + 4), 2 << (moment + 4));
                WriteResult result = store.Set(keys[key], Payload.Make(length, new Stamp(key, writer, 0)));
                _ = Interlocked.Increment(ref failed[result == WriteResult.Stored ? 0 : 1]);
            })
            .AddLoop(3, (worker, random) =>
            {
                int key = random.Next(KeyCount);
                if (store.Get(keys[key]) is { } value)
                {
                    _ = Payload.Verify(value, key);
                }
            })
            .Run(StressTime.Rule);
        CacheStatistics statistics = store.GetStatistics();
        TestContext.Out.WriteLine(
            $"{failed[0]} stored, {failed[1]} refused, {statistics.PagesTaken} pages taken, {statistics.Evictions} evictions");
        Assert.That(statistics.PagesTaken, Is.GreaterThan(0));
        Assert.That(failed[1], Is.LessThanOrEqualTo(failed[0] / 100), "Writes refused for want of memory that others could have left.");
        store.Dispose();
    }

    /// <summary>The same without the maintainer, so that the store stands still when the crew has gone.</summary>
    [Test]
    public void Pages_and_queues_are_in_order_after_it()
    {
        using var store = new CacheStore(new CacheCoreOptions { MemoryLimit = 2 * Stores.MiB, BackgroundMaintenance = false });
        byte[][] keys = Keys.Many(KeyCount);
        new Crew()
            .AddLoop(6, (writer, random) =>
            {
                int key = random.Next(KeyCount);
                int length = random.Next(100) == 0 ? random.Next(100_000) : random.Next(1 << random.Next(4, 12));
                _ = store.Set(keys[key], Payload.Make(length, new Stamp(key, writer, 0)));
            })
            .AddLoop(1, (worker, random) => store.Remove(keys[random.Next(KeyCount)]))
            .AddLoop(1, (_, _) => store.RunMaintenance())
            .Run(StressTime.Rule);
        StoreIntegrity.Check(store);
    }

    [Test]
    public void The_memory_limit_is_hard()
    {
        const long Limit = 48 * Stores.MiB;
        const long Slack = 24 * Stores.MiB; // stacks, and what the collector holds meanwhile
        using var store = new CacheStore(new CacheCoreOptions { MemoryLimit = Limit });
        long before = Environment.WorkingSet;
        byte[][] values = [.. Enumerable.Range(0, 64).Select(i => new byte[1 << (4 + (i % 14))])];
        long mostUsed = 0;
        new Crew()
            .AddLoop(4, (worker, random) =>
            {
                byte[] key = Keys.Make(random.Next(500_000));
                _ = store.Set(key, values[random.Next(values.Length)]);
            })
            .AddLoop(1, (_, _) =>
            {
                mostUsed = Math.Max(mostUsed, (long)store.Parts.Memory.Pool.UsedPages << store.Parts.Memory.Pool.Geometry.PageShift);
                Thread.Yield();
            })
            .Run(StressTime.Rule);
        Assert.That(mostUsed, Is.LessThanOrEqualTo(Limit));
        Assert.That(Environment.WorkingSet - before, Is.LessThan(Limit + Slack));
    }
}
