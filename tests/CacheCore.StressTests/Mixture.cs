using System.Buffers;
using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using CacheCore.StressTests.Harness;
using CacheCore.Tests.Integrity;

namespace CacheCore.StressTests;

/// <summary>
/// All public verbs on one store by eight threads, over few hot keys and many cold ones, with values from nothing to
/// many pages, short lives, pinned keys, now and then a Clear, and now and then another memory limit, while pages are taken all the time.
/// Whatever is read must be a whole value of its key, not over, and for each reader no older than what it saw of the same writer before.
/// </summary>
internal sealed class Mixture(long memoryLimit, EvictionPolicy policy) : IDisposable
{
    private const int Workers = 8;
    private const int HotKeys = 64;
    private const int ColdKeys = 60_000;

    /// <summary>Milliseconds that an item may be read after its end: the coarse clock's step, and rounding up.</summary>
    private const long ClockSlack = 60;

    private static readonly TimeSpan SlidingWindow = TimeSpan.FromMilliseconds(80);

    private readonly CacheStore _store = new(new CacheCoreOptions
    {
        MemoryLimit = memoryLimit,
        EvictionPolicy = policy,
        BackgroundMaintenance = false,
        TemporaryLifetime = TimeSpan.FromMilliseconds(20),
        PinnedKeyPrefixes = ["\u0005", "\u0006"],   // two keys in 256, hot ones among them
    });

    private readonly byte[][] _keys = [.. Keys.Many(HotKeys), .. Keys.Many(ColdKeys, length: 28, first: HotKeys)];
    private readonly byte[][] _counters = Keys.Many(4, first: -10);
    private readonly ConcurrentDictionary<WriteResult, long> _results = new();
    private long _noticed;
    private long _mostPinned;
    private int _limits;

    /// <summary>Limits are from half of the first to twice that.</summary>
    private long LowestLimit => memoryLimit / 2;

    private long HighestLimit => memoryLimit * 2;

    public void Run(TimeSpan length)
    {
        _store.ItemRemoved += (_, removed) => _noticed += removed.Key.Length > 0 ? 1 : 0;
        FillUp();
        var crew = new Crew();
        crew.Add(Workers, (worker, random) => new Worker(this, worker, random).Run(crew))
            .AddLoop(1, (_, _) => Maintain())
            .AddLoop(1, (_, random) => TakePage(random))
            .Run(length, HasEverythingHappened);
        _store.MemoryLimit = memoryLimit;
        _store.RunMaintenance();
        CacheStatistics statistics = _store.GetStatistics();
        TestContext.Out.WriteLine(
            $"{statistics.Hits} hits, {statistics.Misses} misses, {statistics.Writes} writes, {statistics.Evictions} evictions, " +
            $"{statistics.Expirations} expirations, {statistics.PagesTaken} pages taken, " +
            $"{statistics.PageMoveRescues} rescued, {statistics.PageMoveEvictions} not, " +
            $"{_mostPinned} pinned at once, {statistics.PinsRefused} refused, {statistics.PinnedEvictions} pinned ones evicted, " +
            $"{statistics.IndexBytes >> 10} KiB of index, {_store.Parts.Memory.Index.Merges} merges, " +
            $"{_noticed} notices, {_limits} limits");
        TestContext.Out.WriteLine(string.Join(", ", _results.Select(one => $"{one.Key}: {one.Value}")));
        StoreIntegrity.Check(_store);
        Assert.That(
            HasEverythingHappened,
            () => $"Of these something is missing: {statistics.Evictions} evictions, {statistics.Expirations} expirations, " +
                $"{statistics.PagesTaken} pages taken, {statistics.PageMoveRescues} rescued, {_mostPinned} pinned, " +
                $"{_noticed} notices, {_limits} limits.");
        Assert.That(statistics.MemoryUsed, Is.LessThanOrEqualTo(memoryLimit));
        _store.Clear();
        StoreIntegrity.Check(_store);
        Assert.That(_store.GetStatistics().Items, Is.Zero);
    }

