using CacheCore.StressTests.Harness;
using CacheCore.Tests.Integrity;

namespace CacheCore.StressTests.Rules;

/// <summary>Small values are overwritten where they lie, under readers who are copying them.</summary>
[Stress]
public class InPlaceTests
{
    private const int Writers = 4;

    [TestCase(100)]
    [TestCase(256)]
    [TestCase(2048)]
    public void An_overwritten_value_is_never_torn(int length)
    {
        using CacheStore store = Stores.Roomy();
        byte[] key = Keys.Make(1);
        _ = store.Set(key, Payload.Make(length, new Stamp(1, 0, 0)));
        long[] sequences = new long[Writers];
        var crew = new Crew();
        crew.AddLoop(Writers, (writer, random) =>
                store.Set(key, Payload.Make(length - random.Next(3), new Stamp(1, writer, ++sequences[writer]))))
            .Add(4, (_, _) =>
            {
                var seen = new MonotonicReads(key: 1, Writers);
                while (crew.GoesOn)
                {
                    byte[]? value = store.Get(key);
                    Check.That(value is not null, "The value is there and was not found.");
                    seen.Saw(Payload.Verify(value, 1));
                }
            })
            .Run(StressTime.Rule);
        StoreIntegrity.Check(store);
    }
}
