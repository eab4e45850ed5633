using CacheCore.Tests.Integrity;

namespace CacheCore.Tests.CacheStoreTests;

/// <summary>How much of the limit is key and value once a store is full of values of one size.</summary>
internal sealed class FillTests
{
    /// <summary>
    /// Sizes beside the places where a page holds one chunk less: a half, a third, a quarter, a fifth of pages of 8 and of 32 KiB.
    /// </summary>
    private static readonly int[] Lengths =
    [
        1_000, 1_650, 2_050, 2_740, 3_300, 4_050, 5_500, 6_600, 8_400, 9_000, 10_700, 11_000, 12_000, 14_000, 16_000, 17_000, 22_000,
        27_200, 34_000, 44_000, 70_000, 110_000, 300_000, 600_000, (1 << 20) - 100,
    ];

    [Test]
    public void Values_of_any_size_fill_four_fifths_of_the_limit(
        [ValueSource(nameof(Lengths))] int length, [Values(8 << 10, 32 << 10)] int pageSize)
    {
        const long Limit = 32 << 20;
        using CacheStore store = TestStore.Create(Limit, configure: options => options.PageSize = pageSize);
        byte[] value = TestStore.Value(length);
        for (long written = 0, key = 0; written < Limit * 3 / 2; written += length, key++)
        {
            Assert.That(store.Set($"key of 20 letter{key:D4}", value), Is.EqualTo(WriteResult.Stored));
        }

        CacheStatistics statistics = store.GetStatistics();
        Assert.That(statistics.StoredBytes / (double)Limit, Is.GreaterThanOrEqualTo(0.8));
        Assert.That(statistics.MemoryUsed, Is.LessThanOrEqualTo(Limit));
        StoreIntegrity.Check(store);
    }

    /// <summary>
    /// Reads decide who leaves, so that items leave in another order than they came, and neighbours on a page do not leave together.
    /// </summary>
    [Test]
    public void Where_items_leave_out_of_order_the_store_stays_as_full(
        [Values(2_740, 9_000, 11_000)] int length, [Values] EvictionPolicy policy)
    {
        const long Limit = 16 << 20;
        using CacheStore store = TestStore.Create(
            Limit, configure: options => (options.PageSize, options.EvictionPolicy) = (32 << 10, policy));
        var random = new Random(1);
        byte[] value = TestStore.Value(length);
        int keys = (int)(2 * Limit / length);
        for (int request = 0; request < 10 * keys; request++)
        {
            string key = $"key of 20 letter{(int)(keys * Math.Pow(random.NextDouble(), 2)):D4}";
            if (store.Get(key) is null)
            {
                Assert.That(store.Set(key, value), Is.EqualTo(WriteResult.Stored));
            }

            if (request % 100 == 0)
            {
                store.RunMaintenance();
            }
        }

        Assert.That(store.GetStatistics().StoredBytes / (double)Limit, Is.GreaterThanOrEqualTo(0.8));
        StoreIntegrity.Check(store);
    }

    [Test]
    public void Values_in_two_chunks_and_small_ones_take_turns()
    {
        using CacheStore store = TestStore.Create(8 << 20, configure: options => options.PageSize = 32 << 10);
        var random = new Random(1);
        int[] lengths = [11_000, 200, 9_000, 5_000, 14_000, 20_000, 900];
        for (int round = 0; round < 40; round++)
        {
            byte[] value = TestStore.Value(lengths[round % lengths.Length]);
            for (int i = 0; i < Math.Min(6_000, (6 << 20) / value.Length); i++)
            {
                string key = $"{value.Length}/{random.Next(20_000)}";
                Assert.That(store.Set(key, value), Is.EqualTo(WriteResult.Stored), $"round {round}, {value.Length} bytes, item {i}");
                Assert.That(store.Get(key).AsSpan().SequenceEqual(value));
                _ = store.Get($"{lengths[random.Next(lengths.Length)]}/{random.Next(20_000)}");
            }

            StoreIntegrity.Check(store);
        }
    }

    [Test]
    public void What_lies_in_two_chunks_is_read_touched_changed_and_removed_like_any_other()
    {
        using CacheStore store = TestStore.Create(configure: options => options.PageSize = 32 << 10);
        byte[] value = TestStore.Value(11_000);
        _ = store.Set("key", value, new ItemOptions { SlidingExpiration = TimeSpan.FromHours(1) });
        byte[]? read = store.Get("key");
        _ = store.Append("key", "end"u8);
        byte[]? longer = store.Get("key");
        bool touched = store.Touch("key", new ItemOptions());
        bool removed = store.Remove("key");

        using (Assert.EnterMultipleScope())
        {
            Assert.That(read, Is.EqualTo(value));
            Assert.That(longer, Is.EqualTo((byte[])[.. value, .. "end"u8]));
            Assert.That((touched, removed, store.Get("key")), Is.EqualTo((true, true, (byte[]?)null)));
        }

        StoreIntegrity.Check(store);
    }

    [Test]
    public void What_is_pinned_stays_in_one_chunk()
    {
        using CacheStore store = TestStore.Create(
            configure: options => (options.PageSize, options.PinnedKeyPrefixes) = (32 << 10, ["pin:"]));
        _ = store.Set("pin:key", TestStore.Value(11_000));

        Assert.That(store.GetStatistics().PinnedItems, Is.EqualTo(1));
    }
}
