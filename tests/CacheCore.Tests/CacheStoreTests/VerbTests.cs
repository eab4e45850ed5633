using System.Buffers;
using Microsoft.Extensions.Time.Testing;
using static CacheCore.Tests.CacheStoreTests.TestStore;

namespace CacheCore.Tests.CacheStoreTests;

internal sealed class VerbTests
{
    private readonly FakeTimeProvider _clock = new();
    private CacheStore _store = null!;

    [SetUp]
    public void SetUp() => _store = Create(clock: _clock);

    [TearDown]
    public void TearDown() => _store.Dispose();

    [Test]
    public void Get_of_nothing_is_null()
    {
        Assert.That(_store.Get("key"), Is.Null);
        Assert.That(_store.Get("key", out ItemInfo info), Is.Null);
        Assert.That(info, Is.Default);
        Assert.That(_store.Read("key", new byte[10], out int length), Is.EqualTo(ReadResult.Miss));
        Assert.That(length, Is.Zero);
        Assert.That(_store.Contains("key"), Is.False);
        Assert.That(_store.TryGetInfo("key", out _), Is.False);
    }

    [Test]
    public void Set_stores_and_overwrites()
    {
        Assert.That(_store.Set("key", "one"u8), Is.EqualTo(WriteResult.Stored));
        Assert.That(_store.Set("key", "two, which is longer"u8), Is.EqualTo(WriteResult.Stored));
        Assert.That(Text(_store.Get("key")), Is.EqualTo("two, which is longer"));
        Assert.That(_store.GetStatistics().Items, Is.EqualTo(1));
    }

    [Test]
    public void Each_reader_gets_an_array_of_its_own()
    {
        _ = _store.Set("key", "value"u8);
        byte[] mine = _store.Get("key")!;
        mine[0] = (byte)'X';

        Assert.That(Text(_store.Get("key")), Is.EqualTo("value"));
    }

    [Test]
    public void A_value_without_bytes_is_a_value()
    {
        _ = _store.Set("key", []);

        Assert.That(_store.Get("key"), Is.Empty);
        Assert.That(_store.Read("key", [], out int length), Is.EqualTo(ReadResult.Hit));
        Assert.That(length, Is.Zero);
    }

    [Test]
    public void A_string_key_and_its_utf8_bytes_are_one_key()
    {
        _ = _store.Set("schlüssel €", "value"u8);

        Assert.That(Text(_store.Get("schlüssel €"u8)), Is.EqualTo("value"));
        Assert.That(_store.Remove("schlüssel €"u8), Is.True);
        Assert.That(_store.Contains("schlüssel €"), Is.False);
    }

    [Test]
    public void Read_tells_the_length_it_takes()
    {
        _ = _store.Set("key", "value"u8);
        byte[] room = new byte[8];

        Assert.That(_store.Read("key", room.AsSpan(0, 4), out int length), Is.EqualTo(ReadResult.DestinationTooSmall));
        Assert.That(length, Is.EqualTo(5));
        Assert.That(_store.Read("key", room, out length), Is.EqualTo(ReadResult.Hit));
        Assert.That(length, Is.EqualTo(5));
        Assert.That(room, Is.EqualTo("value\0\0\0"u8.ToArray()));
    }

    [Test]
    public void Add_stores_only_where_nothing_is()
    {
        Assert.That(_store.Add("key", "one"u8), Is.EqualTo(WriteResult.Stored));
        Assert.That(_store.Add("key", "two"u8), Is.EqualTo(WriteResult.NotStored));
        Assert.That(Text(_store.Get("key")), Is.EqualTo("one"));
    }

    [Test]
    public void Add_stores_where_an_item_has_expired()
    {
        _ = _store.Set("key", "one"u8, ItemOptions.ExpiresAfter(TimeSpan.FromSeconds(1)));
        _clock.Advance(TimeSpan.FromSeconds(1));

        Assert.That(_store.Add("key", "two"u8), Is.EqualTo(WriteResult.Stored));
        Assert.That(_store.GetStatistics().Expirations, Is.EqualTo(1));
    }

    [Test]
    public void Replace_stores_only_where_something_is()
    {
        Assert.That(_store.Replace("key", "one"u8), Is.EqualTo(WriteResult.NotStored));
        Assert.That(_store.Contains("key"), Is.False);
        _ = _store.Set("key", "one"u8);
        Assert.That(_store.Replace("key", "two"u8), Is.EqualTo(WriteResult.Stored));
        Assert.That(Text(_store.Get("key")), Is.EqualTo("two"));
    }

