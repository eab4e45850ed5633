using System.Runtime.CompilerServices;
using CacheCore.Primitives;

namespace CacheCore.Tests.Primitives;

internal sealed class CounterSetTests
{
    [Test]
    public void Counters_do_not_touch_each_other()
    {
        var counters = new CounterSet(3);
        counters.Mine.Add(0);
        counters.Mine.Add(2, 40);
        counters.Mine.Add(2, -8);

        Assert.That((counters.Sum(0), counters.Sum(1), counters.Sum(2)), Is.EqualTo((1L, 0L, 32L)));
    }

    [Test]
    public void A_thread_keeps_its_block_and_sets_do_not_share()
    {
        var one = new CounterSet(1);
        var other = new CounterSet(1);
        ThreadCounters mine = one.Mine;

        Assert.That(one.Mine, Is.SameAs(mine));
        Assert.That(other.Mine, Is.Not.SameAs(mine));
        Assert.That(one.Mine, Is.SameAs(mine));
        Assert.That(OnThread(() => one.Mine), Is.Not.SameAs(mine));
    }

    [Test]
    public void Sums_are_exact_over_many_threads_that_end()
    {
        var counters = new CounterSet(1);
        for (int wave = 0; wave < 20; wave++)
        {
            Thread[] threads = [.. Enumerable.Range(0, 4).Select(_ => new Thread(() =>
            {
                for (int i = 0; i < 1000; i++)
                {
                    counters.Mine.Add(0);
                }
            }))];
            Array.ForEach(threads, thread => thread.Start());
            Array.ForEach(threads, thread => thread.Join());
        }

        Assert.That(counters.Sum(0), Is.EqualTo(80_000));
    }

    [Test]
    public void A_block_of_a_thread_that_ended_is_used_again()
    {
        var counters = new CounterSet(1);
        ThreadCounters left = OnThread(() => counters.Mine);
        left.PendingItems = 5;
        Assert.That(Garbage.CollectUntil(() => OnThread(() => counters.Mine) == left));
        Assert.That(counters.SumPendingItems(), Is.EqualTo(5));
    }

    [Test]
    public void A_set_that_takes_the_number_of_a_dead_one_does_not_take_its_counts()
    {
        for (int i = 0; i < 50; i++)
        {
            var counters = new CounterSet(1);
            Assert.That(counters.Sum(0), Is.Zero);
            counters.Mine.Add(0);
            Assert.That(counters.Sum(0), Is.EqualTo(1));
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static ThreadCounters OnThread(Func<ThreadCounters> take)
    {
        ThreadCounters? taken = null;
        var thread = new Thread(() => taken = take());
        thread.Start();
        thread.Join();
        return taken!;
    }
}
