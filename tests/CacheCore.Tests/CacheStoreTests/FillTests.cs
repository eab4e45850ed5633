using CacheCore.Tests.Integrity;

namespace CacheCore.Tests.CacheStoreTests;

/// <summary>How much of the limit is key and value once a store is full of values of one size.</summary>
internal sealed class FillTests
{
    /// <summary>Sizes beside the places where a page holds one chunk less: a half, a third, a quarter, a fifth of pages of 8 and of 32 KiB.</summary>
    private static readonly int[] Lengths =
    [
        1_000, 1_650, 2_050, 2_740, 3_300, 4_050, 5_500, 6_600, 8_400, 9_000, 10_700, 11_000, 12_000, 14_000, 16_000, 17_000, 22_000, 27_200,
        34_000, 44_000, 70_000, 110_000, 300_000, 600_000, (1 << 20) - 100,
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
        using CacheStore store = TestStore.Create(configure: options => (options.PageSize, options.PinnedKeyPrefixes) = (32 << 10, ["pin:"]));
        _ = store.Set("pin:key", TestStore.Value(11_000));

        Assert.That(store.GetStatistics().PinnedItems, Is.EqualTo(1));
    }
}