    public void Dispose() => _store.Dispose();

    /// <summary>A run in which something of it is missing shows less than it says.</summary>
    private bool HasEverythingHappened()
    {
        CacheStatistics statistics = _store.GetStatistics();
        return statistics is { Evictions: > 0, Expirations: > 0, PagesTaken: > 0, PageMoveRescues: > 0 }
            && Volatile.Read(ref _mostPinned) > 0 && Volatile.Read(ref _noticed) > 0 && Volatile.Read(ref _limits) > 0;
    }

    /// <summary>Fills the memory, so that even a short run begins where evictions do.</summary>
    private void FillUp()
    {
        for (int key = HotKeys; key < _keys.Length && !_store.Parts.Memory.Pool.IsFull; key++)
        {
            _ = _store.Set(_keys[key], Payload.Make(key * 31 % 1500, new Stamp(key, 0, 0)));
        }
    }

    private void Maintain()
    {
        _store.RunMaintenance();
        _mostPinned = Math.Max(_mostPinned, _store.GetStatistics().PinnedItems);
    }

    /// <summary>Takes a page of some class, for another one or for the pool; now and then changes how the maintainer does it.</summary>
    private void TakePage(Random random)
    {
        int classes = _store.Parts.Memory.Slabs.Classes.Length;
        int from = random.Next(classes);
        int to = random.Next(2) == 0 ? random.Next(classes) + 1 : CacheStore.Pool;
        if (random.Next(100) == 0)
        {
            _store.PageBalancing = (PageBalancing)random.Next(3);
            _ = _store.ReassignPage(CacheStore.AnyClass, to);
        }
        else if (_store.Parts.Memory.Slabs.Classes[from].PageCount > 1)
        {
            _ = _store.ReassignPage(from + 1, to);
        }
        else
        {
            Thread.Yield();
        }
    }

    private sealed class Worker(Mixture owner, int number, Random random)
    {
        private readonly CacheStore _store = owner._store;
        private readonly byte[] _buffer = new byte[300_000];
        private readonly ArrayBufferWriter<byte> _writer = new();
        private readonly byte[]?[] _values = new byte[]?[8];
        private readonly ReadOnlyMemory<byte>[] _batch = new ReadOnlyMemory<byte>[8];
        private readonly int[] _batchKeys = new int[8];
        private readonly int[] _lengths = new int[8];
        private readonly Dictionary<int, MonotonicReads> _seen = [];
        private long _sequence;

        public void Run(Crew crew)
        {
            while (crew.GoesOn)
            {
                int dice = random.Next(1000);
                if (dice < 600)
                {
                    Read(PickKey());
                }
                else if (dice < 997)
                {
                    Write(PickKey());
                }
                else if (dice < 999)
                {
                    Walk();
                }
                else if (random.Next(600) == 0)
                {
                    _store.Clear();
                }
                else if (random.Next(4) == 0)
                {
                    _store.MemoryLimit = random.NextInt64(owner.LowestLimit, owner.HighestLimit + 1);
                    _ = Interlocked.Increment(ref owner._limits);
                }
            }
        }

        private int PickKey() => random.Next(2) == 0 ? random.Next(HotKeys) : HotKeys + random.Next(ColdKeys);

        private int PickLength() => random.Next(200) switch
        {
            0 => random.Next(Math.Min(200_000, (int)(owner.LowestLimit / 8))),
            < 20 => random.Next(20_000),
            < 80 => random.Next(2_000),
            < 90 => 0,
            _ => random.Next(300),
        };

