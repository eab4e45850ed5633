using System.Text;
using CacheCore.Memory;
using CacheCore.Tests.Integrity;
using static CacheCore.Tests.CacheStoreTests.TestStore;

namespace CacheCore.Tests.CacheStoreTests;

internal sealed class KeyTests
{
    [TestCase(0)]
    [TestCase(1)]
    [TestCase(250)]
    [TestCase(256)]
    [TestCase(257)]
    [TestCase(4000)]
    [TestCase(30_000)]
    [TestCase(65_535)]
    public void A_key_may_have_so_many_bytes(int length)
    {
        using CacheStore store = Create(64 << 20, configure: options => options.PageSize = 128 << 10);
        byte[] key = Value(length);
        byte[] other = Value(length, seed: 2);

        Assert.That(store.Set(key, "value"u8), Is.EqualTo(WriteResult.Stored));
        Assert.That(Text(store.Get(key)), Is.EqualTo("value"));
        Assert.That(store.Get(other), length == 0 ? Is.Not.Null : Is.Null);
        Assert.That(store.EnumerateKeys(), Is.EqualTo(new[] { key }));
        StoreIntegrity.Check(store);
        Assert.That(store.Remove(key), Is.True);
        StoreIntegrity.Check(store);
    }

    [TestCase(1L << 20)]
    [TestCase(16L << 20)]
    [TestCase(256L << 20)]
    [TestCase(1L << 30)]
    public void A_key_that_fits_no_page_is_too_large_and_nothing_else(long memoryLimit)
    {
        using var store = new CacheStore(new CacheCoreOptions { MemoryLimit = memoryLimit, BackgroundMaintenance = false });
        int pageSize = store.Parts.Memory.Pool.Geometry.PageSize;

        // What a head chunk holds besides the key: its header, and the link to the tail in which the value lies.
        int longest = pageSize - ItemHeader.Size - sizeof(uint);
        for (int length = Math.Min(longest - 3, 65_532); length <= Math.Min(longest + 3, 65_535); length++)
        {
            WriteResult expected = length <= longest ? WriteResult.Stored : WriteResult.TooLarge;
            Assert.That(store.Set(Value(length), Value(100)), Is.EqualTo(expected), $"{length}");
            Assert.That(store.Contains(Value(length)), Is.EqualTo(expected == WriteResult.Stored));
        }

        StoreIntegrity.Check(store);
    }

    [Test]
    public void Links_extras_and_key_share_a_page_or_the_item_is_too_large()
    {
        using CacheStore store = Create();
        var options = new ItemOptions
        {
            Flags = 1,
            SlidingExpiration = TimeSpan.FromHours(1),
            AbsoluteExpirationRelativeToNow = TimeSpan.FromHours(2),
        };
        for (int pages = 0; pages < 20; pages++)
        {
            int longest = PageSize - ItemHeader.Size - (2 * sizeof(ulong)) - sizeof(uint) - ((pages + 1) * sizeof(uint));
            Assert.That(store.Set(Value(longest), Value(pages * PageSize), in options), Is.EqualTo(WriteResult.Stored), $"{pages} pages");
            Assert.That(store.Get(Value(longest)).AsSpan().SequenceEqual(Value(pages * PageSize)), $"{pages} pages");
            Assert.That(
                store.Set(Value(longest + 1), Value(pages * PageSize), in options),
                Is.EqualTo(WriteResult.TooLarge),
                $"{pages} pages");
        }

        StoreIntegrity.Check(store);
    }

    [Test]
    public void A_key_of_65536_bytes_is_refused_by_every_verb()
    {
        using CacheStore store = Create();
        byte[] key = new byte[65_536];
        string text = new('k', 65_536);
        Action[] verbs =
        [
            () => store.Get(key),
            () => store.Get(text),
            () => store.Set(key, []),
            () => store.Add(text, []),
            () => store.Remove(key),
            () => store.Remove(key, 1),
            () => store.Refresh(key),
            () => store.Touch(key, default),
            () => store.Append(key, []),
            () => store.Increment(key, 1, out _),
            () => store.TryGetInfo(key, out _),
            () => store.GetMany([text], new byte[]?[1]),
            () => store.GetMany([key.AsMemory()], new byte[]?[1]),
        ];
        foreach (Action verb in verbs)
        {
            Assert.That(() => verb(), Throws.ArgumentException.With.Message.Contains("65536 bytes").And.Message.Contains("65535"));
        }
    }

    [Test]
    public void A_string_key_counts_by_its_bytes()
    {
        using CacheStore store = Create(64 << 20, configure: options => options.PageSize = 128 << 10);

        Assert.That(store.Set(new string('€', 21_845), "value"u8), Is.EqualTo(WriteResult.Stored));
        Assert.That(() => store.Set(new string('€', 21_846), "value"u8), Throws.ArgumentException);
    }

    [Test]
    public void Keys_may_hold_any_bytes()
    {
        using CacheStore store = Create();
        byte[][] keys = [[0], [0, 0], [13, 10], [32], [255], [255, 254, 0, 1], [.. Enumerable.Range(0, 256).Select(i => (byte)i)]];
        foreach (byte[] key in keys)
        {
            _ = store.Set(key, key);
        }

        foreach (byte[] key in keys)
        {
            Assert.That(store.Get(key), Is.EqualTo(key));
        }

        Assert.That(store.EnumerateKeys(), Is.EquivalentTo(keys));
    }

    [Test]
    public void Enumeration_lists_live_keys_only()
    {
        var clock = new Microsoft.Extensions.Time.Testing.FakeTimeProvider();
        using CacheStore store = Create(clock: clock);
        _ = store.Set("stays", []);
        _ = store.Set("ends", [], ItemOptions.ExpiresAfter(TimeSpan.FromSeconds(1)));
        clock.Advance(TimeSpan.FromSeconds(1));

        Assert.That(store.EnumerateKeys().Single(), Is.EqualTo("stays"u8.ToArray()));
    }

    [TestCase(0)]
    [TestCase(1)]
    [TestCase(100)]
    public void Enumeration_lists_a_key_once_though_the_index_grows_meanwhile(int growAt)
    {
        using CacheStore store = Create(64 << 20);
        string[] stable = [.. Enumerable.Range(0, 760).Select(i => $"stable{i}")];
        foreach (string key in stable)
        {
            _ = store.Set(key, []);
        }

        uint buckets = store.Parts.Memory.Index.Shape.Buckets;
        var seen = new List<string>();
        foreach (byte[] key in store.EnumerateKeys())
        {
            if (seen.Count == growAt)
            {
                for (int i = 0; i < 20_000; i++)
                {
                    _ = store.Set($"new{i}", []);
                }
            }

            seen.Add(Encoding.UTF8.GetString(key));
        }

        Assert.That(store.Parts.Memory.Index.Shape.Buckets, Is.GreaterThan(buckets * 8));
        Assert.That(seen, Is.Unique);
        Assert.That(seen, Is.SupersetOf(stable));
    }
}
