using System.Globalization;
using System.Text;
using CacheCore.DistributedCache;
using Microsoft.Extensions.Caching.Distributed;
using static CacheCore.Tests.CacheStoreTests.TestStore;

namespace CacheCore.Tests.CacheStoreTests;

/// <summary>
/// Factories against removals, writes and clears, step by step in random order, with a model of what has to be there. Values are
/// numbers of a source that goes up with each change, as a database behind a cache would; whoever asks after a change never gets a
/// number from before it.
/// </summary>
internal sealed class CreationModelTests
{
    private const int Interleavings = 10_000;
    private const int Steps = 24;
    private const int Keys = 3;
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    [Test]
    public async Task No_value_from_before_a_change_is_seen_by_who_comes_after_it()
    {
        using CacheStore store = Create(configure: options => options.MaxItemSize = 16_384);
        for (int seed = 0; seed < Interleavings; seed++)
        {
            var run = new Interleaving(store, seed);
            try
            {
                await run.RunAsync();
            }
            catch (Exception failure)
            {
                Assert.Fail($"Seed {seed}: {string.Join(", ", run.Done)}\n{failure}");
            }
        }
    }

    /// <summary>One order of steps, told by its seed alone.</summary>
    private sealed class Interleaving(CacheStore store, int seed)
    {
        private readonly Random _random = new(seed);
        private readonly CacheCoreDistributedCache _distributed = new(store);
        private readonly int[] _source = new int[Keys];
        private readonly int?[] _stored = new int?[Keys];
        private readonly List<Factory> _factories = [];
        private Factory? _begun;

        public List<string> Done { get; } = [];

        public async Task RunAsync()
        {
            store.Clear();
            for (int step = 0; step < Steps; step++)
            {
                await StepAsync(_random.Next(Keys));
            }

            while (_factories.Count != 0)
            {
                await EndAsync(_factories[0], fails: false);
            }

            for (int key = 0; key < Keys; key++)
            {
                Look(key);
            }
        }

        private async Task StepAsync(int key)
        {
            switch (_random.Next(10))
            {
                case <= 3:
                    await AskAsync(key);
                    break;
                case <= 6 when _factories.Count != 0:
                    await EndAsync(_factories[_random.Next(_factories.Count)], fails: _random.Next(8) == 0);
                    break;
                case 7:
                    Look(key);
                    break;
                default:
                    Change(key);
                    break;
            }
        }

        private async Task AskAsync(int key)
        {
            Done.Add($"ask {key}");
            _begun = null;
            Task<byte[]> asked = store.GetOrCreateAsync(Name(key), (_, _) =>
            {
                _begun = new Factory(key, _source[key]);
                return new ValueTask<byte[]>(_begun.Value.Task);
            }).AsTask();
            Factory? running = _factories.Find(factory => factory.Key == key && !factory.IsOvertaken);
            Assert.That(
                _begun is not null,
                Is.EqualTo(_stored[key] is null && running is null),
                "A factory begins where there is neither a value nor one to wait for.");
            if (_stored[key] is not null)
            {
                Assert.That(Number(await asked.WaitAsync(Patience)), Is.EqualTo(_source[key]));
                return;
            }

            if (_begun is not null)
            {
                _factories.Add(running = _begun);
            }

            running!.Waiting.Add((asked, _source[key]));
        }

        private async Task EndAsync(Factory factory, bool fails)
        {
            Done.Add($"{(fails ? "fail" : "end")} {factory.Key} {factory.Number}");
            _ = _factories.Remove(factory);
            if (fails)
            {
                factory.Value.SetException(new FormatException());
            }
            else
            {
                factory.Value.SetResult(Bytes(factory.Number));
            }

            foreach ((Task<byte[]> asked, int earliest) in factory.Waiting)
            {
                if (fails)
                {
                    Assert.That(async () => await asked.WaitAsync(Patience), Throws.InstanceOf<FormatException>());
                }
                else
                {
                    Assert.That(Number(await asked.WaitAsync(Patience)), Is.EqualTo(factory.Number).And.AtLeast(earliest));
                }
            }

            if (!fails && !factory.IsOvertaken)
            {
                _stored[factory.Key] = factory.Number;
            }

            Look(factory.Key);
        }

        private void Change(int key)
        {
            int number = ++_source[key];
            byte[] value = Bytes(number);
            bool isThere = _stored[key] is not null;
            int way = _random.Next(14);
            Done.Add($"change {key} {way}");
            int? left = null;
            switch (way)
            {
                case 0:
                    Assert.That(store.Remove(Name(key)), Is.EqualTo(isThere));
                    break;
                case 1:
                    _distributed.Remove(Name(key));
                    break;
                case 2:
                    _ = store.Remove(Name(key), store.Get(Name(key), out ItemInfo info) is null ? 1 : info.Version);
                    break;
                case 3 when isThere:
                    Assert.That(store.Touch(Name(key), new ItemOptions { AbsoluteExpiration = DateTimeOffset.UnixEpoch }));
                    break;
                case 4:
                    _ = store.Set(Name(key), value, new ItemOptions { AbsoluteExpiration = DateTimeOffset.UnixEpoch });
                    break;
                case 5:
                    _ = store.Set(Name(key), new byte[30_000]); // too large: takes what was there with it
                    break;
                case 6:
                    ClearAll();
                    return;
                case 7:
                    left = number;
                    _distributed.Set(Name(key), value, new DistributedCacheEntryOptions());
                    break;
                case 8:
                    left = number;
                    _ = store.Increment(Name(key), 1, (ulong)number, out _);
                    break;
                case 9:
                    left = number;
                    _ = isThere ? store.Replace(Name(key), value) : store.Add(Name(key), value);
                    break;
                case 10 when isThere:
                    left = number;
                    _ = store.Get(Name(key), out ItemInfo seen);
                    _ = store.CompareAndSwap(Name(key), value, seen.Version);
                    break;
                case 11:
                    left = number;
                    // published
                    _ = store.Set(Name(key), Encoding.ASCII.GetBytes(number.ToString(CultureInfo.InvariantCulture).PadRight(1000)));
                    break;
                default:
                    left = number;
                    _ = store.Set(Name(key), value);
                    break;
            }

            Overtake(key);
            _stored[key] = left;
            Look(key);
        }

        private void ClearAll()
        {
            store.Clear();
            for (int key = 0; key < Keys; key++)
            {
                _source[key]++;
                _stored[key] = null;
                Overtake(key);
            }
        }

        private void Overtake(int key) => _factories.ForEach(factory => factory.IsOvertaken |= factory.Key == key);

        private void Look(int key)
        {
            byte[]? value = store.Get(Name(key));
            Assert.That(value is null ? null : Number(value), Is.EqualTo(_stored[key]), $"key {key}");
        }

        private static string Name(int key) => $"key {key}";

        private static byte[] Bytes(int number) => Encoding.ASCII.GetBytes(number.ToString(CultureInfo.InvariantCulture));

        private static int? Number(byte[] value) => int.Parse(value, CultureInfo.InvariantCulture);

        private sealed class Factory(int key, int number)
        {
            public int Key { get; } = key;

            public int Number { get; } = number;

            public TaskCompletionSource<byte[]> Value { get; } = new();

            public List<(Task<byte[]> Asked, int Earliest)> Waiting { get; } = [];

            /// <summary>True once its key was changed: its value is for those who wait already.</summary>
            public bool IsOvertaken { get; set; }
        }
    }
}
