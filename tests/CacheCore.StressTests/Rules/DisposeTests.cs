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

    private static void Round(byte[][] keys)
    {
        CacheStore store = Stores.Tight(4 * Stores.MiB);
        int inside = 8;
        new Crew()
            .Add(4, (writer, random) => UntilDisposed(() =>
            {
                int key = random.Next(KeyCount);
                int length = random.Next(20) == 0 ? random.Next(400_000) : random.Next(2000);
                _ = store.Set(keys[key], Payload.Make(length, new Stamp(key, writer, 0)));
            }))
            .Add(1, (worker, random) => UntilDisposed(() => store.Remove(keys[random.Next(KeyCount)])))
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
        for (uint number = 0; number < store.Parts.Index.Shape.Buckets; number++)
        {
            HashBucket bucket = store.Parts.Index.Bucket(number);
            Check.That(!bucket.Word.IsLocked && bucket.Word.Line == 0, $"Bucket {number} was left locked, or with lines.");
            for (int slot = HashBucket.FirstSlot; slot < HashBucket.EndSlot; slot++)
            {
                Check.That(bucket[slot].IsEmpty, $"Bucket {number} of a store that has ended holds an item.");
            }
        }
    }
}
