using CacheCore.StressTests.Harness;
using CacheCore.Tests.Integrity;

namespace CacheCore.StressTests.Rules;

/// <summary>A read moves the deadline of a sliding item by itself, after it has let go of everything it read.</summary>
[Stress]
public class SlidingTests
{
    private const int KeyCount = 6;

    private static readonly TimeSpan Window = TimeSpan.FromSeconds(64);

    /// <summary>All items share one slab class: a sliding item's chunk is soon one of an item that never ends.</summary>
    [Test]
    public void A_renewed_deadline_never_lands_on_another_item()
    {
        var clock = new ManualClock();
        using CacheStore store = Stores.Roomy(clock, chunkSizes: [256]);
        byte[][] keys = Keys.InOneBucket(store, 2 * KeyCount);
        var sliding = new ItemOptions { SlidingExpiration = Window };
        bool[] present = new bool[keys.Length];
        new Crew()
            .AddLoop(3, (writer, random) =>
            {
                // Each key has one writer, who looks at what became of its endless items before they go.
                int key = (random.Next(keys.Length / 3) * 3) + writer;
                bool slides = key < KeyCount;
                if (!slides && present[key])
                {
                    Check.That(store.TryGetInfo(keys[key], out ItemInfo info), $"Key {key} never ends and is gone.");
                    Check.That(info.TimeToLive is null, $"Key {key} never ends and has {info.TimeToLive} to live.");
                }

                present[key] = random.Next(2) == 0;
                _ = present[key]
                    ? store.Set(keys[key], Payload.Make(slides ? 92 : 100, new Stamp(key, writer, 0)), slides ? sliding : default)
                        == WriteResult.Stored
                    : store.Remove(keys[key]);
            })
            .AddLoop(5, (worker, random) =>
            {
                if (random.Next(20) == 0)
                {
                    clock.Advance(Window / 32);
                }

                _ = store.Get(keys[random.Next(KeyCount)]);
            })
            .Run(StressTime.Rule);
        StoreIntegrity.Check(store);
    }

    [Test]
    public void A_refresh_is_not_undone_by_a_slower_reader()
    {
        var clock = new ManualClock();
        using CacheStore store = Stores.Roomy(clock);
        byte[] key = Keys.Make(1);
        _ = store.Set(key, Payload.Make(100, new Stamp(1, 0, 0)), new ItemOptions { SlidingExpiration = Window });
        new Crew()
            .AddLoop(1, (_, _) =>
            {
                clock.Advance(Window / 16);
                Check.That(store.Refresh(key), "The item is gone, though it was refreshed all the time.");
                for (int look = 0; look < 200; look++)
                {
                    Check.That(store.TryGetInfo(key, out ItemInfo info), "The item is gone, though it was refreshed all the time.");
                    Check.That(info.TimeToLive == Window, $"Refreshed to {Window}, but only {info.TimeToLive} are left.");
                }
            })
            .AddLoop(5, (_, _) => store.Get(key))
            .Run(StressTime.Rule);
    }
}
