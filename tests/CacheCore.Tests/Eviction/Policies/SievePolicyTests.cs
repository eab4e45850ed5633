using CacheCore.Tests.CacheStoreTests;

namespace CacheCore.Tests.Eviction.Policies;

/// <summary>A store under the policy, with room for so many items, step by step beside the paper's algorithm.</summary>
internal sealed class SievePolicyTests
{
    private const int Capacity = 40; // fewer than the tails that one eviction looks at: no item is let go for want of patience

    [Test]
    public void It_holds_what_the_paper_s_algorithm_holds([Range(1, 12)] int seed)
    {
        var random = new Random(seed);
        using CacheStore store = Create();
        var model = new SieveModel(Capacity);
        byte[] value = new byte[8];
        int hits = 0;
        for (int step = 0; step < 20_000; step++)
        {
            int key = (int)(random.NextDouble() * random.NextDouble() * (seed % 2 == 0 ? 120 : 400));
            if (random.Next(8) == 0)
            {
                _ = store.Set(Key(key), value);
                model.Write(key);
            }
            else
            {
                bool hit = store.Read(Key(key), value, out _) == ReadResult.Hit;
                Assert.That(hit, Is.EqualTo(model.Read(key)), () => $"step {step}, key {key}");
                hits += hit ? 1 : 0;
                if (!hit)
                {
                    _ = store.Set(Key(key), value);
                    model.Write(key);
                }
            }
        }

        Assert.That(hits, Is.GreaterThan(2000));
        Assert.That(model.Keys.Where(key => !store.Contains(Key(key))), Is.Empty);
        Assert.That(store.GetStatistics().Items, Is.EqualTo(Capacity));
    }

    [Test]
    public void One_that_was_read_stays_where_it_is_and_the_hand_goes_on_to_newer_ones()
    {
        using CacheStore store = Create();
        Fill(store, 0, Capacity);
        _ = store.Get(Key(0));
        Fill(store, 100, Capacity - 1);
        Assert.That((store.Contains(Key(1)), store.Contains(Key(39))), Is.EqualTo((false, false)));

        // Nobody has read the first one since, but the hand is at those that came after it.
        Fill(store, 200, 1);
        Assert.That((store.Contains(Key(0)), store.Contains(Key(100)), store.Contains(Key(101))), Is.EqualTo((true, false, true)));
    }

    [Test]
    public void Where_all_were_read_one_leaves_all_the_same()
    {
        using CacheStore store = Create(items: 1000);
        Fill(store, 0, 1000);
        for (int key = 0; key < 1000; key++)
        {
            _ = store.Get(Key(key));
        }

        Fill(store, 1000, 500);
        Assert.That(store.GetStatistics() is { Items: 1000, Evictions: 500, RejectedOutOfMemory: 0 });
    }

    private static void Fill(CacheStore store, int first, int count)
    {
        for (int key = first; key < first + count; key++)
        {
            Assert.That(store.Set(Key(key), new byte[8]), Is.EqualTo(WriteResult.Stored));
        }
    }

    private static string Key(int number) => $"key {number}";

    private static CacheStore Create(long items = Capacity) => TestStore.Create(4 << 20, configure: options =>
    {
        options.EvictionPolicy = EvictionPolicy.Sieve;
        options.MaxItems = items;
    });
}
