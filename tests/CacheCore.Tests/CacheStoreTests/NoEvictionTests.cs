using CacheCore.Tests.Integrity;
using Microsoft.Extensions.Time.Testing;

namespace CacheCore.Tests.CacheStoreTests;

/// <summary>Nobody leaves before its time: what finds no memory is refused.</summary>
internal sealed class NoEvictionTests
{
    private readonly FakeTimeProvider _clock = new();

    [Test]
    public void A_full_store_refuses_and_loses_nothing([Values] EvictionPolicy policy, [Values(100, 3000, 60_000, 300_000)] int size)
    {
        using CacheStore store = Create(policy);
        List<int> stored = Fill(store, size, default);

        Assert.That(stored, Has.Count.GreaterThan(1));
        ExpectAll(store, stored, size);
        Assert.That((store.GetStatistics().Evictions, store.GetStatistics().Items), Is.EqualTo((0L, (long)stored.Count)));
        StoreIntegrity.Check(store);
    }

    [Test]
    public void Items_whose_time_is_over_make_room([Values] EvictionPolicy policy, [Values(3000, 60_000, 300_000)] int size)
    {
        using CacheStore store = Create(policy);
        int stored = Fill(store, size, ItemOptions.ExpiresAfter(TimeSpan.FromSeconds(10))).Count;
        _clock.Advance(TimeSpan.FromSeconds(11));

        for (int i = 0; i < stored; i++)
        {
            Assert.That(store.Set($"next{i}", new byte[size]), Is.EqualTo(WriteResult.Stored));
        }

        StoreIntegrity.Check(store);
    }

    /// <summary>For the index, say, which takes pages as a whole. Nobody has looked for items that are over yet.</summary>
    [Test]
    public void Items_whose_time_is_over_give_their_pages_back([Values] EvictionPolicy policy, [Values(100, 3000)] int size)
    {
        using CacheStore store = Create(policy);
        _ = Fill(store, size, ItemOptions.ExpiresAfter(TimeSpan.FromSeconds(10)));
        Assert.That(store.Workers.Pages.TryFreePage(), Is.False);

        _clock.Advance(TimeSpan.FromSeconds(11));
        Assert.That(store.Workers.Pages.TryFreePage(), Is.True);
        StoreIntegrity.Check(store);
    }

    [Test]
    public void What_is_removed_makes_room_for_others_of_any_size()
    {
        using CacheStore store = Create(EvictionPolicy.Adaptive);
        List<int> stored = Fill(store, 100, default);
        foreach (int number in stored.Where(number => number % 4 != 0))
        {
            Assert.That(store.Remove($"key{number}"), Is.True);
        }

        Assert.That(store.Add("large", new byte[200_000]), Is.EqualTo(WriteResult.Stored), "the items that are left fit on fewer pages");
        ExpectAll(store, [.. stored.Where(number => number % 4 == 0)], 100);
        StoreIntegrity.Check(store);
    }

    [Test]
    public void Nothing_is_lost_where_pages_move_and_the_limit_is_lowered([Values] EvictionPolicy policy)
    {
        using CacheStore store = Create(policy);
        List<int> stored = Fill(store, 700, default);
        store.PageBalancing = PageBalancing.Eager;
        for (int round = 0; round < 50; round++)
        {
            _ = store.ReassignPage(CacheStore.AnyClass, CacheStore.Pool);
            _clock.Advance(TimeSpan.FromMilliseconds(200));
            store.RunMaintenance();
        }

        StoreIntegrity.Check(store);
        store.MemoryLimit = 1 << 20;
        store.RunMaintenance();

        ExpectAll(store, stored, 700);
        Assert.That(store.Add("more", new byte[700]), Is.EqualTo(WriteResult.OutOfMemory));
        Assert.That(store.GetStatistics().Evictions, Is.Zero);
        store.MemoryLimit = 2 << 20;
        StoreIntegrity.Check(store);
    }

    [Test]
    public void One_item_too_many_is_refused([Values] EvictionPolicy policy)
    {
        using CacheStore store = Create(policy, maxItems: 10);
        for (int i = 0; i < 10; i++)
        {
            Assert.That(store.Set($"key{i}", [1]), Is.EqualTo(WriteResult.Stored));
        }

        Assert.That(store.Set("more", [1]), Is.EqualTo(WriteResult.OutOfMemory));
        Assert.That(store.Set("key3", new byte[500]), Is.EqualTo(WriteResult.Stored));
        Assert.That(store.GetStatistics().Items, Is.EqualTo(10));
    }

    /// <summary>Random writes and removals against a dictionary: what was accepted is there, and what was refused is not.</summary>
    [Test]
    public void It_keeps_exactly_what_it_accepted([Values] EvictionPolicy policy, [Range(1, 4)] int seed)
    {
        using CacheStore store = Create(policy);
        Random random = new(seed);
        Dictionary<string, byte[]> expected = [];
        int refused = 0;
        for (int step = 0; step < 6000; step++)
        {
            string key = $"key{random.Next(400)}";
            byte[] value = new byte[random.Next(8) == 0 ? random.Next(150_000) : random.Next(3000)];
            random.NextBytes(value);
            switch (random.Next(8))
            {
                case 0:
                    Assert.That(store.Remove(key), Is.EqualTo(expected.Remove(key)));
                    break;
                case 1 when store.Append(key, value.AsSpan(0, Math.Min(value.Length, 500))) == WriteResult.Stored:
                    expected[key] = [.. expected[key], .. value.AsSpan(0, Math.Min(value.Length, 500))];
                    break;
                case 1:
                    break;
                case 2:
                    store.RunMaintenance();
                    break;
                case var _ when store.Set(key, value) == WriteResult.Stored:
                    expected[key] = value;
                    break;
                default:
                    refused++;
                    _ = expected.Remove(key); // whoever wrote the new value has given up the old one
                    break;
            }
        }

        Assert.That(refused, Is.GreaterThan(50), "memory was never short");
        Assert.That(store.GetStatistics().Items, Is.EqualTo(expected.Count));
        foreach ((string key, byte[] value) in expected)
        {
            Assert.That(store.Get(key), Is.EqualTo(value), key);
        }

        StoreIntegrity.Check(store);
    }

    /// <summary>
    /// Adds items until a hundred in a row were refused; returns the numbers of those that were stored. One that is refused does not mean
    /// that the next is: it may have needed a line of the index.
    /// </summary>
    private static List<int> Fill(CacheStore store, int size, ItemOptions options)
    {
        List<int> stored = [];
        for (int number = 0, refused = 0; refused < 100; number++)
        {
            bool isStored = store.Add($"key{number}", Value(number, size), options) == WriteResult.Stored;
            refused = isStored ? 0 : refused + 1;
            if (isStored)
            {
                stored.Add(number);
            }
        }

        return stored;
    }

    private static void ExpectAll(CacheStore store, List<int> stored, int size)
    {
        foreach (int number in stored)
        {
            Assert.That(store.Get($"key{number}").AsSpan().SequenceEqual(Value(number, size)), $"key{number} is gone or wrong");
        }
    }

    private static byte[] Value(int number, int size)
    {
        byte[] value = new byte[size];
        value.AsSpan().Fill((byte)number);
        return value;
    }

    private CacheStore Create(EvictionPolicy policy, long maxItems = 0) => new(
        new CacheCoreOptions
        {
            MemoryLimit = 2 << 20,
            MaxItems = maxItems,
            EvictionPolicy = policy,
            AllowEviction = false,
            BackgroundMaintenance = false,
        },
        _clock);
}
