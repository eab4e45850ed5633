using CacheCore.StressTests.Harness;
using CacheCore.Tests.Integrity;

namespace CacheCore.StressTests.Rules;

/// <summary>
/// A reader that finds nothing says so only if nothing was there: while slots of a bucket move to fill gaps, every slot is
/// in one of two places, and a reader that looks at one place too early and at the other too late sees it in neither.
/// </summary>
[Stress]
public class MissTests
{
    private const int Present = 10;
    private const int Churned = 12;

    [Test]
    public void A_present_key_never_misses_while_its_bucket_changes()
    {
        using CacheStore store = Stores.Roomy();
        byte[][] keys = Keys.InOneBucket(store, Present + Churned);
        var reads = new SteppedReads(store);
        for (int i = 0; i < keys.Length; i++)
        {
            _ = store.Set(keys[(i * 5) % keys.Length], Payload.Make(60, new Stamp((i * 5) % keys.Length, 0, 0)));
        }

        new Crew()
            .AddLoop(3, (writer, random) =>
            {
                int key = Present + random.Next(Churned);
                _ = random.Next(2) == 0
                    ? store.Remove(keys[key])
                    : store.Set(keys[key], Payload.Make(60, new Stamp(key, writer, 0))) == WriteResult.Stored;
            })
            .AddLoop(5, (reader, random) =>
            {
                int key = random.Next(Present);
                byte[]? value = reader % 2 == 0 ? store.Get(keys[key]) : reads.Get(keys[key], static _ => { });
                Check.That(value is not null, $"Key {key} is there and was not found.");
                _ = Payload.Verify(value, key);
            })
            .Run(StressTime.Rule);
        StoreIntegrity.Check(store);
    }
}
