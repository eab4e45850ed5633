using System.Diagnostics;
using CacheCore.Index;
using CacheCore.StressTests.Harness;

namespace CacheCore.StressTests.Rules;

/// <summary>The store ends while verbs are inside: they end too, or say that it has ended, and nothing faults.</summary>
[Stress]
public class DisposeTests
{
    private const int KeyCount = 500;

    [Test]
    public void Verbs_inside_a_store_that_ends_come_out()
    {
        byte[][] keys = Keys.Many(KeyCount);
        var watch = Stopwatch.StartNew();
        do
        {
            Round(keys);
        }
        while (watch.Elapsed < StressTime.Rule);
    }

    /// <summary>All want one bucket, so that most wait for it when the store ends, and get it when it is too late.</summary>
    [Test]
    public void A_writer_that_waited_for_its_bucket_meanwhile_stores_nothing()
    {
        var watch = Stopwatch.StartNew();
        do
        {
            CacheStore store = Stores.Roomy();
            byte[][] keys = Keys.InOneBucket(store, 4);
            byte[] value = new byte[500];
            int inside = 6;
            int writes = 0;
            new Crew()
                .Add(6, (writer, random) =>
                {
                    try
                    {
                        while (true)
                        {
                            _ = store.Set(keys[random.Next(keys.Length)], value.AsSpan(0, random.Next(300, 500)));
                            _ = Interlocked.Increment(ref writes);
                        }
                    }
                    catch (ObjectDisposedException)
                    {
                        _ = Interlocked.Decrement(ref inside);
                    }
                })
                .Add(1, (_, _) =>
                {
                    SpinWait.SpinUntil(() => Volatile.Read(ref writes) > 100);
                    store.Dispose();
                    SpinWait.SpinUntil(() => Volatile.Read(ref inside) == 0);
                    CheckEmpty(store);
                })
                .Run(TimeSpan.FromSeconds(20));
        }
        while (watch.Elapsed < StressTime.Rule);
    }

    /// <summary>What is merged goes to buckets that the end of the store may have emptied already.</summary>
    [Test]
    public void Buckets_that_are_merged_while_the_store_ends_are_empty_too()
    {
        const int Items = 4000;
        const int Fillers = 20_000;
        byte[][] keys = Keys.Many(Items + Fillers);
        var watch = Stopwatch.StartNew();
        do
        {
            CacheStore store = Stores.Roomy();
            Array.ForEach(keys, key => store.Set(key, [1]));
            Array.ForEach(keys[Items..], key => store.Remove(key));
            int merges = 0;
            new Crew()
                .Add(1, (_, _) =>
                {
                    while (store.Parts.Memory.Index.TryShrink())
                    {
                        _ = Interlocked.Increment(ref merges);
                    }
                })
                .Add(1, (_, _) =>
                {
                    SpinWait.SpinUntil(() => Volatile.Read(ref merges) > 10);
                    store.Dispose();
                })
                .Run(TimeSpan.FromSeconds(20));
            CheckEmpty(store);
        }
        while (watch.Elapsed < StressTime.Rule);
    }

    private static void Round(byte[][] keys)
    {
        CacheStore store = Stores.Tight(4 * Stores.MiB);
        int inside = 9;
        new Crew()
            .Add(4, (writer, random) => UntilDisposed(() =>
            {
                int key = random.Next(KeyCount);
                int length = random.Next(20) == 0 ? random.Next(400_000) : random.Next(2000);
                _ = store.Set(keys[key], Payload.Make(length, new Stamp(key, writer, 0)));
            }))
            .Add(1, (worker, random) => UntilDisposed(() => store.Remove(keys[random.Next(KeyCount)])))
            .Add(1, (worker, random) => UntilDisposed(() => store.MemoryLimit = Stores.MiB << random.Next(4)))
            .Add(3, (worker, random) => UntilDisposed(() =>
            {
                int key = random.Next(KeyCount);
                if (store.Get(keys[key]) is { } value)
                {
                    _ = Payload.Verify(value, key);
                }
            }))
            .Add(1, (_, _) =>
            {
                SpinWait.SpinUntil(() => store.GetStatistics().Writes > 2000);
                store.Dispose();
                SpinWait.SpinUntil(() => Volatile.Read(ref inside) == 0);
                CheckEmpty(store);
            })
            .Run(TimeSpan.FromSeconds(20));

        void UntilDisposed(Action verb)
        {
            try
            {
                while (true)
                {
                    verb();
                }
            }
            catch (ObjectDisposedException)
            {
                _ = Interlocked.Decrement(ref inside);
            }
        }
    }

    private static void CheckEmpty(CacheStore store)
    {
        for (uint number = 0; number < store.Parts.Memory.Index.Shape.Buckets; number++)
        {
            HashBucket bucket = store.Parts.Memory.Index.Bucket(number);
            Check.That(!bucket.Word.IsLocked && bucket.Word.Line == 0, $"Bucket {number} was left locked, or with lines.");
            for (int slot = HashBucket.FirstSlot; slot < HashBucket.EndSlot; slot++)
            {
                Check.That(bucket[slot].IsEmpty, $"Bucket {number} of a store that has ended holds an item.");
            }
        }
    }
}