        private void Read(int key)
        {
            byte[] bytes = owner._keys[key];
            long now = Environment.TickCount64;
            switch (random.Next(8))
            {
                case 0:
                    ReadResult result = _store.Read(bytes, _buffer, out int length);
                    if (result == ReadResult.Hit)
                    {
                        Saw(_buffer.AsSpan(0, length), key, now);
                    }

                    break;
                case 1:
                    _writer.ResetWrittenCount();
                    if (_store.Read(bytes, _writer))
                    {
                        Saw(_writer.WrittenSpan, key, now);
                    }

                    break;
                case 2:
                    if (_store.Get(bytes, out ItemInfo info) is { } withInfo)
                    {
                        Check.That(
                            info.ValueLength == withInfo.Length, $"Key {key}: {withInfo.Length} bytes, said to be {info.ValueLength}.");
                        Saw(withInfo, key, now);
                    }

                    break;
                case 3:
                    ReadBatch(now);
                    break;
                case 4:
                    _ = _store.Contains(bytes) | _store.TryGetInfo(bytes, out _);
                    break;
                case 5:
                    if (_store.GetAndTouch(bytes, ItemOptions.ExpiresAfter(TimeSpan.FromMilliseconds(1))) is { } touched)
                    {
                        Saw(touched, key, now);
                    }

                    break;
                default:
                    if (_store.Get(bytes) is { } value)
                    {
                        Saw(value, key, now);
                    }

                    break;
            }
        }

        private void ReadBatch(long now)
        {
            for (int i = 0; i < _batch.Length; i++)
            {
                _batchKeys[i] = PickKey();
                _batch[i] = owner._keys[_batchKeys[i]];
            }

            if (random.Next(2) == 0)
            {
                _ = _store.GetMany(_batch, _values);
                for (int i = 0; i < _batch.Length; i++)
                {
                    if (_values[i] is { } value)
                    {
                        Saw(value, _batchKeys[i], now);
                    }
                }

                return;
            }

            int done = _store.ReadMany(_batch, _buffer, _lengths);
            int start = 0;
            for (int i = 0; i < done; i++)
            {
                if (_lengths[i] >= 0)
                {
                    Saw(_buffer.AsSpan(start, _lengths[i]), _batchKeys[i], now);
                    start += _lengths[i];
                }
            }
        }

        private void Saw(ReadOnlySpan<byte> value, int key, long readAt)
        {
            Stamp stamp = Payload.Verify(value, key);
            long over = stamp.Deadline == 0 ? 0 : readAt - stamp.Deadline;
            Check.That(over <= ClockSlack, $"Key {key} was read {over} ms after its end.");
            if (key < HotKeys && value.Length >= Payload.HeaderSize)
            {
                if (!_seen.TryGetValue(key, out MonotonicReads? seen))
                {
                    _seen.Add(key, seen = new MonotonicReads(key, Workers));
                }

                seen.Saw(stamp);
            }
        }

        private void Write(int key)
        {
            byte[] bytes = owner._keys[key];
            ItemOptions options = PickLife(out long deadline);
            byte[] value = Payload.Make(PickLength(), new Stamp(key, number, ++_sequence, deadline));
            switch (random.Next(12))
            {
                case 0:
                    Count(_store.Add(bytes, value, options));
                    break;
                case 1:
                    Count(_store.Replace(bytes, value, options));
                    break;
                case 2:
                    if (_store.TryGetInfo(bytes, out ItemInfo info))
                    {
                        Count(_store.CompareAndSwap(bytes, value, info.Version, options));
                    }

                    break;
                case 3:
                    _ = _store.Remove(bytes);
                    break;
                case 4:
                    if (_store.TryGetInfo(bytes, out ItemInfo removed))
                    {
                        Count(_store.Remove(bytes, removed.Version));
                    }

                    break;
                case 5:
                    CountAndExtend();
                    break;
                case 6:
                    Count(_store.Set(bytes, Pieces(value), options));
                    break;
                case 7:
                    _ = _store.Refresh(bytes);
                    break;
                default:
                    Count(_store.Set(bytes, value, options));
                    break;
            }
        }