    [Test]
    public void Append_and_prepend_keep_flags_and_lifetime()
    {
        Assert.That(_store.Append("key", "x"u8), Is.EqualTo(WriteResult.NotStored));
        Assert.That(_store.Prepend("key", "x"u8), Is.EqualTo(WriteResult.NotStored));
        _ = _store.Set("key", "b"u8, new ItemOptions { Flags = 7, AbsoluteExpirationRelativeToNow = TimeSpan.FromSeconds(9) });

        Assert.That(_store.Append("key", "cd"u8), Is.EqualTo(WriteResult.Stored));
        Assert.That(_store.Prepend("key", "a"u8), Is.EqualTo(WriteResult.Stored));

        Assert.That(Text(_store.Get("key", out ItemInfo info)), Is.EqualTo("abcd"));
        Assert.That((info.Flags, info.TimeToLive), Is.EqualTo((7u, (TimeSpan?)TimeSpan.FromSeconds(9))));
    }

    [TestCase(1000)]
    [TestCase(5000)]
    [TestCase(50_000)]
    public void Append_carries_a_value_over_every_border(int part)
    {
        byte[] expected = [];
        _ = _store.Set("key", expected);
        for (int i = 0; i < 8; i++)
        {
            byte[] more = Value(part, i);
            expected = [.. expected, .. more];
            Assert.That(_store.Append("key", more), Is.EqualTo(WriteResult.Stored));
            Assert.That(_store.Get("key").AsSpan().SequenceEqual(expected));
        }
    }

    [Test]
    public void Compare_and_swap_wants_the_version()
    {
        Assert.That(_store.CompareAndSwap("key", "x"u8, 1), Is.EqualTo(WriteResult.NotFound));
        _ = _store.Set("key", "one"u8);
        _ = _store.Get("key", out ItemInfo first);
        _ = _store.Set("key", "two"u8);

        Assert.That(_store.CompareAndSwap("key", "x"u8, first.Version), Is.EqualTo(WriteResult.VersionMismatch));
        _ = _store.TryGetInfo("key", out ItemInfo second);
        Assert.That(_store.CompareAndSwap("key", "three"u8, second.Version), Is.EqualTo(WriteResult.Stored));
        Assert.That(_store.CompareAndSwap("key", "four"u8, second.Version), Is.EqualTo(WriteResult.VersionMismatch));
        Assert.That(Text(_store.Get("key")), Is.EqualTo("three"));
    }

    [Test]
    public void Remove_tells_whether_there_was_something()
    {
        _ = _store.Set("key", "value"u8);

        Assert.That(_store.Remove("key"), Is.True);
        Assert.That(_store.Remove("key"), Is.False);
        Assert.That(_store.Contains("key"), Is.False);
    }

    [Test]
    public void Remove_of_an_expired_item_finds_nothing()
    {
        _ = _store.Set("key", "value"u8, ItemOptions.ExpiresAfter(TimeSpan.FromMilliseconds(1)));
        _clock.Advance(TimeSpan.FromMilliseconds(1));

        Assert.That(_store.Remove("key"), Is.False);
        Assert.That(_store.GetStatistics().Items, Is.Zero);
    }

    [Test]
    public void Remove_of_a_version_leaves_other_versions()
    {
        Assert.That(_store.Remove("key", 1), Is.EqualTo(WriteResult.NotFound));
        _ = _store.Set("key", "value"u8);
        _ = _store.TryGetInfo("key", out ItemInfo info);

        Assert.That(_store.Remove("key", info.Version + 1), Is.EqualTo(WriteResult.VersionMismatch));
        Assert.That(_store.Remove("key", info.Version), Is.EqualTo(WriteResult.Stored));
        Assert.That(_store.Contains("key"), Is.False);
    }

    [Test]
    public void An_item_is_gone_in_the_millisecond_of_its_deadline()
    {
        _ = _store.Set("key", "value"u8, ItemOptions.ExpiresAfter(TimeSpan.FromMilliseconds(100)));
        _clock.Advance(TimeSpan.FromMilliseconds(99));
        Assert.That(_store.Contains("key"), Is.True);
        _clock.Advance(TimeSpan.FromMilliseconds(1));
        Assert.That(_store.Contains("key"), Is.False);
    }

