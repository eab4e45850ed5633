using CacheCore.StressTests.Harness;
using CacheCore.Tests.Integrity;

namespace CacheCore.StressTests.Rules;

/// <summary>A reader takes no lock, and still what it returns is one value, whole, of the key it asked for.</summary>
[Stress]
public class TornReadTests
{
    private const int KeyCount = 8;

    [Test]
    public void Values_that_change_their_size_are_never_torn()
    {
        using CacheStore store = Stores.Roomy();
        byte[][] keys = Keys.Many(KeyCount);
        new Crew()
            .AddLoop(3, (writer, random) => Change(store, keys, writer, random, random.Next(3000)))
            .AddLoop(5, (worker, random) =>
            {
                int key = random.Next(KeyCount);
                if (store.Get(keys[key]) is { } value)
                {
                    _ = Payload.Verify(value, key);
                }
            })
            .Run(StressTime.Rule);
        StoreIntegrity.Check(store);
    }

    /// <summary>
    /// Keys of one slab class, so that a freed chunk is the next write's, whatever its key. Each key has one length; any
    /// other was read off a chunk that had become another key's. (A reader that gives up on optimism begins by asking for none.)
    /// </summary>
    [Test]
    public void Memory_is_asked_for_only_once_the_length_is_proved()
    {
        using CacheStore store = Stores.Roomy(chunkSizes: [512]);
        var reads = new SteppedReads(store);
        byte[][] keys = Keys.InOneBucket(store, KeyCount, length: 200);
        new Crew()
            .AddLoop(4, (writer, random) => Change(store, keys, writer, random, length: null))
            .AddLoop(4, (worker, random) =>
            {
                int key = random.Next(KeyCount);
                _ = reads.Get(
                    keys[key],
                    length => Check.That(length == LengthOf(key) || length == 0, $"Key {key}: length {length} of another item."));
            })
            .Run(StressTime.Rule);
    }

    /// <summary>The reader loses its processor between the check of the lengths and the copy.</summary>
    [Test]
    public void A_copy_that_began_before_a_change_does_not_count()
    {
        using CacheStore store = Stores.Roomy(chunkSizes: [512]);
        var reads = new SteppedReads(store);
        byte[][] keys = Keys.Many(KeyCount);
        new Crew()
            .AddLoop(4, (writer, random) => Change(store, keys, writer, random, length: null))
            .AddLoop(4, (worker, random) =>
            {
                int key = random.Next(KeyCount);
                if (reads.Get(keys[key], static _ => Thread.Yield()) is { } value)
                {
                    _ = Payload.Verify(value, key);
                }
            })
            .Run(StressTime.Rule);
        StoreIntegrity.Check(store);
    }

    private static int LengthOf(int key) => 100 + key;

    private static void Change(CacheStore store, byte[][] keys, int writer, Random random, int? length)
    {
        int key = random.Next(keys.Length);
        if (random.Next(3) == 0)
        {
            _ = store.Remove(keys[key]);
        }
        else
        {
            // Items with flags take the longer way through a read.
            var options = new ItemOptions { Flags = (uint)key % 2 };
            byte[] value = Payload.Make(length ?? LengthOf(key), new Stamp(key, writer, random.Next()));
            WriteResult result = store.Set(keys[key], value, options);
            Check.That(result == WriteResult.Stored, $"Set: {result}.");
        }
    }
}
