using System.Diagnostics;
using CacheCore.Index;
using CacheCore.StressTests.Harness;
using CacheCore.Tests.Integrity;

namespace CacheCore.StressTests.Rules;

/// <summary>
/// One split, watched from close by: of a bucket with a chain so long that the split takes its time.
/// </summary>
[Stress]
public class SplitTests
{
    /// <summary>Items that move; many take long to copy.</summary>
    private const int Moving = 200;

    /// <summary>
    /// With many items that stay, there is time between the opening of the new bucket and the end of the split; with few, a
    /// split can begin and end between two steps of somebody who looks for a bucket.
    /// </summary>
    [TestCase(200)]
    [TestCase(4)]
    public void All_items_of_a_bucket_are_found_at_every_moment_of_its_split(int staying) => Repeat(staying, static round =>
    {
        var crew = new Crew();
        int atWork = 0;
        crew.Add(1, (_, _) =>
            {
                SpinWait.SpinUntil(() => Volatile.Read(ref atWork) > 20);
                round.Split();
                crew.Stop();
            })
            .AddLoop(1, (worker, random) =>
            {
                _ = Interlocked.Increment(ref atWork);
                int key = random.Next(Moving);
                byte[] value = Payload.Make(300 + random.Next(300), new Stamp(key, worker, 0));
                Check.That(round.Store.Set(round.Keys[key], value) == WriteResult.Stored, "Not stored.");
            })
            .AddLoop(2, (worker, random) =>
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
    /// A reader found an item through the old bucket; before it copies, the split is published and somebody overwrites
    /// the item through the new bucket.
    /// </summary>
    [Test]
    public void What_was_found_through_the_old_bucket_does_not_count_once_the_new_one_is_open() => Repeat(staying: 200, static round =>
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

    private static void Repeat(int staying, Action<Round> test)
    {
        var watch = Stopwatch.StartNew();
        do
        {
            using var round = new Round(staying);
            test(round);
        }
        while (watch.Elapsed < StressTime.Rule);
    }

    /// <summary>A store that a few more items make split its first bucket. The first keys move.</summary>
    private sealed class Round : IDisposable
    {
        public const int ValueLength = 250;

        /// <summary>From here on the index grows.</summary>
        private const double ItemsPerBucket = HashIndex.Load;

        private readonly uint _buckets;
        private int _fillers = 1 << 20;

        public Round(int staying)
        {
            Store = Stores.Roomy(chunkSizes: [512, 1024]);
            _buckets = Store.Parts.Memory.Index.Shape.Buckets;
            Keys =
            [
                .. Harness.Keys.InOneBucket(Store, Moving, bucket: _buckets),
                .. Harness.Keys.InOneBucket(Store, staying, first: Moving),
            ];
            for (int key = 0; key < Keys.Length; key++)
            {
                _ = Store.Set(Keys[key], Payload.Make(ValueLength, new Stamp(key, 0, 0)));
            }

            for (int items = Keys.Length; items < (int)(_buckets * ItemsPerBucket) - 1; items++)
            {
                AddFiller();
            }

            Check.That(!IsPublished, "The split came too early for anybody to watch it.");
        }

        public CacheStore Store { get; }

        public byte[][] Keys { get; }

        public bool IsPublished => Store.Parts.Memory.Index.Shape.Buckets > _buckets;

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
