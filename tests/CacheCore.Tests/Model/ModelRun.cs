using System.Buffers;
using System.Globalization;
using System.Text;
using CacheCore.Tests.Integrity;
using Microsoft.Extensions.Time.Testing;

namespace CacheCore.Tests.Model;

/// <summary>Does each command to a store and to a dictionary, and compares what both tell.</summary>
/// <param name="options">The store's.</param>
/// <param name="mayVanish">True where memory is so little that items are evicted: they may be gone, never wrong.</param>
internal sealed class ModelRun(CacheCoreOptions options, bool mayVanish)
{
    private readonly Dictionary<int, ModelItem> _items = [];
    private readonly HashSet<ulong> _versions = [];
    private readonly FakeTimeProvider _clock = new();
    private CacheStore _store = null!;
    private long _now;
    private int _filled;

    public void Execute(StoreCommand[] commands)
    {
        using var store = new CacheStore(options, _clock);
        _store = store;
        foreach (StoreCommand command in commands)
        {
            Do(command);
            DropExpired();
        }

        StoreIntegrity.Check(store);
        CompareAll();
        StoreIntegrity.Check(store);
    }

    private void Do(StoreCommand command)
    {
        byte[] key = KeyOf(command.Key);
        ItemOptions lifetime = command.Lifetime.Options(_clock.GetUtcNow(), command.Flags);
        switch (command.Verb)
        {
            case Verb.Set:
                byte[] value = Fill(command.Size);
                Set(command, value, _store.Set(key, value, in lifetime));
                break;
            case Verb.SetInPieces:
                byte[] pieces = Fill(command.Size);
                Set(command, pieces, _store.Set(key, Pieces(pieces), in lifetime));
                break;
            case Verb.SetNumber:
                byte[] digits = Digits(command.Number);
                Set(command, digits, _store.Set(key, digits, in lifetime));
                break;
            case Verb.Add:
                Add(command, key, in lifetime);
                break;
            case Verb.Replace:
                Replace(command, key, in lifetime);
                break;
            case Verb.Append or Verb.Prepend:
                Extend(command, key);
                break;
            case Verb.CompareAndSwap or Verb.CompareAndSwapStale:
                CompareAndSwap(command, key, in lifetime);
                break;
            case Verb.Increment or Verb.Decrement:
                Count(command, key);
                break;
            case Verb.IncrementOrCreate:
                CountOrCreate(command, key, in lifetime);
                break;
            case Verb.Get:
                ExpectRead(command.Key, _store.Get(key));
                break;
            case Verb.Read:
                Read(command.Key, key);
                break;
            case Verb.ReadIntoTooLittle:
                ReadIntoTooLittle(command.Key, key);
                break;
            case Verb.ReadIntoWriter:
                var writer = new ArrayBufferWriter<byte>();
                ExpectRead(command.Key, _store.Read(key, writer) ? writer.WrittenSpan.ToArray() : null);
                break;
            case Verb.Info:
                ExpectInfo(command.Key, key);
                break;
            case Verb.GetMany:
                GetMany();
                break;
            case Verb.ReadMany:
                ReadMany();
                break;
            case Verb.Touch:
                Touched(command, _store.Touch(key, in lifetime));
                break;
            case Verb.GetAndTouch:
                byte[]? touched = _store.GetAndTouch(key, in lifetime);
                ExpectRead(command.Key, touched);
                Touched(command, touched is not null);
                break;
            case Verb.Refresh:
                if (Expect(command.Key, _store.Refresh(key)) is { } refreshed)
                {
                    refreshed.Renew(_now);
                }

                break;
            case Verb.Remove:
                _ = Expect(command.Key, _store.Remove(key));
                _ = _items.Remove(command.Key);
                break;
            case Verb.RemoveVersion or Verb.RemoveStaleVersion:
                RemoveVersion(command, key);
                break;
            case Verb.Enumerate:
                Enumerate();
                break;
            case Verb.Clear:
                _store.Clear();
                _items.Clear();
                break;
            case Verb.AdvanceClock:
                _clock.Advance(TimeSpan.FromMilliseconds(command.Milliseconds));
                _now += command.Milliseconds;
                break;
            case Verb.RunMaintenance:
                _store.RunMaintenance();
                break;
            case Verb.SetMemoryLimit:
                // Where items must not vanish, down to a quarter, which is more than all of them take; else up to four times.
                _store.MemoryLimit = options.MemoryLimit / (mayVanish ? 1 : 4) * (1 + (long)(command.Number % 4));
                break;
            default:
                throw new InvalidOperationException($"{command.Verb} is not modelled.");
        }
    }

