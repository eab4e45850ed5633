using CacheCore.StressTests.Harness;
using CacheCore.Tests.Integrity;

namespace CacheCore.StressTests.Rules;

/// <summary>
/// A reader that finds nothing says so only if nothing was there. When an item leaves, another's slot moves to fill the
/// gap: a reader that looks at one place too early and at the other too late sees it in neither.
/// </summary>
[Stress]
public class MissTests
{
    private const int Owners = 4;
    private const int KeysPerOwner = 6;
    private const int Looks = 8;

    [Test]
    public void A_present_key_never_misses_while_its_bucket_changes()
    {
        using CacheStore store = Stores.Roomy();
        byte[][] keys = Keys.InOneBucket(store, Owners * KeysPerOwner);

        // Even: there. Odd: its owner is taking it out and putting it back, at the end of the chain.
        int[] states = new int[keys.Length];
        for (int key = 0; key < keys.Length; key++)
        {
            _ = store.Set(keys[key], Payload.Make(60, new Stamp(key, 0, 0)));
        }

        new Crew()
            .AddLoop(Owners, (owner, random) =>
            {
                int key = (owner * KeysPerOwner) + random.Next(KeysPerOwner);
                _ = Interlocked.Increment(ref states[key]);
                Check.That(store.Remove(keys[key]), $"Key {key} is there and could not be removed.");
                _ = store.Set(keys[key], Payload.Make(60, new Stamp(key, owner, 0)));
                _ = Interlocked.Increment(ref states[key]);
            })
            .AddLoop(4, (worker, random) =>
            {
                int key = random.Next(keys.Length);
                int before = Volatile.Read(ref states[key]);
                int found = 0;
                for (int look = 0; look < Looks; look++)
                {
                    found += store.Contains(keys[key]) ? 1 : 0;
                }

                bool wasThere = before % 2 == 0 && Volatile.Read(ref states[key]) == before;
                Check.That(found == Looks || !wasThere, $"Key {key} is there and was not found.");
            })
            .Run(StressTime.Rule);
        StoreIntegrity.Check(store);
    }
}
