using CacheCore.Primitives;

namespace CacheCore.Tests.Primitives;

internal sealed class InnerLockTests
{
    private static readonly TimeSpan Long = TimeSpan.FromSeconds(60);

    private InnerLock _lock;
    private long _count;
    private int _inside;

    [SetUp]
    public void SetUp() => (_lock, _count, _inside) = (default, 0, 0);

    [Test]
    public void One_at_a_time_is_inside()
    {
        bool sawOther = false;
        OnThreads(4, () =>
        {
            for (int turn = 0; turn < 20_000; turn++)
            {
                using (_lock.Enter())
                {
                    sawOther |= ++_inside != 1;
                    _count++;
                    _inside--;
                }
            }
        });

        Assert.That((_count, sawOther), Is.EqualTo((80_000L, false)));
    }

    [Test]
    public void A_held_lock_is_not_to_be_had()
    {
        Assert.That(_lock.TryEnter());
        Assert.That(_lock.TryEnter(), Is.False);
        _lock.Exit();
        Assert.That(_lock.TryEnter());
    }

    [Test]
    public void It_is_left_when_something_throws()
    {
        Assert.That(
            () =>
            {
                using (_lock.Enter())
                {
                    throw new TimeoutException();
                }
            },
            Throws.InstanceOf<TimeoutException>());
        Assert.That(_lock.TryEnter());
    }

    [Test]
    public void Who_waits_for_long_allocates_nothing_and_is_not_interrupted()
    {
        long allocated = -1;
        bool interruptedAfterwards = false;
        Assert.That(_lock.TryEnter());
        var waiter = new Thread(() =>
        {
            using (default(InnerLock).Enter())
            {
                // Compiled before it counts.
            }

            long before = GC.GetAllocatedBytesForCurrentThread();
            Volatile.Write(ref _inside, 1);
            using (_lock.Enter())
            {
                allocated = GC.GetAllocatedBytesForCurrentThread() - before;
            }

            interruptedAfterwards = Interruption.WasPending();
        });
        waiter.Start();
        Assert.That(SpinWait.SpinUntil(() => Volatile.Read(ref _inside) == 1, Long));
        waiter.Interrupt();
        Thread.Sleep(50); // the longer, the more it would show
        _lock.Exit();

        Assert.That(waiter.Join(Long));
        Assert.That((allocated, interruptedAfterwards), Is.EqualTo((0L, true)));
    }

    /// <summary>
    /// What was written under a lock is seen by others before what is read behind it. Two threads write under a lock of their own each, and
    /// then look at what the other has written: one of them must see it. With a plain release this fails now and then.
    /// </summary>
    [Test]
    public void Leaving_is_a_full_fence()
    {
        const int Rounds = 50_000;
        Side[] sides = [new(), new()];
        int unseen = 0;
        OnThreads(2, () =>
        {
            int own = Interlocked.Increment(ref _inside) - 1;
            for (int round = 1; round <= Rounds; round++)
            {
                sides[own].WriteAndLook(round, sides[1 - own]);
                sides[1 - own].WaitFor(round);
                unseen += own == 0 && sides[0].SawNothing(round) && sides[1].SawNothing(round) ? 1 : 0;
            }
        });

        Assert.That(unseen, Is.Zero);
    }

    private static void OnThreads(int count, Action work)
    {
        Thread[] threads = [.. Enumerable.Range(0, count).Select(_ => new Thread(() => work()))];
        Array.ForEach(threads, thread => thread.Start());
        Array.ForEach(threads, thread => Assert.That(thread.Join(Long)));
    }

    /// <summary>What one of two threads wrote, and what it saw of the other in this round and the one before.</summary>
    private sealed class Side
    {
        private readonly long[] _values = new long[64]; // apart from the other's
        private readonly bool[] _sawNothing = new bool[2];
        private InnerLock _lock;
        private int _done;

        public void WriteAndLook(int round, Side other)
        {
            using (_lock.Enter())
            {
                _values[32] = round;
            }

            _sawNothing[round & 1] = Volatile.Read(ref other._values[32]) < round;
            Volatile.Write(ref _done, round);
        }

        public void WaitFor(int round)
        {
            // Without a pause at first, so that both go on as nearly as possible at the same time.
            for (int looks = 0; Volatile.Read(ref _done) < round; looks++)
            {
                if (looks > 5000)
                {
                    _ = Thread.Yield();
                }
            }
        }

        public bool SawNothing(int round) => _sawNothing[round & 1];
    }
}