        private ItemOptions PickLife(out long deadline)
        {
            deadline = 0;
            uint flags = random.Next(4) == 0 ? (uint)random.Next() : 0;
            switch (random.Next(5))
            {
                case 0:
                    return new ItemOptions { AbsoluteExpiration = EndsIn(random.Next(1, 100), out deadline), Flags = flags };
                case 1:
                    return new ItemOptions { SlidingExpiration = SlidingWindow, Flags = flags };
                case 2:
                    return new ItemOptions
                    {
                        SlidingExpiration = SlidingWindow,
                        AbsoluteExpiration = EndsIn(300, out deadline),
                        Flags = flags,
                    };
                default:
                    return new ItemOptions { Flags = flags };
            }
        }

        /// <summary>
        /// A moment, and the clock's reading then. A moment rather than a span: a span begins when the store sees it, and
        /// this thread may lose its processor before.
        /// </summary>
        private static DateTimeOffset EndsIn(int milliseconds, out long deadline)
        {
            DateTimeOffset end = DateTimeOffset.UtcNow.AddMilliseconds(milliseconds);
            deadline = Environment.TickCount64 + milliseconds;
            return end;
        }

        /// <summary>Keys of their own: numbers, and texts that only grow until they are too long.</summary>
        private void CountAndExtend()
        {
            int which = random.Next(owner._counters.Length);
            byte[] key = owner._counters[which];
            if (which < 2)
            {
                Count(random.Next(2) == 0
                    ? _store.Increment(key, 7, initial: 0, out _)
                    : _store.Decrement(key, 3, out _));
                return;
            }

            WriteResult result = random.Next(2) == 0 ? _store.Append(key, "abc"u8) : _store.Prepend(key, "abc"u8);
            byte[]? text = result == WriteResult.NotStored ? [] : _store.Get(key);
            Check.That(text is null || (text.Length % 3 == 0 && text.AsSpan().Count("abc"u8) == text.Length / 3), "A text is not whole.");
            if (text is not null && (text.Length > 10_000 || text.Length == 0))
            {
                _ = _store.Set(key, "abc"u8);
            }
        }

        private void Walk()
        {
            int walked = 0;
            foreach (byte[] key in _store.EnumerateKeys())
            {
                int keyNumber = MemoryMarshal.Read<int>(key);
                bool isKnown = keyNumber >= 0 ? key.AsSpan().SequenceEqual(owner._keys[keyNumber]) : keyNumber >= -10;
                Check.That(isKnown, $"Listed a key that nobody wrote, {keyNumber}.");
                if (++walked == 500)
                {
                    break;
                }
            }

            CacheStatistics statistics = _store.GetStatistics();
            Check.That(statistics.MemoryUsed <= owner.HighestLimit, $"{statistics.MemoryUsed} bytes used of {owner.HighestLimit} at most.");
        }

        private ReadOnlySequence<byte> Pieces(byte[] value)
        {
            int cut = value.Length == 0 ? 0 : random.Next(value.Length);
            var first = new Piece(value.AsMemory(0, cut), 0);
            Piece last = first.Append(value.AsMemory(cut));
            return new ReadOnlySequence<byte>(first, 0, last, last.Memory.Length);
        }

        private void Count(WriteResult result)
        {
            Check.That(result is not (WriteResult.TooLarge or WriteResult.NotANumber), $"A write said {result}.");
            _ = owner._results.AddOrUpdate(result, 1, static (_, count) => count + 1);
        }
    }

    private sealed class Piece : ReadOnlySequenceSegment<byte>
    {
        public Piece(ReadOnlyMemory<byte> memory, long start)
        {
            Memory = memory;
            RunningIndex = start;
        }

        public Piece Append(ReadOnlyMemory<byte> memory)
        {
            var next = new Piece(memory, RunningIndex + Memory.Length);
            Next = next;
            return next;
        }
    }
}
