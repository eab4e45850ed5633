using CacheCore.Access.Items;
using CacheCore.Items;
using CacheCore.Memory;
using static CacheCore.Tests.CacheStoreTests.TestStore;

namespace CacheCore.Tests.CacheStoreTests;

internal sealed class NumberTests
{
    private static readonly ItemLifetime Sliding = new(64_000, Window: 64_000, ItemTimes.Never);

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
        int smallest = _store.Parts.Memory.Slabs.Table.ChunkSize(0);
        string key = new('k', smallest - ItemHeader.Size - 1);
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
    public void A_number_with_so_many_spaces_behind_it_that_it_lies_in_two_chunks_counts_too()
    {
        _ = _store.Set("n", Padded("41", LengthInTwoChunks()));

        Assert.That(_store.Increment("n", 1, out ulong value), Is.EqualTo(WriteResult.Stored));
        Assert.That((value, Text(_store.Get("n"))), Is.EqualTo((42ul, "42")));
    }

    [Test]
    public void One_that_fills_pages_is_none()
    {
        _ = _store.Set("n", Padded("41", PageSize + 1));

        Assert.That(_store.Increment("n", 1, out _), Is.EqualTo(WriteResult.NotANumber));
    }

    [Test]
    public void As_memcached_counts_it_stays_as_long([Values] bool inTwoChunks)
    {
        byte[] value = Padded("100", inTwoChunks ? LengthInTwoChunks() : 200);
        _ = _store.Set("n", value);

        Assert.That(
            Count(new CountRequest { Delta = 1, IsUp = false, IsPadded = true, Lifetime = Sliding }),
            Is.EqualTo(WriteResult.Stored));
        Assert.That(_store.Get("n"), Is.EqualTo(Padded("99", value.Length)));
    }

    /// <summary>A number in two chunks is read and written one after the other, and somebody may come in between.</summary>
    [Test]
    public void A_version_that_is_asked_for_is_the_one_that_is_counted()
    {
        int changes = 0;
        for (int question = 1; question < 20; question++)
        {
            var clock = new AskedClock();
            using CacheStore store = Create(clock: clock);
            _ = store.Set("n", Padded("1", LengthInTwoChunks()));
            _ = store.TryGetInfo("n", out ItemInfo before);
            bool isChanged = false;
            clock.Ask(question, () => isChanged = store.Set("n", Padded("5", LengthInTwoChunks())) == WriteResult.Stored);
            WriteResult result = Count(new CountRequest { Delta = 1, IsUp = true, ExpectedCas = before.Version }, store);
            clock.Ask(0, static () => { });
            string? left = Text(store.Get("n"))?.TrimEnd();

            Assert.That(
                (result, left),
                Is.EqualTo(isChanged ? (WriteResult.VersionMismatch, "5") : (WriteResult.Stored, "2")),
                $"Question {question}.");
            changes += isChanged ? 1 : 0;
        }

        Assert.That(changes, Is.GreaterThan(1).And.LessThan(19));
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

    private static byte[] Padded(string number, int length) => System.Text.Encoding.ASCII.GetBytes(number.PadRight(length));

    private int LengthInTwoChunks() => Enumerable.Range(1024, PageSize).First(length =>
        ItemLayout.IsBetterInParts(1, length, ItemTraits.None, _store.Parts.Memory.Pool, _store.Parts.Memory.Slabs.Table));

    private WriteResult Count(CountRequest request, CacheStore? store = null)
    {
        store ??= _store;
        return store.Updates.Count("n"u8, store.Parts.Memory.Hash.Of("n"u8), in request, out _);
    }

    /// <summary>Does something when it is asked for the so-manieth time.</summary>
    private sealed class AskedClock : TimeProvider
    {
        private int _left;
        private Action? _action;

        public void Ask(int question, Action action) => (_left, _action) = (question, action);

        public override DateTimeOffset GetUtcNow()
        {
            if (--_left == 0)
            {
                _action!();
            }

            return DateTimeOffset.UnixEpoch.AddYears(50);
        }
    }
}