    private void Set(StoreCommand command, byte[] value, WriteResult result)
    {
        if (IsTooLarge(command.Key, value.Length))
        {
            Assert.That(result, Is.EqualTo(WriteResult.TooLarge));
            _ = _items.Remove(command.Key);
            return;
        }

        Assert.That(result, Is.EqualTo(WriteResult.Stored));
        Write(command, value, mayAlreadyBeOver: true);
    }

    private void Add(StoreCommand command, byte[] key, in ItemOptions lifetime)
    {
        byte[] value = Fill(command.Size);
        WriteResult result = _store.Add(key, value, in lifetime);
        if (IsTooLarge(command.Key, value.Length))
        {
            Assert.That(result, Is.EqualTo(WriteResult.TooLarge));
            return;
        }

        if (Expect(command.Key, result == WriteResult.NotStored) is null)
        {
            Assert.That(result, Is.EqualTo(WriteResult.Stored));
            Write(command, value);
        }
    }

    private void Replace(StoreCommand command, byte[] key, in ItemOptions lifetime)
    {
        byte[] value = Fill(command.Size);
        WriteResult result = _store.Replace(key, value, in lifetime);
        if (IsTooLarge(command.Key, value.Length))
        {
            Assert.That(result, Is.EqualTo(WriteResult.TooLarge));
            return;
        }

        if (Expect(command.Key, result != WriteResult.NotStored) is not null)
        {
            Assert.That(result, Is.EqualTo(WriteResult.Stored));
            Write(command, value);
        }
    }

    private void Extend(StoreCommand command, byte[] key)
    {
        byte[] part = Fill(command.Size);
        bool atEnd = command.Verb == Verb.Append;
        WriteResult result = atEnd ? _store.Append(key, part) : _store.Prepend(key, part);
        if (Expect(command.Key, result != WriteResult.NotStored) is not { } item)
        {
            return;
        }

        byte[] joined = atEnd ? [.. item.Value, .. part] : [.. part, .. item.Value];
        if (IsTooLarge(command.Key, joined.Length))
        {
            Assert.That(result, Is.EqualTo(WriteResult.TooLarge));
            return;
        }

        Assert.That(result, Is.EqualTo(WriteResult.Stored));
        item.Value = joined;
        item.Version = null;
        ExpectThere(command.Key);
    }

    private void CompareAndSwap(StoreCommand command, byte[] key, in ItemOptions lifetime)
    {
        ulong version = ExpectInfo(command.Key, key)?.Version ?? 1;
        version += command.Verb == Verb.CompareAndSwap ? 0UL : 1UL << 40;
        byte[] value = Fill(command.Size);
        WriteResult result = _store.CompareAndSwap(key, value, version, in lifetime);
        if (IsTooLarge(command.Key, value.Length))
        {
            Assert.That(result, Is.EqualTo(WriteResult.TooLarge));
            return;
        }

        if (Expect(command.Key, result != WriteResult.NotFound) is not null)
        {
            Assert.That(result, Is.EqualTo(command.Verb == Verb.CompareAndSwap ? WriteResult.Stored : WriteResult.VersionMismatch));
            if (result == WriteResult.Stored)
            {
                Write(command, value);
            }
        }
    }

    private void Count(StoreCommand command, byte[] key)
    {
        bool up = command.Verb == Verb.Increment;
        WriteResult result = up
            ? _store.Increment(key, command.Number, out ulong value)
            : _store.Decrement(key, command.Number, out value);
        if (Expect(command.Key, result != WriteResult.NotFound) is { } item)
        {
            ExpectCounted(command, item, up, result, value);
        }
        else
        {
            Assert.That(value, Is.Zero);
        }
    }

    private void CountOrCreate(StoreCommand command, byte[] key, in ItemOptions lifetime)
    {
        const ulong Initial = 4711;
        WriteResult result = _store.Increment(key, command.Number, Initial, out ulong value, in lifetime);
        bool isExpected = _items.TryGetValue(command.Key, out ModelItem? item);
        bool isFirst = result == WriteResult.Stored && value == Initial;
        if (isExpected && isFirst && mayVanish)
        {
            // Counted to the first number, or gone and made anew: nobody can tell, so the item ends here.
            _ = _store.Remove(key);
            _ = _items.Remove(command.Key);
        }
        else if (isExpected)
        {
            ExpectCounted(command, item!, up: true, result, value);
        }
        else
        {
            Assert.That(isFirst);
            Write(command, Digits(Initial));
        }
    }

