using System.Diagnostics;
using CacheCore.Index;
using CacheCore.StressTests.Harness;
using CacheCore.Tests.Integrity;

namespace CacheCore.StressTests.Rules;

/// <summary>The index shrinks under readers and writers.</summary>
[Stress]
public class MergeTests
{
    private const int Present = 2000;

    /// <summary>Items of the last bucket and of its source; many take long to merge.</summary>
    private const int Many = 120;

    /// <summary>So few that the bucket has no overflow line, whose number would tell the reader that something has changed.</summary>
    private const int Few = 5;

    [Test]
    public void Present_keys_are_found_and_absent_ones_are_not_while_the_index_shrinks_and_grows()
    {
        using CacheStore store = Stores.Roomy();
        byte[][] keys = Keys.Many(3 * Present);
        for (int key = 0; key < Present; key++)
        {
            _ = store.Set(keys[key], Payload.Make(40, new Stamp(key, 0, 0)));
        }

        Crew crew = new Crew()
            .AddLoop(2, (writer, random) =>
            {
                // Keys of its own, so that it knows what is there; large enough to be published.
                int key = (2 * Present) + (random.Next(Present) / 2 * 2) + (writer % 2);
                for (int time = 0; time < 10; time++)
                {
                    Check.That(store.Set(keys[key], new byte[300 + (time % 2 * 300)]) == WriteResult.Stored, "Not stored.");
                }

                Check.That(store.Remove(keys[key]), $"Key {key} was set and could not be removed.");
                Check.That(!store.Contains(keys[key]), $"Key {key} was removed and is back.");
            })
            .AddLoop(4, (reader, random) =>
            {
                int key = random.Next(4) == 0 ? Present + random.Next(Present) : random.Next(Present);
                byte[]? value = store.Get(keys[key]);
                Check.That((value is not null) == (key < Present), $"Key {key} of {Present}: {(value is null ? "not " : "")}found.");
                if (value is not null)
                {
                    _ = Payload.Verify(value, key);
                }
            });
        new Tide(store, firstKey: 3 * Present, items: 20_000).JoinTo(crew).Run(StressTime.Rule * 2);
        TestContext.Out.WriteLine($"{store.Parts.Memory.Index.Merges} merges");
        Assert.That(store.Parts.Memory.Index.Merges, Is.GreaterThan(1000));
        StoreIntegrity.Check(store);
    }

    /// <summary>One merge, watched from close by: of buckets with chains so long that it takes its time.</summary>
    [Test]
    public void All_items_of_a_bucket_are_found_at_every_moment_of_its_merge() => Repeat(Many, static round =>
    {
        var crew = new Crew();
        int atWork = 0;
        crew.Add(1, (_, _) =>
            {
                SpinWait.SpinUntil(() => Volatile.Read(ref atWork) > 20);
                round.Merge();
                crew.Stop();
            })
            .AddLoop(1, (worker, random) =>
            {
                _ = Interlocked.Increment(ref atWork);
                int key = random.Next(Many);
                byte[] value = Payload.Make(300 + random.Next(300), new Stamp(key, worker, 0));
                Check.That(round.Store.Set(round.Keys[key], value) == WriteResult.Stored, "Not stored.");
            })
            .AddLoop(2, (reader, random) =>
            {
                _ = Interlocked.Increment(ref atWork);
                int key = random.Next(round.Keys.Length);
                byte[]? value = round.Store.Get(round.Keys[key]);
                Check.That(value is not null, $"Key {key} is there and was not found.");
                _ = Payload.Verify(value, key);
            })
            .Run(TimeSpan.FromSeconds(20));
        StoreIntegrity.Check(round.Store);
    });

    /// <summary>
    /// A reader found an item through the last bucket; before it copies, the merge is published and somebody overwrites
    /// the item through the source.
    /// </summary>
    [Test]
    public void What_was_found_through_the_last_bucket_does_not_count_once_the_source_is_open() => Repeat(Few, static round =>
    {
        const int Key = 3;
        var reads = new SteppedReads(round.Store);
        int readersReady = 0;
        new Crew()
            .Add(1, (_, _) =>
            {
                SpinWait.SpinUntil(() => Volatile.Read(ref readersReady) != 0);
                round.Merge();
            })
            .Add(1, (_, _) =>
            {
                byte[] next = Payload.Make(Round.ValueLength - 2, new Stamp(Key, 1, 1));
                byte[]? value = reads.Get(round.Keys[Key], length =>
                {
                    if (Interlocked.Exchange(ref readersReady, 1) == 0)
                    {
                        while (!round.IsPublished)
                        {
                        }

                        _ = round.Store.Set(round.Keys[Key], next);
                    }
                });
                Check.That(value is not null, "The item is there and was not found.");
                _ = Payload.Verify(value, Key);
            })
            .Run(TimeSpan.FromSeconds(20));
    });

    private static void Repeat(int merging, Action<Round> test)
    {
        var watch = Stopwatch.StartNew();
        do
        {
            using var round = new Round(merging);
            test(round);
        }
        while (watch.Elapsed < StressTime.Rule);
    }

    /// <summary>A store whose last bucket is too many. The first keys are in it, the others in the one that it is merged into.</summary>
    private sealed class Round : IDisposable
    {
        public const int ValueLength = 250;

        private readonly uint _buckets;

        public Round(int merging)
        {
            Store = Stores.Roomy(chunkSizes: [512, 1024]);
            HashIndex index = Store.Parts.Memory.Index;
            _buckets = index.Shape.Buckets + 1;
            int fillers = 0;
            for (int number = 1 << 20; index.Shape.Buckets < _buckets; number++, fillers++)
            {
                _ = Store.Set(Harness.Keys.Make(number), [1]);
            }

            Keys =
            [
                .. Harness.Keys.InOneBucket(Store, merging, bucket: _buckets - 1),
                .. Harness.Keys.InOneBucket(Store, merging, first: merging),
            ];
            for (int number = 1 << 20; fillers > 0; number++, fillers--)
            {
                _ = Store.Remove(Harness.Keys.Make(number));
            }

            for (int key = 0; key < Keys.Length; key++)
            {
                _ = Store.Set(Keys[key], Payload.Make(ValueLength, new Stamp(key, 0, 0)));
            }

            // A batch of items may have been worth two splits.
            while (index.Shape.Buckets > _buckets)
            {
                Merge();
            }

            Check.That(index.Shape.Buckets == _buckets && index.HasSurplusBucket, "There is no bucket to merge.");
        }

        public CacheStore Store { get; }

        public byte[][] Keys { get; }

        public bool IsPublished => Store.Parts.Memory.Index.Shape.Buckets < _buckets;

        public void Merge() => Check.That(Store.Parts.Memory.Index.TryShrink(), "It was not merged.");

        public void Dispose() => Store.Dispose();
    }
}
