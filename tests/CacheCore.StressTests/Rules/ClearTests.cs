using CacheCore.StressTests.Harness;
using CacheCore.Tests.Integrity;

namespace CacheCore.StressTests.Rules;

/// <summary>Clear walks the buckets while others fill them.</summary>
[Stress]
public class ClearTests
{
    private const int KeyCount = 5000;

    [TestCase(false)]
    [TestCase(true)]
    public void Clear_removes_what_was_there_and_disturbs_nobody(bool whileTheIndexShrinks)
    {
        using CacheStore store = Stores.Roomy();
        byte[][] keys = Keys.Many(KeyCount);
        var crew = new Crew();
        if (whileTheIndexShrinks)
        {
            _ = new Tide(store, firstKey: KeyCount, items: 10_000).JoinTo(crew);
        }

        crew
            .AddLoop(5, (writer, random) =>
            {
                int key = random.Next(KeyCount);
                _ = store.Set(keys[key], Payload.Make(random.Next(1000), new Stamp(key, writer, 0)));
                if (store.Get(keys[key]) is { } value)
                {
                    _ = Payload.Verify(value, key);
                }
            })
            .AddLoop(1, (_, _) =>
            {
                // Nobody else writes these keys, so nobody but Clear can take them away, and Clear must.
                byte[][] mine = Keys.Many(50, first: -50);
                Array.ForEach(mine, key => store.Set(key, [1]));
                store.Clear();
                Check.That(!Array.Exists(mine, key => store.Contains(key)), "An item outlived a Clear that began after it was stored.");
            })
            .Run(StressTime.Rule);
        store.Clear();
        StoreIntegrity.Check(store);
        Assert.That(store.GetStatistics().Items, Is.Zero);
    }
}
