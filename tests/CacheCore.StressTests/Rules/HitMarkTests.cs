using CacheCore.StressTests.Harness;
using CacheCore.Tests.Integrity;

namespace CacheCore.StressTests.Rules;

/// <summary>Readers mark slots with no lock. A mark that comes late must not bring back what the slot held before.</summary>
[Stress]
public class HitMarkTests
{
    private const int Owners = 4;
    private const int KeysPerOwner = 3;

    [Test]
    public void A_late_mark_never_brings_an_item_back()
    {
        using CacheStore store = Stores.Roomy();
        byte[][] keys = Keys.InOneBucket(store, Owners * KeysPerOwner);
        new Crew()
            .AddLoop(Owners, (owner, random) =>
            {
                int key = (owner * KeysPerOwner) + random.Next(KeysPerOwner);
                byte[] value = Payload.Make(50 + random.Next(400), new Stamp(key, owner, random.Next()));
                _ = store.Set(keys[key], value);
                byte[]? read = store.Get(keys[key]);
                Check.That(read is not null, $"Key {key} was set and is gone.");
                Check.That(read.AsSpan().SequenceEqual(value), $"Key {key} was set and has another value.");
                Check.That(store.Remove(keys[key]), $"Key {key} was set and could not be removed.");
                Check.That(store.Get(keys[key]) is null, $"Key {key} was removed and is back.");
            })
            .AddLoop(4, (worker, random) => store.Get(keys[random.Next(keys.Length)]))
            .Run(StressTime.Rule);
        StoreIntegrity.Check(store);
        Assert.That(store.GetStatistics().Items, Is.Zero);
    }
}