    [Test]
    public void A_moment_that_has_passed_makes_a_set_a_removal()
    {
        _ = _store.Set("key", "value"u8);

        Assert.That(_store.Set("key", "x"u8, new ItemOptions { AbsoluteExpiration = _clock.GetUtcNow() }), Is.EqualTo(WriteResult.Stored));
        Assert.That(_store.Contains("key"), Is.False);
        Assert.That(_store.GetStatistics().Items, Is.Zero);
    }

    [Test]
    public void A_lifetime_beyond_what_fits_never_ends()
    {
        _ = _store.Set("relative", "value"u8, ItemOptions.ExpiresAfter(TimeSpan.MaxValue));
        _ = _store.Set("absolute", "value"u8, new ItemOptions { AbsoluteExpiration = DateTimeOffset.MaxValue });
        _ = _store.Set("sliding", "value"u8, new ItemOptions { SlidingExpiration = TimeSpan.MaxValue });
        _clock.Advance(TimeSpan.FromDays(365 * 200));

        Assert.That(_store.EnumerateKeys().Count(), Is.EqualTo(3));
    }

    [Test]
    public void Touch_gives_a_new_lifetime_of_any_kind()
    {
        Assert.That(_store.Touch("key", ItemOptions.ExpiresAfter(TimeSpan.FromSeconds(1))), Is.False);
        _ = _store.Set("key", "value"u8, new ItemOptions { Flags = 3 });
        ItemOptions[] lifetimes =
        [
            ItemOptions.ExpiresAfter(TimeSpan.FromSeconds(5)),
            new() { SlidingExpiration = TimeSpan.FromSeconds(5) },
            new() { SlidingExpiration = TimeSpan.FromSeconds(5), AbsoluteExpirationRelativeToNow = TimeSpan.FromSeconds(9) },
            ItemOptions.ExpiresAfter(TimeSpan.FromSeconds(5)),
        ];
        foreach (ItemOptions lifetime in lifetimes)
        {
            Assert.That(_store.Touch("key", in lifetime), Is.True);
            Assert.That(Text(_store.Get("key", out ItemInfo info)), Is.EqualTo("value"));
            Assert.That(
                (info.Flags, info.TimeToLive, info.SlidingExpiration),
                Is.EqualTo((3u, (TimeSpan?)TimeSpan.FromSeconds(5), lifetime.SlidingExpiration)));
        }

        Assert.That(_store.Touch("key", default), Is.True);
        _ = _store.TryGetInfo("key", out ItemInfo endless);
        Assert.That(endless.TimeToLive, Is.Null);
    }

    [Test]
    public void Touch_of_a_large_value_keeps_every_byte()
    {
        byte[] value = Value(100_000);
        _ = _store.Set("key", value);

        Assert.That(_store.Touch("key", new ItemOptions { SlidingExpiration = TimeSpan.FromSeconds(5) }), Is.True);
        Assert.That(_store.Get("key").AsSpan().SequenceEqual(value));
        _clock.Advance(TimeSpan.FromSeconds(5));
        Assert.That(_store.Contains("key"), Is.False);
    }

    [Test]
    public void Touch_into_the_past_ends_the_item()
    {
        _ = _store.Set("key", "value"u8);

        Assert.That(_store.Touch("key", new ItemOptions { AbsoluteExpiration = _clock.GetUtcNow() }), Is.True);
        Assert.That(_store.Contains("key"), Is.False);
    }

    [Test]
    public void Get_and_touch_reads_and_renews()
    {
        Assert.That(_store.GetAndTouch("key", default), Is.Null);
        _ = _store.Set("key", "value"u8, ItemOptions.ExpiresAfter(TimeSpan.FromSeconds(1)));

        Assert.That(Text(_store.GetAndTouch("key", ItemOptions.ExpiresAfter(TimeSpan.FromSeconds(10)))), Is.EqualTo("value"));
        _clock.Advance(TimeSpan.FromSeconds(9));
        Assert.That(_store.Contains("key"), Is.True);
    }

    [Test]
    public void Refresh_starts_the_window_anew_but_not_beyond_the_last_deadline()
    {
        Assert.That(_store.Refresh("key"), Is.False);
        _ = _store.Set("key", "value"u8, new ItemOptions
        {
            SlidingExpiration = TimeSpan.FromSeconds(4),
            AbsoluteExpirationRelativeToNow = TimeSpan.FromSeconds(9),
        });
        for (int i = 0; i < 2; i++)
        {
            _clock.Advance(TimeSpan.FromSeconds(3));
            Assert.That(_store.Refresh("key"), Is.True);
        }

        _clock.Advance(TimeSpan.FromSeconds(3) - TimeSpan.FromMilliseconds(1));
        Assert.That(_store.Refresh("key"), Is.True);
        _clock.Advance(TimeSpan.FromMilliseconds(1));
        Assert.That(_store.Refresh("key"), Is.False);
    }

