using System.Diagnostics;
using CacheCore.StressTests.Harness;
using CacheCore.Tests.Integrity;

namespace CacheCore.StressTests;

/// <summary>How long a lowered limit takes while everybody is busy with something else.</summary>
[Stress]
public class SettleTests
{
    private const long Limit = 256 * Stores.MiB;
    private const long Lowered = 32 * Stores.MiB;

    /// <summary>A quiet machine of two processors needs a few seconds; this one may have much else to do.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [TestCase(20, 4)]
    [TestCase(20, 1)]
    [TestCase(1000, 4)]
    public void A_lowered_limit_is_carried_out_under_writers_and_a_slow_listener(int valueLength, int writers)
    {
        using var store = new CacheStore(new CacheCoreOptions { MemoryLimit = Limit });
        store.ItemRemoved += (_, _) => Thread.Sleep(1);
        byte[] value = new byte[valueLength];
        TimeSpan took = TimeSpan.Zero;
        var crew = new Crew();
        crew.AddLoop(writers, (writer, random) => store.Set(Keys.Make(random.Next()), value))
            .Add(1, (_, _) =>
            {
                Check.That(SpinWait.SpinUntil(() => store.GetStatistics().Evictions > 100_000, Patience), "The store does not fill up.");
                store.MemoryLimit = Lowered;
                long evicted = store.GetStatistics().Evictions;
                var watch = Stopwatch.StartNew();
                while (store.GetStatistics().MemoryUsed > Lowered && watch.Elapsed < Patience)
                {
                    Thread.Sleep(10);
                }

                took = watch.Elapsed;
                TestContext.Out.WriteLine(
                    $"{Limit >> 20} to {Lowered >> 20} MiB, {valueLength} bytes, {writers} writers: {took.TotalSeconds:0.00} s, "
                    + $"{(store.GetStatistics().Evictions - evicted) / took.TotalSeconds / 1e6:0.00} million evictions a second");
                crew.Stop();
            })
            .Run(Patience * 3);
        StoreIntegrity.Check(store);
        Assert.That(took, Is.LessThan(Patience));
    }
}
