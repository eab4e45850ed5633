using CacheCore.Eviction;
using CacheCore.Index;
using CacheCore.Tests.Integrity;
using static CacheCore.Tests.CacheStoreTests.TestStore;

namespace CacheCore.Tests.CacheStoreTests;

/// <summary>
/// While a writer waits with its bucket held, nothing befalls it: neither an interruption, which waits for a wait of the caller's own, nor
/// the code of the caller's <see cref="SynchronizationContext"/>.
/// </summary>
[NonParallelizable]
internal sealed class InterruptTests
{
    private const int Rounds = 200;

    /// <summary>Rounds in which a writer is held up for so long that it comes to any sleep that it may have.</summary>
    private const int LongRounds = 5;

    private static readonly TimeSpan UntilItSleeps = TimeSpan.FromMilliseconds(100);

    private static readonly TimeSpan Long = TimeSpan.FromSeconds(60);

    private CacheStore _store = null!;

    [SetUp]
    public void SetUp() => _store = Create(2 << 20);

    [TearDown]
    public void TearDown()
    {
        // One that was left locked would hold this up for ever.
        if (!AllBuckets().Any(bucket => bucket.Word.IsLocked))
        {
            _store.Dispose();
        }
    }

    [Test]
    public void A_writer_that_is_interrupted_as_it_waits_for_a_queue_stores_its_value()
    {
        for (int round = 0; round < Rounds; round++)
        {
            byte[] value = Value(round % 2 == 0 ? 100 : 1000, round); // of another class each time: a write in place needs no queue
            WriteResult? result = null;
            bool interruptedAfterwards = false;
            var writer = new Thread(() =>
            {
                result = TrySet("key", value);
                interruptedAfterwards = Interruption.WasPending();
            });
            WhileQueuesAreHeld(() =>
            {
                writer.Start();
                Assert.That(SpinWait.SpinUntil(() => BucketOf("key").Word.IsLocked, Long), "The writer never came to its bucket.");
                writer.Interrupt();
                Assert.That(
                    writer.Join(round < LongRounds ? UntilItSleeps : TimeSpan.Zero),
                    Is.False,
                    "The writer was torn out of its wait.");
            });

            Assert.That(writer.Join(Long), "The writer never came back.");
            Assert.That((result, interruptedAfterwards), Is.EqualTo((WriteResult.Stored, true)));
            Assert.That(BucketOf("key").Word.IsLocked, Is.False);
            Assert.That(_store.Get("key"), Is.EqualTo(value));
        }

        StoreIntegrity.Check(_store);
    }

    [Test]
    public void A_writer_that_is_interrupted_as_it_waits_for_a_bucket_stores_its_value()
    {
        for (int round = 0; round < Rounds; round++)
        {
            WriteResult? result = null;
            var writer = new Thread(() => result = TrySet("key", Value(100 + round)));
            Assert.That(BucketOf("key").TryEnter(out BucketWord entered));
            writer.Start();
            writer.Interrupt();
            Thread.Yield();
            BucketOf("key").Exit(entered);

            Assert.That(writer.Join(Long), "The writer never came back.");
            Assert.That(result, Is.EqualTo(WriteResult.Stored));
        }

        StoreIntegrity.Check(_store);
    }

    [Test]
    public void Writers_who_are_interrupted_all_the_time_leave_the_store_whole()
    {
        const int Interruptions = 1000;
        bool isOver = false;
        Thread[] writers = [.. Enumerable.Range(0, 6).Select(number => new Thread(() =>
        {
            var random = new Random(number);
            while (!Volatile.Read(ref isOver))
            {
                _ = Interruption.PassesQuietly(() => WriteAnything(random));
            }
        }))];
        Array.ForEach(writers, writer => writer.Start());
        for (int i = 0; i < Interruptions; i++)
        {
            writers[i % writers.Length].Interrupt();
            Thread.Sleep(1);
        }

        Volatile.Write(ref isOver, true);
        Array.ForEach(writers, writer => Assert.That(writer.Join(Long), "A writer never came back."));
        StoreIntegrity.Check(_store);
        Assert.That(Task.Run(_store.Dispose).Wait(Long), "A bucket was left locked.");
    }

