using CacheCore.StressTests.Harness;

namespace CacheCore.StressTests.Rules;

/// <summary>Counts are kept per thread with plain adds, and a thread that ends leaves its counts to the next.</summary>
[Stress]
public class StatisticsTests
{
    [Test]
    public void Counts_are_exact_after_many_threads_have_come_and_gone()
    {
        using CacheStore store = Stores.Roomy();
        byte[][] keys = Keys.Many(100);
        long hits = 0;
        long misses = 0;
        long writes = 0;
        long removes = 0;
        for (int generation = 0; generation < 20; generation++)
        {
            new Crew()
                .AddLoop(8, (worker, random) =>
                {
                    byte[] key = keys[random.Next(keys.Length)];
                    switch (random.Next(4))
                    {
                        case 0:
                            Check.That(store.Set(key, new byte[random.Next(500)]) == WriteResult.Stored, "Not stored.");
                            _ = Interlocked.Increment(ref writes);
                            break;
                        case 1:
                            _ = store.Remove(key) ? Interlocked.Increment(ref removes) : 0;
                            break;
                        default:
                            _ = store.Get(key) is null ? Interlocked.Increment(ref misses) : Interlocked.Increment(ref hits);
                            break;
                    }
                })
                .Run(StressTime.Rule / 20);
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }

        CacheStatistics actual = store.GetStatistics();
        Assert.That((actual.Hits, actual.Misses, actual.Writes, actual.Removes), Is.EqualTo((hits, misses, writes, removes)));
    }
}
