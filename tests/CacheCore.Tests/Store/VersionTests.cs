using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using CacheCore.Primitives;
using CacheCore.Tests.CacheStoreTests;
using Microsoft.Extensions.Time.Testing;

namespace CacheCore.Tests.Store;

/// <summary>Versions of a key only rise, whoever writes it and whatever became of it in between; they go round after 2^48 writes.</summary>
internal sealed class VersionTests
{
    private FakeTimeProvider _clock = null!;
    private CacheStore _store = null!;

    [SetUp]
    public void SetUp()
    {
        _clock = new FakeTimeProvider();
        _store = TestStore.Create(1 << 20, _clock);
    }

    [TearDown]
    public void TearDown() => _store.Dispose();

    [Test]
    public void A_version_is_later_than_any_that_its_key_had(
        [Values("removed", "cleared", "expired when sought", "crawled", "evicted", "long forgotten")] string way)
    {
        // Threads take versions in blocks, so the one that took its block first has the lower ones.
        using var other = new Worker();
        other.Run(() => _ = _store.Set("warm up", "value"u8));
        ulong last = 0;
        for (int turn = 0; turn < 3; turn++)
        {
            ulong mine = Write();
            Leave(way);
            ulong theirs = 0;
            other.Run(() => theirs = Write());
            Leave(way);

            Assert.That(mine, Is.GreaterThan(last));
            Assert.That(theirs, Is.GreaterThan(mine));
            last = theirs;
        }
    }

    [Test]
    public void A_version_that_was_told_is_the_items_also_after_all_were_given_out_once()
    {
        Given(_store.Parts.Memory.Versions).Value = (1L << VersionSource.Bits) - 64;
        ulong last = Write();
        for (int write = 0; write < 200; write++)
        {
            Assert.That(_store.CompareAndSwap("key", TestStore.Value(write), last), Is.EqualTo(WriteResult.Stored));
            ulong told = _store.Parts.Counters.Mine.LastVersion;
            _ = _store.TryGetInfo("key", out ItemInfo info);
            Assert.That(told, Is.EqualTo(info.Version).And.Not.Zero);
            Assert.That(VersionSource.IsLater(told, last));
            last = told;
            if (write % 3 == 0)
            {
                _ = _store.Remove("key");
                last = Write();
                Assert.That(VersionSource.IsLater(last, told));
            }
        }

        Assert.That(last, Is.LessThan(1000));
    }

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_given")]
    private static extern ref PaddedCount Given(VersionSource versions);

    private ulong Write()
    {
        Assert.That(
            _store.Set("key", TestStore.Value(1000), ItemOptions.ExpiresAfter(TimeSpan.FromSeconds(1))),
            Is.EqualTo(WriteResult.Stored));
        return _store.Parts.Counters.Mine.LastVersion;
    }

    private void Leave(string way)
    {
        switch (way)
        {
            case "removed":
                _ = _store.Remove("key");
                break;
            case "cleared":
                _store.Clear();
                break;
            case "expired when sought":
                _clock.Advance(TimeSpan.FromSeconds(1));
                _ = _store.Get("key");
                break;
            case "crawled":
                _clock.Advance(TimeSpan.FromSeconds(1));
                _store.RunMaintenance();
                break;
            case "evicted":
                Fill(2000);
                break;
            default:
                _ = _store.Remove("key");
                Fill(10_000);
                break;
        }

        Assert.That(_store.EnumerateKeys().Any(key => key.AsSpan().SequenceEqual("key"u8)), Is.False);
    }

    private void Fill(int items)
    {
        byte[] value = TestStore.Value(1000);
        for (int i = 0; i < items; i++)
        {
            _ = _store.Set($"{i}", value);
        }
    }

    /// <summary>A thread that does one thing after another, and stays the same thread.</summary>
    private sealed class Worker : IDisposable
    {
        private readonly BlockingCollection<Task> _work = [];
        private readonly Thread _thread;

        public Worker()
        {
            _thread = new Thread(() =>
            {
                foreach (Task task in _work.GetConsumingEnumerable())
                {
                    task.RunSynchronously();
                }
            });
            _thread.Start();
        }

        public void Run(Action action)
        {
            var task = new Task(action);
            _work.Add(task);
            task.GetAwaiter().GetResult();
        }

        public void Dispose()
        {
            _work.CompleteAdding();
            _thread.Join();
            _work.Dispose();
        }
    }
}
