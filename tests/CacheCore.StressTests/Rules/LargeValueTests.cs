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
                    : store.Set(keys[key], Payload.Make((4 * Megabyte) - random.Next(3), new Stamp(key, writer, random.Next()))) == WriteResult.Stored;
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
    }
}
