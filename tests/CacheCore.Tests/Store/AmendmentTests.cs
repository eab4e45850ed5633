using CacheCore.Access.Items;
using CacheCore.Access.Values;
using CacheCore.Items;
using CacheCore.Memory;
using Microsoft.Extensions.Time.Testing;

namespace CacheCore.Tests.Store;

/// <summary>What changes of an item without its value, and what a listener notes about items.</summary>
internal sealed class AmendmentTests
{
    private static readonly ItemLifetime Minute = new(61_000, Window: 0, ItemTimes.Never);

    private FakeTimeProvider _clock = null!;
    private CacheStore _store = null!;

    [SetUp]
    public void SetUp()
    {
        _clock = new FakeTimeProvider();
        _store = new CacheStore(new CacheCoreOptions { BackgroundMaintenance = false }, _clock);
    }

    [TearDown]
    public void TearDown() => _store.Dispose();

    [Test]
    public void A_touch_of_another_version_changes_nothing()
    {
        ulong version = Write("key", "value");

        Assert.That(
            Amend("key", new Amendment { ExpectedVersion = version + 1, Lifetime = Minute }, out _),
            Is.EqualTo(WriteResult.VersionMismatch));
        Assert.That(See("key").Times.HasDeadline, Is.False);
        Assert.That(Amend("key", new Amendment { ExpectedVersion = version, Lifetime = Minute }, out _), Is.EqualTo(WriteResult.Stored));
        Assert.That(See("key").Times.Deadline, Is.EqualTo(Minute.Deadline));
        Assert.That(See("key").Version, Is.EqualTo(version));
    }

    [Test]
    public void Reads_renew_the_time_of_access_once_a_minute_however_many_there_were()
    {
        _ = Write("key", "value");
        for (int i = 0; i < 14; i++)
        {
            _clock.Advance(TimeSpan.FromSeconds(6));
            Assert.That(_store.Get("key"), Is.Not.Null);
        }

        Assert.That(See("key").Times.IdleSeconds(_store.Parts.Clock.NowSeconds), Is.EqualTo(24)); // of 84 seconds, renewed after 60
    }

    [Test]
    public void Marks_come_and_go_without_a_new_version_and_end_with_the_value()
    {
        ulong version = Write("key", "value");

        _ = Amend("key", new Amendment { Added = ItemMarks.Stale | ItemMarks.BinaryKey }, out ItemSight before);
        Assert.That(before.Traits.Marks, Is.EqualTo(ItemMarks.None));
        _ = Amend("key", new Amendment { Added = ItemMarks.Awarded, Removed = ItemMarks.BinaryKey }, out _);

        Assert.That(See("key").Traits.Marks, Is.EqualTo(ItemMarks.Stale | ItemMarks.Awarded));
        Assert.That(See("key").Version, Is.EqualTo(version));
        Assert.That(_store.Get("key"), Is.EqualTo("value"u8.ToArray()));
        Assert.That(Amend("key", new Amendment { Unmarked = ItemMarks.Awarded }, out _), Is.EqualTo(WriteResult.VersionMismatch));
        _ = Write("key", "other");
        Assert.That(See("key").Traits.Marks, Is.EqualTo(ItemMarks.None));
    }

    [TestCase(0u)]
    [TestCase(7u)]
    public void A_chosen_number_stands_for_the_version_until_the_next_write(uint flags)
    {
        _ = Write("key", "10", flags, ownCas: ulong.MaxValue);
        Assert.That(See("key").Cas, Is.EqualTo(ulong.MaxValue));
        Assert.That(_store.Get("key", out ItemInfo info), Is.EqualTo("10"u8.ToArray()));
        Assert.That(info.Flags, Is.EqualTo(flags));

        // Counting in place keeps the room for it, and gives it the version.
        Assert.That(_store.Increment("key", 1, out _), Is.EqualTo(WriteResult.Stored));
        Assert.That(See("key").Cas, Is.EqualTo(See("key").Version));
        Assert.That(See("key").Flags, Is.EqualTo(flags));
        ulong version = Write("key", "11", flags);
        Assert.That(See("key").Cas, Is.EqualTo(version));
        Assert.That(See("key").Traits.OwnCas, Is.False);
    }

