using System.Diagnostics;
using CacheCore.Index;
using CacheCore.StressTests.Harness;
using CacheCore.Tests.Integrity;

namespace CacheCore.StressTests.Rules;

/// <summary>The index splits its buckets one by one under readers and writers.</summary>
[Stress]
public class GrowthTests
{
    private const int Present = 2000;

    /// <summary>Many small indexes that grow sixtyfold, so that each reader's bucket is soon the one that is split.</summary>
    [Test]
    public void Present_keys_are_found_and_absent_ones_are_not_while_the_index_grows()
    {
        var watch = Stopwatch.StartNew();
        do
        {
            Round(added: 30_000);
        }
        while (watch.Elapsed < StressTime.Rule * 2);
    }

    [Test]
    public void From_nothing_to_a_million_items()
    {
        using var store = new CacheStore(new CacheCoreOptions { MemoryLimit = 256 * Stores.MiB, BackgroundMaintenance = false });
        const int PerWriter = 250_000;
        int[] done = new int[4];
        int working = done.Length;
        var crew = new Crew();
        crew.Add(done.Length, (writer, random) =>
            {
                for (int i = 0; i < PerWriter; i++)
                {
                    int number = (writer * PerWriter) + i;
                    byte[] key = Keys.Make(number);
                    Check.That(store.Set(key, Payload.Make(4, new Stamp(number, writer, 0))) == WriteResult.Stored, "Not stored.");

                    // Every fourth one goes and comes back, so that chunks are used again at once.
                    if (i % 4 == 0)
                    {
                        Check.That(store.Remove(key), $"Key {number} was set and could not be removed.");
                        Check.That(store.Get(key) is null, $"Key {number} was removed and is back.");
                        Check.That(store.Set(key, Payload.Make(4, new Stamp(number, writer, 0))) == WriteResult.Stored, "Not stored.");
                    }

                    Volatile.Write(ref done[writer], i + 1);
                }

                if (Interlocked.Decrement(ref working) == 0)
                {
                    crew.Stop();
                }
            })
            .AddLoop(4, (worker, random) =>
            {
                int writer = random.Next(done.Length);
                int limit = Volatile.Read(ref done[writer]);
                if (limit > 0)
                {
                    int back = Math.Min(limit, 5000);
                    int number = (writer * PerWriter) + limit - 1 - random.Next(back);
                    byte[]? value = store.Get(Keys.Make(number));
                    Check.That(value is not null, $"Key {number} is there and was not found.");
                    _ = Payload.Verify(value, number);
                }
            })
            .Run(TimeSpan.FromMinutes(2));
        StoreIntegrity.Check(store);
        Assert.That(store.GetStatistics().Items, Is.EqualTo(done.Length * PerWriter));
    }

    /// <summary>Of a few present keys the one whose bucket is split next: what a reader meets most is what is about to happen.</summary>
    private static int SoonToMove(CacheStore store, ulong[] hashes, Random random)
    {
        IndexShape shape = store.Parts.Memory.Index.Shape;
        int chosen = 0;
        uint nearest = uint.MaxValue;
        for (int look = 0; look < 6; look++)
        {
            int key = random.Next(hashes.Length);
            uint distance = shape.BucketOf(hashes[key]) - shape.SplitSource;
            if (distance <= nearest)
            {
                nearest = distance;
                chosen = key;
            }
        }

        return chosen;
    }

    private static void Round(int added)
    {
        using CacheStore store = Stores.Roomy();
        byte[][] keys = Keys.Many(3 * Present);
        for (int key = 0; key < Present; key++)
        {
            _ = store.Set(keys[key], Payload.Make(40, new Stamp(key, 0, 0)));
        }

        ulong[] hashes = [.. keys[..Present].Select(key => store.Parts.Memory.Hash.Of(key))];
        ulong[] ownHashes = [.. keys[(2 * Present)..].Select(key => store.Parts.Memory.Hash.Of(key))];
        int next = 3 * Present;
        new Crew()
            .Add(2, (_, _) =>
            {
                for (int number = next; number < added; number = Interlocked.Increment(ref next))
                {
                    _ = store.Set(Keys.Make(number), Payload.Make(8, new Stamp(number, 0, 0)));
                }
            })
            .Add(2, (writer, random) =>
            {
                // Keys of its own, so that it knows what is there; large enough to be published.
                byte[][] values = [new byte[300], new byte[600]];
                while (next < added)
                {
                    int key = SoonToMove(store, ownHashes, random) / 2 * 2 + (writer % 2);
                    byte[] mine = keys[(2 * Present) + key];
                    for (int time = 0; time < 10; time++)
                    {
                        Check.That(store.Set(mine, values[time % 2]) == WriteResult.Stored, "Not stored.");
                    }

                    Check.That(store.Remove(mine), $"Key {key} was set and could not be removed.");
                    Check.That(!store.Contains(mine), $"Key {key} was removed and is back.");
                }
            })
            .Add(4, (worker, random) =>
            {
                while (next < added)
                {
                    int key = random.Next(4) == 0 ? Present + random.Next(Present) : SoonToMove(store, hashes, random);
                    byte[]? value = store.Get(keys[key]);
                    Check.That((value is not null) == (key < Present), $"Key {key} of {Present}: {(value is null ? "not " : "")}found.");
                    if (value is not null)
                    {
                        _ = Payload.Verify(value, key);
                    }

                    // Nothing but looks at the index, so that a reader that loses its processor most likely loses it there.
                    for (int time = 0; time < 50; time++)
                    {
                        Check.That(store.Contains(keys[key]) == (key < Present), $"Key {key} of {Present}: not so any more.");
                    }
                }
            })
            .Run(TimeSpan.FromSeconds(20));
        StoreIntegrity.Check(store);
    }
}
