using System.Buffers.Binary;
using CacheCore.StressTests.Harness;
using CacheCore.Tests.Integrity;

namespace CacheCore.StressTests.Rules;

/// <summary>Values that are made while others remove, write and clear what they are made from.</summary>
[Stress]
public class CreationTests
{
    private const int Keys = 4;

    /// <summary>One writer a key changes the source and then the cache. Whoever asks after that never gets a number from before.</summary>
    [TestCase(8)]
    [TestCase(50_000)]
    public void A_change_wins_over_every_factory_that_began_before_it(int length)
    {
        using CacheStore store = Stores.Roomy();
        string[] keys = [.. Enumerable.Range(0, Keys).Select(key => $"key {key}")];
        long[] source = new long[Keys];
        long[] changed = new long[Keys];
        long made = 0;
        new Crew()
            .AddLoop(2, (worker, random) =>
            {
                int key = (random.Next(Keys / 2) * 2) + worker;
                long number = Interlocked.Increment(ref source[key]);
                switch (random.Next(6))
                {
                    case 0:
                        _ = store.Set(keys[key], Value(number, length));
                        break;
                    case 1:
                        store.Clear();
                        break;
                    case 2:
                        _ = store.Add(keys[key], Value(number, length)) == WriteResult.Stored || store.Remove(keys[key]);
                        break;
                    default:
                        _ = store.Remove(keys[key]);
                        break;
                }

                Volatile.Write(ref changed[key], number);
                Thread.SpinWait(random.Next(2000));
            })
            .AddLoop(6, (_, random) =>
            {
                int key = random.Next(Keys);
                long earliest = Volatile.Read(ref changed[key]);
                byte[] value = store.GetOrCreate(keys[key], _ =>
                {
                    long number = Interlocked.Read(ref source[key]);
                    Thread.SpinWait(random.Next(1000));
                    Interlocked.Increment(ref made);
                    return Value(number, length);
                });
                long got = BinaryPrimitives.ReadInt64LittleEndian(value);
                Check.That(got >= earliest, $"Got {got} of key {key}, which was {earliest} before it was asked for.");
            })
            .Run(StressTime.Rule);
        Assert.That(made, Is.GreaterThan(10));
        StoreIntegrity.Check(store);
    }

    private static byte[] Value(long number, int length)
    {
        byte[] value = new byte[length];
        BinaryPrimitives.WriteInt64LittleEndian(value, number);
        return value;
    }
}