    [Test]
    public void A_change_may_bring_a_chosen_number_to_an_item_that_had_none()
    {
        ulong version = Write("key", "value", flags: 3);

        _ = Amend("key", new Amendment { IsChange = true, OwnCas = 5, Added = ItemMarks.Stale }, out _);

        ItemSight item = See("key");
        Assert.That(item.Cas, Is.EqualTo(5));
        Assert.That(item.Version, Is.GreaterThan(version));
        Assert.That(item.Flags, Is.EqualTo(3));
        Assert.That(item.Traits.Marks, Is.EqualTo(ItemMarks.Stale));
        Assert.That(_store.Get("key"), Is.EqualTo("value"u8.ToArray()));
    }

    [Test]
    public void A_chosen_number_is_what_a_write_compares()
    {
        _ = Write("key", "value", ownCas: 5);

        Assert.That(Write(WriteMode.CompareCas, "key", "new", expected: 4), Is.EqualTo(WriteResult.VersionMismatch));
        Assert.That(Write(WriteMode.CompareCas, "key", "new", expected: 5), Is.EqualTo(WriteResult.Stored));
        Assert.That(Write(WriteMode.CompareCas, "none", "new", expected: 5), Is.EqualTo(WriteResult.NotFound));
    }

    [TestCase(5)]
    [TestCase(500)]
    public void A_rewritten_item_has_the_lifetime_that_a_touch_gave_it_meanwhile(int length)
    {
        long now = _store.Parts.Clock.NowMilliseconds;
        ItemLifetime before = new(now + 60_000, Window: 60_000, LastDeadline: now + 3_600_000);
        ItemLifetime touched = new(now + 5_000, Window: 5_000, LastDeadline: now + 8_000);
        _ = Write("key", "value");
        _ = Amend("key", new Amendment { Lifetime = before }, out _);
        ulong version = See("key").Version;
        _ = Amend("key", new Amendment { Lifetime = touched }, out _);
        WriteResult result = _store.Writes.Write(new WriteRequest
        {
            Key = "key"u8,
            Hash = _store.Parts.Memory.Hash.Of("key"u8),
            Value = new ValueSource(new byte[length]),
            Lifetime = before,
            NowMilliseconds = now,
            Mode = WriteMode.CompareAndSwap,
            ExpectedVersion = version,
            KeepsLifetime = true,
        });

        Assert.That(result, Is.EqualTo(WriteResult.Stored));
        Assert.That(See("key").Times.Deadline, Is.EqualTo(touched.Deadline));
        _clock.Advance(TimeSpan.FromSeconds(1));
        _ = _store.Refresh("key");
        Assert.That(See("key").Times.Deadline, Is.EqualTo(now + 6_000));
        _clock.Advance(TimeSpan.FromSeconds(4));
        _ = _store.Refresh("key");
        Assert.That(See("key").Times.Deadline, Is.EqualTo(touched.LastDeadline));
    }

    [Test]
    public void A_rewritten_item_does_not_lose_a_mark_that_came_meanwhile()
    {
        ulong version = Write("key", "value");
        _ = Amend("key", new Amendment { Added = ItemMarks.Awarded }, out _);
        WriteResult result = _store.Writes.Write(new WriteRequest
        {
            Key = "key"u8,
            Hash = _store.Parts.Memory.Hash.Of("key"u8),
            Value = new ValueSource(new byte[500]),
            Lifetime = ItemLifetime.Endless,
            NowMilliseconds = _store.Parts.Clock.NowMilliseconds,
            Mode = WriteMode.CompareAndSwap,
            ExpectedVersion = version,
            SeenMarks = ItemMarks.None,
        });

        Assert.That(result, Is.EqualTo(WriteResult.VersionMismatch));
        Assert.That(See("key").Traits.Marks, Is.EqualTo(ItemMarks.Awarded));
    }

