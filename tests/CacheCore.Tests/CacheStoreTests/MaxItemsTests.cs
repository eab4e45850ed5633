using CacheCore.Tests.Integrity;

namespace CacheCore.Tests.CacheStoreTests;

internal sealed class MaxItemsTests
{
    private const int Most = 1000;

    [Test]
    public void A_store_holds_exactly_as_many_items_as_it_may([Values] EvictionPolicy policy)
    {
        using CacheStore store = Create(policy);
        for (int i = 0; i < 5 * Most; i++)
        {
            Assert.That(store.Set($"key{i}", new byte[i % 300]), Is.EqualTo(WriteResult.Stored));
            Assert.That(store.GetStatistics().Items, Is.EqualTo(Math.Min(i + 1, Most)));
        }

        Assert.That(store.GetStatistics().Evictions, Is.EqualTo(4 * Most));
    }

    [Test]
    public void Replacing_and_removing_need_and_free_a_place([Values] EvictionPolicy policy)
    {
        using CacheStore store = Create(policy);
        for (int i = 0; i < Most; i++)
        {
            _ = store.Set($"key{i}", new byte[10]);
        }

        for (int i = 0; i < Most; i++)
        {
            _ = store.Set($"key{i}", new byte[1000]);
        }

        Assert.That(store.GetStatistics().Evictions, Is.Zero);
        _ = store.Remove("key0");
        _ = store.Set("other", [1]);
        Assert.That((store.GetStatistics().Items, store.GetStatistics().Evictions), Is.EqualTo(((long)Most, 0L)));
    }

    [Test]
    public void A_size_grows_at_the_cost_of_one_that_nobody_asks_for()
    {
        const int Fresh = Most / 2;
        using CacheStore store = Create(EvictionPolicy.Adaptive);
        for (int i = 0; i < 2 * Most; i++)
        {
            _ = store.Set($"old{i}", new byte[10]);
        }

        for (int i = 0; i < Fresh; i++)
        {
            _ = store.Set($"new{i}", new byte[500]);
        }

        Assert.That(Enumerable.Range(0, Fresh).Count(i => store.Contains($"new{i}")), Is.AtLeast(0.98 * Fresh));
    }

    [Test]
    public void Threads_never_pass_the_number([Values] EvictionPolicy policy)
    {
        using CacheStore store = Create(policy);
        _ = Parallel.For(0, 4, thread =>
        {
            var random = new Random(thread);
            for (int i = 0; i < 20_000; i++)
            {
                string key = $"key{random.Next(3 * Most)}";
                switch (random.Next(4))
                {
                    case 0:
                        _ = store.Set(key, new byte[random.Next(500)]);
                        break;
                    case 1:
                        _ = store.Remove(key);
                        break;
                    case 2:
                        _ = store.Add(key, new byte[random.Next(100)]);
                        break;
                    default:
                        _ = store.Get(key);
                        break;
                }
            }
        });

        Assert.That(store.GetStatistics().Items, Is.LessThanOrEqualTo(Most));
        StoreIntegrity.Check(store);
        for (int i = 0; i < 2 * Most; i++)
        {
            _ = store.Set($"late{i}", [1]);
        }

        Assert.That(store.GetStatistics().Items, Is.EqualTo(Most));
    }

    /// <summary>Somebody is in the middle of a write to every item at times: whoever comes then has to wait, not to go without.</summary>
    [Test]
    public void Where_there_are_few_places_many_writers_all_get_one([Values(1, 3)] int most, [Values] EvictionPolicy policy)
    {
        const int Writes = 20_000;
        using CacheStore store = Create(policy, most);
        int refused = 0;
        Thread[] threads = [.. Enumerable.Range(0, 8).Select(number => new Thread(() => WriteMany(number)))];
        Array.ForEach(threads, thread => thread.Start());
        Array.ForEach(threads, thread => thread.Join());

        Assert.That(refused, Is.Zero);
        CacheStatistics statistics = store.GetStatistics();
        Assert.That((statistics.Items, statistics.Evictions), Is.EqualTo(((long)most, ((long)threads.Length * Writes) - most)));

        void WriteMany(int number)
        {
            for (int i = 0; i < Writes; i++)
            {
                if (store.Set($"{number}/{i}", [1]) != WriteResult.Stored)
                {
                    _ = Interlocked.Increment(ref refused);
                }
            }
        }
    }

    private static CacheStore Create(EvictionPolicy policy, int most = Most) =>
        new(new CacheCoreOptions { MemoryLimit = 16 << 20, MaxItems = most, EvictionPolicy = policy, BackgroundMaintenance = false });
}
