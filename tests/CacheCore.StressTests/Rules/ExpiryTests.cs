using CacheCore.StressTests.Harness;
using CacheCore.Tests.Integrity;

namespace CacheCore.StressTests.Rules;

/// <summary>Items end by the clock while readers, writers and the crawler meet at them.</summary>
[Stress]
public class ExpiryTests
{
    private const int KeyCount = 200;

    [Test]
    public void No_item_is_read_after_its_deadline()
    {
        var clock = new ManualClock();
        using CacheStore store = Stores.Roomy(clock);
        byte[][] keys = Keys.Many(KeyCount);
        new Crew()
            .AddLoop(3, (writer, random) =>
            {
                int key = random.Next(KeyCount);
                long deadline = clock.GetTimestamp() + (random.Next(1, 50) * TimeSpan.TicksPerMillisecond);
                DateTimeOffset moment = clock.GetUtcNow().AddTicks(deadline - clock.GetTimestamp());
                byte[] value = Payload.Make(60 + random.Next(60), new Stamp(key, writer, 0, moment.Ticks));
                _ = store.Set(keys[key], value, new ItemOptions { AbsoluteExpiration = moment });
            })
            .AddLoop(3, (worker, random) =>
            {
                int key = random.Next(KeyCount);
                long now = clock.GetUtcNow().Ticks;
                if (store.Get(keys[key]) is { } value)
                {
                    // The store may round a deadline up by a millisecond, twice.
                    long over = now - Payload.Verify(value, key).Deadline;
                    Check.That(over < 3 * TimeSpan.TicksPerMillisecond, $"Key {key} was read {TimeSpan.FromTicks(over)} after its end.");
                }
            })
            .AddLoop(1, (_, _) => clock.Advance(TimeSpan.FromMilliseconds(1)))
            .AddLoop(1, (_, _) => store.RunMaintenance())
            .Run(StressTime.Rule);
        clock.Advance(TimeSpan.FromMinutes(1));
        store.RunMaintenance();
        Assert.That(store.GetStatistics().Items, Is.Zero);
        StoreIntegrity.Check(store);
    }
}