    [Test]
    public void Versions_of_a_key_only_rise()
    {
        // Threads take versions in blocks, so the one that comes later may have the lower ones.
        ulong first = 0;
        var other = new Thread(() => first = Write("warm up", "x"));
        other.Start();
        other.Join();
        _ = Write("key", "value");
        ulong last = See("key").Version;
        Assert.That(first, Is.Not.Zero);
        foreach (string value in new[] { "same1", "a longer value that takes another chunk than before", "short" })
        {
            var thread = new Thread(() => Write("key", value));
            thread.Start();
            thread.Join();
            ulong theirs = See("key").Version;
            ulong mine = Write("key", value + value);

            Assert.That(theirs, Is.GreaterThan(last));
            Assert.That(See("key").Version, Is.EqualTo(mine).And.GreaterThan(theirs));
            last = mine;
        }
    }

    [Test]
    public void Counting_as_memcached_pads_and_reads_the_first_word()
    {
        _ = Write("key", " 10 100");

        Assert.That(Count("key", 9), Is.EqualTo((WriteResult.Stored, 1UL)));
        Assert.That(_store.Get("key"), Is.EqualTo("1      "u8.ToArray()));
        _ = Write("key", "");
        Assert.That(Count("key", 1).Result, Is.EqualTo(WriteResult.NotANumber));
    }

    [Test]
    public void A_value_and_its_new_lifetime_belong_together()
    {
        _store.Set("key", "value"u8);

        Assert.That(_store.GetAndTouch("key", ItemOptions.ExpiresAfter(TimeSpan.FromSeconds(10))), Is.EqualTo("value"u8.ToArray()));
        _clock.Advance(TimeSpan.FromSeconds(10));
        Assert.That(_store.GetAndTouch("key", default), Is.Null);
    }

    private (WriteResult Result, ulong Value) Count(string key, ulong delta)
    {
        CountRequest request = new() { Delta = delta, IsUp = false, IsPadded = true };
        byte[] bytes = Bytes(key);
        WriteResult result = _store.Updates.Count(bytes, _store.Parts.Memory.Hash.Of(bytes), in request, out CountOutcome outcome);
        return (result, outcome.Value);
    }

    private WriteResult Amend(string key, Amendment amendment, out ItemSight before) =>
        _store.Updates.Amend(Bytes(key), _store.Parts.Memory.Hash.Of(Bytes(key)), in amendment, out before);

    private ItemSight See(string key)
    {
        var reader = new QuietSightReader([]);
        Assert.That(_store.Reads.Read(Bytes(key), _store.Parts.Memory.Hash.Of(Bytes(key)), ref reader), Is.Not.EqualTo(ReadResult.Miss));
        return reader.Sight;
    }

    private ulong Write(string key, string value, uint flags = 0, ulong? ownCas = null)
    {
        Assert.That(Write(WriteMode.Set, key, value, flags, ownCas), Is.EqualTo(WriteResult.Stored));
        return _store.Parts.Counters.Mine.LastVersion;
    }

    private WriteResult Write(WriteMode mode, string key, string value, uint flags = 0, ulong? ownCas = null, ulong expected = 0) =>
        _store.Writes.Write(new WriteRequest
        {
            Key = Bytes(key),
            Hash = _store.Parts.Memory.Hash.Of(Bytes(key)),
            Value = new ValueSource(Bytes(value)),
            Lifetime = ItemLifetime.Endless,
            NowMilliseconds = _store.Parts.Clock.NowMilliseconds,
            Flags = flags,
            Mode = mode,
            ExpectedVersion = expected,
            OwnCas = ownCas,
        });

    private static byte[] Bytes(string text) => System.Text.Encoding.UTF8.GetBytes(text);
}
