using System.Diagnostics;
using CacheCore.StressTests.Harness;

namespace CacheCore.StressTests;

/// <summary>Real time: how exactly items end, and that short-lived ones go by themselves.</summary>
[Stress]
public class DeadlineTests
{
    private const int Rounds = 200;

    /// <summary>Of temporary items: long enough to write all of them, and more, on a busy machine.</summary>
    private static readonly TimeSpan Lifetime = TimeSpan.FromSeconds(10);

    /// <summary>
    /// Against the system's coarse clock an item ends to the very step. Against a fine clock it may end a step early or late, since the
    /// coarse one is read both when the item is written and when it is asked for.
    /// </summary>
    [Test]
    public void An_item_ends_with_the_clocks_step()
    {
        using CacheStore store = Stores.Roomy();
        byte[] key = Keys.Make(1);
        double step = ClockStep();
        var random = new Random(1);
        double[] off = new double[Rounds];
        for (int round = 0; round < Rounds; round++)
        {
            int lifetime = random.Next(5, 60);
            long before = Environment.TickCount64;
            long written = Stopwatch.GetTimestamp();
            _ = store.Set(key, "value"u8, ItemOptions.ExpiresAfter(TimeSpan.FromMilliseconds(lifetime)));
            long after = Environment.TickCount64;
            long asked;
            long answered;
            bool found;
            do
            {
                asked = Environment.TickCount64;
                found = store.Contains(key);
                answered = Environment.TickCount64;
                Assert.That(!found || asked < after + lifetime, $"Found {asked - after} ms after it was written for {lifetime} ms.");
                Assert.That(found || answered >= before + lifetime, $"Gone {answered - before} ms after it was written for {lifetime} ms.");
            }
            while (found);

            off[round] = Stopwatch.GetElapsedTime(written).TotalMilliseconds - lifetime;
        }

        Array.Sort(off);
        TestContext.Out.WriteLine(
            $"clock's step {step:0.0} ms; by a fine clock ends were met from {off[0]:0.0} ms to {off[Rounds * 99 / 100]:0.0} ms (99 %), "
                + $"median {off[Rounds / 2]:0.0} ms");
        Assert.That(off[Rounds / 2], Is.InRange(-step - 1, step + 1));
    }

    /// <summary>Nobody asks for the items, and nobody steps the maintainer.</summary>
    [Test]
    public void Temporary_items_go_by_themselves()
    {
        const int Count = 20_000;
        using var store = new CacheStore(new CacheCoreOptions { MemoryLimit = 8 * Stores.MiB, TemporaryLifetime = 3 * Lifetime });
        for (int i = 0; i < Count; i++)
        {
            _ = store.Set(Keys.Make(i), new byte[100], ItemOptions.ExpiresAfter(Lifetime));
        }

        var watch = Stopwatch.StartNew();
        for (int i = 0; i < Count; i++)
        {
            _ = store.Set(Keys.Make(Count + i), new byte[1000]);
        }

        CacheStatistics full = store.GetStatistics();
        Assert.That(watch.Elapsed, Is.LessThan(Lifetime), "The machine is too slow, or too busy, to write in time.");
        Assert.That(full.Classes.Sum(one => one.Temporary.Items), Is.EqualTo(Count));
        Assert.That(full.Evictions, Is.GreaterThan(0));
        while (store.GetStatistics().Classes.Sum(one => one.Temporary.Items) > 0 && watch.Elapsed < 3 * Lifetime)
        {
            Thread.Sleep(10);
        }

        TestContext.Out.WriteLine($"gone {(watch.Elapsed - Lifetime).TotalMilliseconds:0} ms after the last of them had ended");
        CacheStatistics after = store.GetStatistics();
        Assert.That((after.Expirations, after.Items, after.Evictions), Is.EqualTo(((long)Count, full.Items - Count, full.Evictions)));
        Assert.That(after.MemoryUsed, Is.LessThan(full.MemoryUsed - (Count * 100)));
        Assert.That(watch.Elapsed, Is.LessThan(2 * Lifetime));
    }

    /// <summary>By how many milliseconds the coarse clock advances.</summary>
    private static double ClockStep()
    {
        const int Steps = 50;
        WaitForStep();
        long begin = Stopwatch.GetTimestamp();
        for (int step = 0; step < Steps; step++)
        {
            WaitForStep();
        }

        return Stopwatch.GetElapsedTime(begin).TotalMilliseconds / Steps;
    }

    private static void WaitForStep()
    {
        for (long now = Environment.TickCount64; Environment.TickCount64 == now;)
        {
        }
    }
}