    [Test]
    public void Info_tells_what_was_stored()
    {
        _ = _store.Set("key", "value"u8, new ItemOptions { Flags = 99, SlidingExpiration = TimeSpan.FromSeconds(64) });
        _clock.Advance(TimeSpan.FromSeconds(1));

        Assert.That(_store.TryGetInfo("key", out ItemInfo info), Is.True);
        Assert.That(info.ValueLength, Is.EqualTo(5));
        Assert.That(info.MemorySize, Is.InRange(30 + 8 + 4 + 3 + 5, 72));
        Assert.That(info.Flags, Is.EqualTo(99));
        Assert.That(info.Version, Is.Not.Zero);
        Assert.That(info.TimeToLive, Is.EqualTo(TimeSpan.FromSeconds(63)));
        Assert.That(info.SlidingExpiration, Is.EqualTo(TimeSpan.FromSeconds(64)));
        Assert.That(info.Idle, Is.EqualTo(TimeSpan.FromSeconds(1)));
        Assert.That(info.WasRead, Is.False);
        _ = _store.TryGetInfo("key", out info);
        Assert.That(info.WasRead, Is.True);
    }

    [Test]
    public void Idle_time_is_noted_once_a_minute()
    {
        _ = _store.Set("key", "value"u8);
        _ = _store.Get("key");
        _clock.Advance(TimeSpan.FromSeconds(61));
        _ = _store.Get("key");
        _ = _store.TryGetInfo("key", out ItemInfo info);

        Assert.That(info.Idle, Is.EqualTo(TimeSpan.Zero));
    }

    [Test]
    public void The_memory_size_of_a_large_value_counts_its_pages()
    {
        _ = _store.Set("key", Value(100_000));
        _ = _store.TryGetInfo("key", out ItemInfo info);

        Assert.That(info.MemorySize, Is.InRange(100_000, 100_000 + PageSize));
    }

    [Test]
    public void Clear_removes_everything()
    {
        for (int i = 0; i < 3000; i++)
        {
            _ = _store.Set($"key{i}", Value(i % 200));
        }

        _ = _store.Set("large", Value(50_000));
        _store.Clear();

        CacheStatistics statistics = _store.GetStatistics();
        Assert.That((statistics.Items, statistics.StoredBytes, statistics.Removes), Is.EqualTo((0L, 0L, 3001L)));
        Assert.That(statistics.MemoryUsed, Is.EqualTo(statistics.IndexBytes + statistics.PolicyBytes));
        Assert.That(_store.EnumerateKeys(), Is.Empty);
    }

    [Test]
    public void A_value_in_pieces_is_stored_whole()
    {
        byte[] value = Value(30_000);
        var sequence = new ReadOnlySequence<byte>(value);
        Assert.That(_store.Set("key", in sequence), Is.EqualTo(WriteResult.Stored));
        Assert.That(_store.Get("key").AsSpan().SequenceEqual(value));
    }

    [Test]
    public void Many_keys_are_read_in_their_order()
    {
        string[] keys = [.. Enumerable.Range(0, 50).Select(i => i == 20 ? new string('k', 5000) : $"key{i}")];
        for (int i = 0; i < keys.Length; i += 2)
        {
            _ = _store.Set(keys[i], Value(i, i));
        }

        byte[]?[] values = new byte[]?[keys.Length];
        Assert.That(_store.GetMany(keys, values), Is.EqualTo(25));
        Assert.That(values, Is.EqualTo(Enumerable.Range(0, 50).Select(i => i % 2 == 0 ? Value(i, i) : null)));
    }

    [Test]
    public void Many_reads_stop_where_the_room_ends()
    {
        string[] keys = ["a", "missing", "b", "c"];
        _ = _store.Set("a", Value(10, 1));
        _ = _store.Set("b", Value(20, 2));
        _ = _store.Set("c", Value(30, 3));
        byte[] room = new byte[59];
        int[] lengths = new int[4];

        Assert.That(_store.ReadMany(keys, room, lengths), Is.EqualTo(3));
        Assert.That(lengths[..3], Is.EqualTo(new[] { 10, -1, 20 }));
        Assert.That(room[..30], Is.EqualTo((byte[])[.. Value(10, 1), .. Value(20, 2)]));
    }
}
