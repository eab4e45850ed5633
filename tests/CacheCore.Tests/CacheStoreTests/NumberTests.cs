using static CacheCore.Tests.CacheStoreTests.TestStore;

namespace CacheCore.Tests.CacheStoreTests;

internal sealed class NumberTests
{
    private CacheStore _store = null!;

    [SetUp]
    public void SetUp() => _store = Create();

    [TearDown]
    public void TearDown() => _store.Dispose();

    [TestCase("5", 3ul, "8")]
    [TestCase("0", 0ul, "0")]
    [TestCase("9", 1ul, "10")]
    [TestCase("18446744073709551615", 1ul, "0")]
    [TestCase("18446744073709551614", 3ul, "1")]
    [TestCase("5   ", 1ul, "6")]
    [TestCase("007", 1ul, "8")]
    public void Increment_adds_and_wraps(string stored, ulong delta, string expected)
    {
        _ = _store.Set("n", System.Text.Encoding.ASCII.GetBytes(stored));

        Assert.That(_store.Increment("n", delta, out ulong value), Is.EqualTo(WriteResult.Stored));
        Assert.That((Text(_store.Get("n")), $"{value}"), Is.EqualTo((expected, expected)));
    }

    [TestCase("5", 3ul, "2")]
    [TestCase("5", 6ul, "0")]
    [TestCase("1000", 1ul, "999")]
    [TestCase("18446744073709551615", ulong.MaxValue, "0")]
    public void Decrement_takes_and_stops_at_zero(string stored, ulong delta, string expected)
    {
        _ = _store.Set("n", System.Text.Encoding.ASCII.GetBytes(stored));

        Assert.That(_store.Decrement("n", delta, out ulong value), Is.EqualTo(WriteResult.Stored));
        Assert.That((Text(_store.Get("n")), $"{value}"), Is.EqualTo((expected, expected)));
    }

    [TestCase("")]
    [TestCase(" ")]
    [TestCase("x")]
    [TestCase("-1")]
    [TestCase("+1")]
    [TestCase(" 1")]
    [TestCase("1.5")]
    [TestCase("18446744073709551616")]
    [TestCase("12a")]
    public void What_is_no_number_is_not_counted(string stored)
    {
        _ = _store.Set("n", System.Text.Encoding.ASCII.GetBytes(stored));

        Assert.That(_store.Increment("n", 1, out ulong up), Is.EqualTo(WriteResult.NotANumber));
        Assert.That(_store.Decrement("n", 1, out ulong down), Is.EqualTo(WriteResult.NotANumber));
        Assert.That((up + down, Text(_store.Get("n"))), Is.EqualTo((0ul, stored)));
    }

    [Test]
    public void A_number_that_is_not_there_is_not_found_or_made()
    {
        Assert.That(_store.Increment("n", 1, out ulong up), Is.EqualTo(WriteResult.NotFound));
        Assert.That(_store.Decrement("n", 1, out ulong down), Is.EqualTo(WriteResult.NotFound));
        Assert.That(up + down, Is.Zero);
        Assert.That(_store.Increment("n", 5, 100, out ulong value, new ItemOptions { Flags = 4 }), Is.EqualTo(WriteResult.Stored));
        Assert.That(value, Is.EqualTo(100));
        Assert.That(_store.Increment("n", 5, 100, out value), Is.EqualTo(WriteResult.Stored));
        Assert.That((value, Text(_store.Get("n", out ItemInfo info)), info.Flags), Is.EqualTo((105ul, "105", 4u)));
    }

    [Test]
    public void A_number_may_outgrow_its_chunk()
    {
        int smallest = _store.Parts.Slabs.Table.ChunkSize(0);
        string key = new('k', smallest - CacheCore.Memory.ItemHeader.Size - 1);
        _ = _store.Set(key, "9"u8, new ItemOptions { AbsoluteExpirationRelativeToNow = TimeSpan.FromHours(1) });
        _ = _store.TryGetInfo(key, out ItemInfo before);

        Assert.That(_store.Increment(key, 1, out ulong value), Is.EqualTo(WriteResult.Stored));
        Assert.That((value, Text(_store.Get(key, out ItemInfo after))), Is.EqualTo((10ul, "10")));
        Assert.That(after.MemorySize, Is.GreaterThan(before.MemorySize));
        Assert.That(after.Version, Is.Not.EqualTo(before.Version));
        Assert.That(after.TimeToLive, Is.GreaterThan(TimeSpan.FromMinutes(59)));
        Assert.That(_store.Increment(key, ulong.MaxValue - 10, out value), Is.EqualTo(WriteResult.Stored));
        Assert.That((value, Text(_store.Get(key))), Is.EqualTo((ulong.MaxValue, "18446744073709551615")));
        CacheCore.Tests.Integrity.StoreIntegrity.Check(_store);
    }

    [Test]
    public void A_number_under_a_long_key_counts_too()
    {
        string key = new('k', 6000);
        _ = _store.Set(key, "41"u8);

        Assert.That(_store.Increment(key, 1, out ulong value), Is.EqualTo(WriteResult.Stored));
        Assert.That((value, Text(_store.Get(key))), Is.EqualTo((42ul, "42")));
    }

    [Test]
    public void No_increment_is_lost_between_threads()
    {
        _ = _store.Set("n", "0"u8);
        Parallel.For(0, 4, thread =>
        {
            for (int i = 0; i < 5000; i++)
            {
                _store.Increment("n", 1, out ulong _);
            }
        });

        Assert.That(Text(_store.Get("n")), Is.EqualTo("20000"));
    }
}
