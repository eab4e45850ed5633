using CacheCore.Access.Items;
using CacheCore.Parts;
using CacheCore.StressTests.Harness;
using CacheCore.Tests.Integrity;

namespace CacheCore.StressTests.Rules;

/// <summary>Large values are copied over many pages with no lock, for longer than their bucket stays the same.</summary>
[Stress]
public class LargeValueTests
{
    private const int Megabyte = 1 << 20;

    [Test]
    public void Pages_of_two_values_are_never_mixed()
    {
        using CacheStore store = Stores.Roomy();
        byte[][] keys = Keys.Many(1);
        new Crew()
            .AddLoop(3, (writer, random) =>
            {
                int key = random.Next(keys.Length);
                _ = random.Next(8) == 0
                    ? store.Remove(keys[key])
                    : store.Set(keys[key], Payload.Make((4 * Megabyte) - random.Next(3), new Stamp(key, writer, random.Next())))
                        == WriteResult.Stored;
            })
            .AddLoop(4, (worker, random) =>
            {
                int key = random.Next(keys.Length);
                if (store.Get(keys[key]) is { } value)
                {
                    _ = Payload.Verify(value, key);
                }
            })
            .Run(StressTime.Rule);
        StoreIntegrity.Check(store);
    }

    /// <summary>
    /// The large value's bucket is written many times during each copy of it. Its readers need not begin anew for that;
    /// only the short look at the bucket itself may have to be taken again.
    /// </summary>
    [Test]
    public void Writes_to_the_bucket_do_not_starve_readers_of_a_large_value()
    {
        using CacheStore store = Stores.Roomy();
        byte[][] keys = Keys.InOneBucket(store, 5);
        byte[][] values = [.. Enumerable.Range(0, keys.Length).Select(key => Payload.Make(3000, new Stamp(key, 0, 0)))];
        _ = store.Set(keys[0], Payload.Make(8 * Megabyte, new Stamp(0, 0, 0)));
        int reads = 0;
        new Crew()
            .AddLoop(3, (writer, _) => store.Set(keys[1 + writer], values[1 + writer]))
            .AddLoop(2, (_, _) =>
            {
                byte[]? value = store.Get(keys[0]);
                Check.That(value is not null, "The large value is there and was not found.");
                _ = Payload.Verify(value, 0);
                _ = Interlocked.Increment(ref reads);
            })
            .Run(StressTime.Rule);
        long retries = store.Parts.Counters.Sum(StoreCounter.ReadRetries);
        TestContext.Out.WriteLine($"{reads} reads, {retries} looks taken again");
        Assert.That(reads, Is.GreaterThan(4));
        Assert.That(retries, Is.LessThan(3 * reads));
        Assert.That(store.Parts.Counters.Sum(StoreCounter.HeldReads), Is.Zero, "Copies begun anew, though the value stayed.");
    }

    /// <summary>
    /// Each copy takes longer than the value stays. The tries are counted, not timed: one in vain, and one of a value that is held.
    /// </summary>
    [TestCase(1, 8)]
    [TestCase(4, 32)]
    public void Readers_of_a_large_value_that_is_written_all_the_time_come_to_an_end(int writers, int megabytes)
    {
        using CacheStore store = new(new CacheCoreOptions
        {
            MemoryLimit = 512 * Stores.MiB,
            BackgroundMaintenance = false,
            MaxItemSize = 64 << 20,
        });
        byte[] key = Keys.Make(0);
        ulong hash = store.Parts.Memory.Hash.Of(key);
        byte[][] values = [.. Enumerable.Range(0, writers).Select(writer => Payload.Make(megabytes * Megabyte, new Stamp(0, writer, 0)))];
        _ = store.Set(key, values[0]);
        int most = 0;
        int reads = 0;
        long rejected = 0;
        var crew = new Crew();
        crew.AddLoop(writers, (writer, _) => Interlocked.Add(ref rejected, store.Set(key, values[writer]) == WriteResult.Stored ? 0 : 1))
            .Add(2, (_, _) =>
            {
                var reader = new CountingReader(new byte[megabytes * Megabyte]);
                do
                {
                    reader.Prepared = 0;
                    ReadResult result = store.Reads.Read(key, hash, ref reader);
                    Check.That(result == ReadResult.Hit, $"{result}");
                    _ = Payload.Verify(reader.Value, 0);
                    InterlockedMax(ref most, reader.Prepared);
                    _ = Interlocked.Increment(ref reads);
                }
                while (crew.GoesOn);
            })
            .Run(StressTime.Rule);
        TestContext.Out.WriteLine(
            $"{reads} reads, {store.Parts.Counters.Sum(StoreCounter.HeldReads)} of held values, {most} tries at most, "
                + $"{rejected} writes rejected");
        Assert.That(most, Is.LessThanOrEqualTo(2));
        Assert.That(rejected, Is.Zero);
        StoreIntegrity.Check(store);
    }

    private static void InterlockedMax(ref int most, int value)
    {
        for (int seen = Volatile.Read(ref most); seen < value; seen = Volatile.Read(ref most))
        {
            _ = Interlocked.CompareExchange(ref most, value, seen);
        }
    }

    /// <summary>Counts how often it is asked where the value should go: once a try.</summary>
    private struct CountingReader(byte[] destination) : IItemReader
    {
        public static bool WantsSight => false;

        public static bool WantsInfo => false;

        public static bool IsCounted => true;

        public int Prepared { get; set; }

        public readonly byte[] Value => destination;

        public Span<byte> Prepare(int valueLength)
        {
            Prepared++;
            return destination;
        }

        public Span<byte> Prepare(scoped in ItemSight sight) => Prepare(sight.ValueLength);

        public readonly void Note(in ItemInfo info)
        {
        }
    }
}
