using CacheCore.Tests.CacheStoreTests;

namespace CacheCore.Tests.Eviction.Policies;

/// <summary>Which items leave a full store.</summary>
internal sealed class AdaptivePolicyTests
{
    private const int Items = 2000;

    /// <summary>
    /// So much of a store may be hit that nothing of it is cold. What leaves then is what was hit least lately, not whatever is in front.
    /// </summary>
    [Test]
    public void Where_nothing_is_cold_a_warm_item_that_was_hit_stays()
    {
        const int Hit = 20;
        using CacheStore store = TestStore.Create(8 << 20, configure: options =>
        {
            options.EvictionPolicy = EvictionPolicy.Adaptive;
            options.MaxItems = Items;
        });
        Write(store, 0, Items);
        Read(store, 0, Items);
        Write(store, Items, 1);
        Assert.That(store.Contains(Key(0)), Is.False, "the first of those that went to WARM, as all were hit, and that were not hit since");
        SlabClassStatistics filled = store.GetStatistics().Classes.Single(one => one.Items > 0);
        Assert.That((filled.Cold.Items, filled.Warm.Items), Is.EqualTo((0L, 63L)));

        Read(store, 1, Hit);
        Write(store, Items + 1, 1);

        Assert.That(Enumerable.Range(1, Hit).Where(key => !store.Contains(Key(key))), Is.Empty);
        Assert.That((store.Contains(Key(Hit + 1)), store.GetStatistics().Items), Is.EqualTo((false, (long)Items)));
    }

    private static void Write(CacheStore store, int first, int count)
    {
        for (int key = first; key < first + count; key++)
        {
            Assert.That(store.Set(Key(key), new byte[8]), Is.EqualTo(WriteResult.Stored));
        }
    }

    /// <summary>So often that it counts under every rule.</summary>
    private static void Read(CacheStore store, int first, int count)
    {
        for (int key = first; key < first + count; key++)
        {
            Assert.That(new[] { store.Get(Key(key)), store.Get(Key(key)), store.Get(Key(key)) }, Has.All.Not.Null);
        }
    }

    private static string Key(int number) => $"key {number:0000}";
}