    [Test]
    public void No_callers_context_is_asked_to_wait_under_a_bucket()
    {
        var context = new CountingContext();
        WriteResult? result = null;
        var writer = new Thread(() =>
        {
            SynchronizationContext.SetSynchronizationContext(context);
            result = TrySet("key", Value(100));
        });
        WhileQueuesAreHeld(() =>
        {
            writer.Start();
            Assert.That(SpinWait.SpinUntil(() => BucketOf("key").Word.IsLocked, Long), "The writer never came to its bucket.");
            _ = SpinWait.SpinUntil(() => context.Waits > 0, 500); // the longer, the more it would show
        });

        Assert.That(writer.Join(Long));
        Assert.That((result, context.Waits), Is.EqualTo((WriteResult.Stored, 0)));
    }

    [Test]
    public void Nor_is_it_by_writers_in_a_crowd()
    {
        var context = new CountingContext();
        Thread[] writers = [.. Enumerable.Range(0, 4).Select(number => new Thread(() =>
        {
            SynchronizationContext.SetSynchronizationContext(context);
            var random = new Random(number);
            for (int i = 0; i < 20_000; i++)
            {
                _ = _store.Set($"{random.Next(3000)}", Value(random.Next(600)));
                _ = _store.Remove($"{random.Next(3000)}");
            }
        }))];
        Array.ForEach(writers, writer => writer.Start());
        Array.ForEach(writers, writer => Assert.That(writer.Join(Long)));

        Assert.That(context.Waits, Is.Zero);
        StoreIntegrity.Check(_store);
    }

    private IEnumerable<HashBucket> AllBuckets()
    {
        for (uint number = 0; !_store.Parts.Gate.IsClosed && number < _store.Parts.Memory.Index.Shape.Buckets; number++)
        {
            yield return _store.Parts.Memory.Index.Bucket(number);
        }
    }

    private HashBucket BucketOf(string key) =>
        _store.Parts.Memory.Index.BucketOf(_store.Parts.Memory.Hash.Of(System.Text.Encoding.UTF8.GetBytes(key)));

    /// <summary>Null: the store threw what befell its caller.</summary>
    private WriteResult? TrySet(string key, byte[] value)
    {
        WriteResult? result = null;
        _ = Interruption.PassesQuietly(() => result = _store.Set(key, value));
        return result;
    }

    private void WriteAnything(Random random)
    {
        string key = $"{random.Next(3000)}";
        switch (random.Next(8))
        {
            case 0:
                _ = _store.Remove(key);
                break;
            case 1:
                _ = _store.Append(key, Value(20));
                break;
            case 2:
                _ = _store.Set(key, Value(3 * PageSize));
                break;
            case 3:
                _ = _store.Set(key, Value(50), ItemOptions.ExpiresAfter(TimeSpan.FromMilliseconds(random.Next(1, 20))));
                break;
            default:
                _ = _store.Set(key, Value(random.Next(600)));
                break;
        }
    }

    /// <summary>Holds the locks of all queue sets meanwhile.</summary>
    private void WhileQueuesAreHeld(Action action)
    {
        List<SegmentedLru> held = [];
        for (int queues = 0; queues < _store.Parts.Eviction.Lru.Count; queues++)
        {
            _store.Parts.Eviction.Lru.Prepare(queues);
            foreach (SegmentedLru lru in _store.Parts.Eviction.Lru.ShardsOf(queues))
            {
                Assert.That(lru.Lock.TryEnter());
                held.Add(lru);
            }
        }

        try
        {
            action();
        }
        finally
        {
            held.ForEach(lru => lru.Lock.Exit());
        }
    }

    /// <summary>Counts how often the runtime asks it to wait in the thread's stead, as it asks a user interface's.</summary>
    private sealed class CountingContext : SynchronizationContext
    {
        private int _waits;

        public CountingContext() => SetWaitNotificationRequired();

        public int Waits => Volatile.Read(ref _waits);

        public override int Wait(IntPtr[] waitHandles, bool waitAll, int millisecondsTimeout)
        {
            Interlocked.Increment(ref _waits);
            return base.Wait(waitHandles, waitAll, millisecondsTimeout);
        }
    }
}
