using System.Diagnostics;
using CacheCore.StressTests.Harness;
using CacheCore.Tests.Integrity;

namespace CacheCore.StressTests.Rules;

/// <summary>
/// One split, watched from close by: a bucket with a long chain, half of which moves, so that the split takes as long
/// as a split can.
/// </summary>
[Stress]
public class SplitTests
{
    private const int Half = 200;

    [Test]
    public void All_items_of_a_bucket_are_found_at_every_moment_of_its_split() => Repeat(static round =>
    {
        var crew = new Crew();
        crew.Add(1, (_, _) =>
            {
                round.Split();
                crew.Stop();
            })
            .AddLoop(1, (worker, random) =>
            {
                int key = random.Next(Half);
                byte[] value = Payload.Make(300 + random.Next(300), new Stamp(key, worker, 0));
                Check.That(round.Store.Set(round.Keys[key], value) == WriteResult.Stored, "Not stored.");
            })
            .AddLoop(1, (worker, random) =>
            {
                int key = random.Next(round.Keys.Length);
                byte[]? value = round.Store.Get(round.Keys[key]);
                Check.That(value is not null, $"Key {key} is there and was not found.");
                _ = Payload.Verify(value, key);
            })
            .Run(TimeSpan.FromSeconds(20));
        StoreIntegrity.Check(round.Store);
    });

    /// <summary>
    /// A reader found an item through the old bucket; before it copies, the split is published and somebody overwrites
    /// the item through the new bucket.
    /// </summary>
    [Test]
    public void What_was_found_through_the_old_bucket_does_not_count_once_the_new_one_is_open() => Repeat(static round =>
    {
        const int Key = 7;
        var reads = new SteppedReads(round.Store);
        int readersReady = 0;
        new Crew()
            .Add(1, (_, _) =>
            {
                SpinWait.SpinUntil(() => Volatile.Read(ref readersReady) != 0);
                round.Split();
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

    private static void Repeat(Action<Round> test)
    {
        var watch = Stopwatch.StartNew();
        do
        {
            using var round = new Round();
            test(round);
        }
        while (watch.Elapsed < StressTime.Rule);
    }

    /// <summary>A store that one more item makes split its first bucket. The first half of the keys moves.</summary>
    private sealed class Round : IDisposable
    {
        public const int ValueLength = 250;

        private readonly uint _buckets;
        private int _fillers = 1 << 20;

        public Round()
        {
            Store = Stores.Roomy();
            _buckets = Store.Parts.Index.Shape.Buckets;
            Keys = [.. Harness.Keys.InOneBucket(Store, Half, bucket: _buckets), .. Harness.Keys.InOneBucket(Store, Half, first: Half)];
            for (int key = 0; key < Keys.Length; key++)
            {
                _ = Store.Set(Keys[key], Payload.Make(ValueLength, new Stamp(key, 0, 0)));
            }

            while (!Store.Parts.Index.WantsToGrow && !IsPublished)
            {
                AddFiller();
            }
        }

        public CacheStore Store { get; }

        public byte[][] Keys { get; }

        public bool IsPublished => Store.Parts.Index.Shape.Buckets > _buckets;

        public void Split()
        {
            while (!IsPublished)
            {
                AddFiller();
            }
        }

        public void Dispose() => Store.Dispose();

        private void AddFiller()
        {
            int number = _fillers++;
            _ = Store.Set(Harness.Keys.Make(number), Payload.Make(8, new Stamp(number, 0, 0)));
        }
    }
}