    private static void ExpectCounted(StoreCommand command, ModelItem item, bool up, WriteResult result, ulong value)
    {
        string text = Encoding.ASCII.GetString(item.Value);
        if (!ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out ulong number))
        {
            Assert.That((result, value), Is.EqualTo((WriteResult.NotANumber, 0UL)));
            return;
        }

        number = up ? unchecked(number + command.Number) : number - Math.Min(number, command.Number);
        Assert.That((result, value), Is.EqualTo((WriteResult.Stored, number)));
        item.Value = Digits(number);
        item.Version = null;
    }

    private void Read(int number, byte[] key)
    {
        byte[] room = new byte[options.MaxItemSize];
        ReadResult result = _store.Read(key, room, out int length);
        Assert.That(result, Is.Not.EqualTo(ReadResult.DestinationTooSmall));
        Assert.That(result == ReadResult.Hit || length == 0);
        ExpectRead(number, result == ReadResult.Hit ? room[..length] : null);
    }

    private void ReadIntoTooLittle(int number, byte[] key)
    {
        ReadResult result = _store.Read(key, [], out int length);
        if (Expect(number, result != ReadResult.Miss) is { } item)
        {
            Assert.That(length, Is.EqualTo(item.Value.Length));
            Assert.That(result, Is.EqualTo(length == 0 ? ReadResult.Hit : ReadResult.DestinationTooSmall));
            if (result == ReadResult.Hit)
            {
                item.OnRead(_now);
            }
        }
        else
        {
            Assert.That(length, Is.Zero);
        }
    }

    private void GetMany()
    {
        string[] keys = [.. Enumerable.Range(0, StoreCommand.Keys).Select(key => Encoding.UTF8.GetString(KeyOf(key)))];
        byte[]?[] values = new byte[]?[keys.Length];
        int found = _store.GetMany(keys, values);
        Assert.That(found, Is.EqualTo(values.Count(value => value is not null)));
        for (int key = 0; key < keys.Length; key++)
        {
            ExpectRead(key, values[key]);
        }
    }

    private void ReadMany()
    {
        ReadOnlyMemory<byte>[] keys = [.. Enumerable.Range(0, StoreCommand.Keys).Select(key => (ReadOnlyMemory<byte>)KeyOf(key))];
        byte[] room = new byte[keys.Length * options.MaxItemSize];
        int[] lengths = new int[keys.Length];
        Assert.That(_store.ReadMany(keys, room, lengths), Is.EqualTo(keys.Length));
        int start = 0;
        for (int key = 0; key < keys.Length; key++)
        {
            int length = Math.Max(lengths[key], 0);
            ExpectRead(key, lengths[key] < 0 ? null : room.AsSpan(start, length).ToArray());
            start += length;
        }
    }

    private void Touched(StoreCommand command, bool found)
    {
        if (Expect(command.Key, found) is { } item)
        {
            // A touch may have to move the item, which is a write.
            item.Version = null;
            item.LiveBy(command.Lifetime, _now);
        }
    }

    private void RemoveVersion(StoreCommand command, byte[] key)
    {
        ulong version = ExpectInfo(command.Key, key)?.Version ?? 1;
        bool stale = command.Verb == Verb.RemoveStaleVersion;
        WriteResult result = _store.Remove(key, version + (stale ? 1UL << 40 : 0));
        if (Expect(command.Key, result != WriteResult.NotFound) is not null)
        {
            Assert.That(result, Is.EqualTo(stale ? WriteResult.VersionMismatch : WriteResult.Stored));
            if (!stale)
            {
                _ = _items.Remove(command.Key);
            }
        }
    }

    private void Enumerate()
    {
        string[] listed = [.. _store.EnumerateKeys().Select(Encoding.UTF8.GetString)];
        string[] expected = [.. _items.Keys.Select(key => Encoding.UTF8.GetString(KeyOf(key)))];
        Assert.That(listed, mayVanish ? Is.SubsetOf(expected).And.Unique : Is.EquivalentTo(expected));
    }

    private ItemInfo? ExpectInfo(int number, byte[] key)
    {
        bool found = _store.TryGetInfo(key, out ItemInfo info);
        if (Expect(number, found) is not { } item)
        {
            Assert.That(info, Is.Default);
            return null;
        }

        // What is told is what the read found; the renewal comes after.
        Assert.That(info.ValueLength, Is.EqualTo(item.Value.Length));
        Assert.That(info.Flags, Is.EqualTo(item.Flags));
        Assert.That(info.TimeToLive, Is.EqualTo(item.HasDeadline ? TimeSpan.FromMilliseconds(item.Deadline - _now) : (TimeSpan?)null));
        Assert.That(info.MemorySize, Is.GreaterThanOrEqualTo(key.Length + item.Value.Length));
        if (item.Version is { } known)
        {
            Assert.That(info.Version, Is.EqualTo(known));
        }

        item.Version = info.Version;
        item.OnRead(_now);
        return info;
    }

    private void ExpectRead(int number, byte[]? value)
    {
        if (Expect(number, value is not null) is { } item)
        {
            Assert.That(
                value.AsSpan().SequenceEqual(item.Value),
                $"The value of key {number} has {value!.Length} bytes, expected {item.Value.Length}, or other ones.");
            item.OnRead(_now);
        }
    }

    /// <summary>The item, if the store says that it is there, which only a store with little memory may deny.</summary>
    private ModelItem? Expect(int number, bool isThere)
    {
        bool isExpected = _items.TryGetValue(number, out ModelItem? item);
        if (isExpected && !isThere && mayVanish)
        {
            _ = _items.Remove(number);
            return null;
        }

        Assert.That(isThere, Is.EqualTo(isExpected), $"Key {number} at {_now} ms, deadline {item?.Deadline}");
        return item;
    }

    private void Write(StoreCommand command, byte[] value, bool mayAlreadyBeOver = false)
    {
        var item = new ModelItem { Value = value, Flags = command.Flags };
        item.LiveBy(command.Lifetime, _now);
        _items[command.Key] = item;
        if (item.IsOver(_now))
        {
            Assert.That(mayAlreadyBeOver || !_store.Contains(KeyOf(command.Key)));
            _ = _items.Remove(command.Key);
            return;
        }

        ExpectThere(command.Key);
    }

    /// <summary>What was just written is there, however little memory there is, and has a version that no write had before.</summary>
    private void ExpectThere(int number)
    {
        ItemInfo? info = ExpectInfo(number, KeyOf(number));
        Assert.That(info, Is.Not.Null, $"Key {number} was just written.");
        Assert.That(_versions.Add(info!.Value.Version), $"Version {info.Value.Version} was given twice.");
    }

    private void DropExpired()
    {
        foreach (int key in _items.Where(pair => pair.Value.IsOver(_now)).Select(pair => pair.Key).ToArray())
        {
            _ = _items.Remove(key);
        }
    }

    private void CompareAll()
    {
        _store.RunMaintenance();
        for (int key = 0; key < StoreCommand.Keys; key++)
        {
            ExpectRead(key, _store.Get(KeyOf(key)));
        }

        CacheStatistics statistics = _store.GetStatistics();
        long bytes = _items.Sum(pair => (long)KeyOf(pair.Key).Length + pair.Value.Value.Length);
        Assert.That((statistics.Items, statistics.StoredBytes), Is.EqualTo(((long)_items.Count, bytes)));
        Assert.That(statistics.RejectedOutOfMemory, Is.Zero);
    }

    private bool IsTooLarge(int number, int valueLength) => KeyOf(number).Length + valueLength > options.MaxItemSize;

    /// <summary>Keys of many lengths, the empty one among them.</summary>
    private static byte[] KeyOf(int number) => number switch
    {
        0 => [],
        1 => Encoding.UTF8.GetBytes(new string('k', 250)),
        2 => Encoding.UTF8.GetBytes("ключ"),
        _ => Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"key{number}")),
    };

    private static byte[] Digits(ulong number) => Encoding.ASCII.GetBytes(number.ToString(CultureInfo.InvariantCulture));

    /// <summary>Bytes that no other write of the run has.</summary>
    private byte[] Fill(int size)
    {
        byte[] value = new byte[size];
        uint state = (uint)++_filled * 2_654_435_761;
        for (int i = 0; i < size; i++)
        {
            state = (state * 1_664_525) + 1_013_904_223;
            value[i] = (byte)(state >> 24);
        }

        return value;
    }

    private static ReadOnlySequence<byte> Pieces(byte[] value)
    {
        int third = value.Length / 3;
        var first = new Piece(value.AsMemory(0, third), 0);
        Piece last = first.Then(value.AsMemory(third, third)).Then(value.AsMemory(2 * third));
        return new ReadOnlySequence<byte>(first, 0, last, last.Memory.Length);
    }

    private sealed class Piece : ReadOnlySequenceSegment<byte>
    {
        public Piece(ReadOnlyMemory<byte> memory, long index)
        {
            Memory = memory;
            RunningIndex = index;
        }

        public Piece Then(ReadOnlyMemory<byte> memory)
        {
            var next = new Piece(memory, RunningIndex + Memory.Length);
            Next = next;
            return next;
        }
    }
}
