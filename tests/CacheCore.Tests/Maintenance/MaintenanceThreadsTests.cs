using System.Runtime.CompilerServices;
using CacheCore.Maintenance;
using CacheCore.Primitives;

namespace CacheCore.Tests.Maintenance;

internal sealed class MaintenanceThreadsTests
{
    /// <summary>Far longer than any wake takes, far shorter than the rests of these tests.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private static readonly int LongRest = (int)TimeSpan.FromMinutes(10).TotalMilliseconds;

    private readonly object _target = new();
    private MaintenanceThreads _threads = null!;

    [SetUp]
    public void SetUp() => _threads = new MaintenanceThreads { GraceMilliseconds = 0 };

    [TearDown]
    public void TearDown()
    {
        _threads.GraceMilliseconds = 0;
        Assert.That(SpinWait.SpinUntil(() => _threads.Threads == 0, Patience), "A thread stays though there is no store.");
    }

    [Test]
    public void A_store_is_kept_in_order_until_its_upkeep_ends()
    {
        using var enough = new CountdownEvent(10);
        bool isInside = false;
        StoreUpkeep upkeep = Add(Round);
        Assert.That(enough.Wait(Patience));
        upkeep.Dispose();

        Assert.That((isInside, upkeep.Turn.HasEnded), Is.EqualTo((false, true)));
        Assert.That(upkeep.Dispose, Throws.Nothing);

        int Round(object _)
        {
            Volatile.Write(ref isInside, true);
            _ = enough.IsSet || enough.Signal();
            Volatile.Write(ref isInside, false);
            return 1;
        }
    }

    [Test]
    public void With_nothing_to_do_it_rests_until_somebody_rings()
    {
        var bell = new Doorbell();
        int rounds = 0;
        using StoreUpkeep upkeep = Add(_ => Interlocked.Increment(ref rounds) * 0, bell);
        Assert.That(SpinWait.SpinUntil(() => bell.IsAwaited, Patience), "It never rests.");
        int before = Volatile.Read(ref rounds);
        bell.Ring();

        Assert.That(SpinWait.SpinUntil(() => Volatile.Read(ref rounds) > before, Patience), "It did not hear the bell.");
    }

    [Test]
    public void It_rests_no_longer_than_until_something_is_due()
    {
        var bell = new Doorbell();
        int rounds = 0;
        using StoreUpkeep upkeep = _threads.Add(bell, _target, _ => Interlocked.Increment(ref rounds) * 0, static _ => 1);
        Assert.That(SpinWait.SpinUntil(() => bell.IsAwaited, Patience), "It never rests.");
        int before = Volatile.Read(ref rounds);

        Assert.That(SpinWait.SpinUntil(() => Volatile.Read(ref rounds) > before + 2, Patience), "It overslept.");
    }

    [Test]
    public void Many_stores_share_two_threads_and_each_has_its_turn()
    {
        int[] rounds = new int[40];
        StoreUpkeep[] upkeeps = [.. rounds.Select((_, store) => Add(_ => Interlocked.Increment(ref rounds[store])))];

        Assert.That(_threads.Threads, Is.EqualTo(MaintenanceThreads.Most));
        Assert.That(SpinWait.SpinUntil(() => Array.TrueForAll(rounds, static one => one > 5), Patience), () => string.Join(' ', rounds));
        Array.ForEach(upkeeps, static one => one.Dispose());
    }

    [Test]
    public void One_store_has_one_thread()
    {
        using (Add(static _ => 0))
        {
            Assert.That(_threads.Threads, Is.EqualTo(1));
            using (Add(static _ => 0))
            {
                Assert.That(_threads.Threads, Is.EqualTo(2));
            }

            Assert.That(SpinWait.SpinUntil(() => _threads.Threads == 1, Patience));
        }
    }

    [TestCase(true)]
    [TestCase(false)]
    public void A_round_that_takes_long_does_not_hold_up_the_other_stores(bool othersRest)
    {
        using var release = new ManualResetEventSlim();
        using var held = new ManualResetEventSlim();
        int[] rounds = new int[3];
        Doorbell[] bells = [new(), new(), new()];
        StoreUpkeep[] others = [.. bells.Select((bell, store) => _threads.Add(
            bell, _target, _ => Interlocked.Increment(ref rounds[store]) * (othersRest ? 0 : 1), static _ => 100))];
        Assert.That(!othersRest || SpinWait.SpinUntil(() => Array.TrueForAll(bells, static one => one.IsAwaited), Patience));
        StoreUpkeep slow = Add(_ =>
        {
            held.Set();
            release.Wait();
            return 1;
        });
        Assert.That(held.Wait(Patience));
        int[] before = [.. rounds];

        Assert.That(
            SpinWait.SpinUntil(() => rounds.Zip(before).All(static one => one.First > one.Second + 2), Patience),
            () => $"{string.Join(' ', before)} → {string.Join(' ', rounds)}");
        release.Set();
        slow.Dispose();
        Array.ForEach(others, static one => one.Dispose());
    }

    [Test]
    public void A_round_that_throws_ends_nothing()
    {
        int rounds = 0;
        using StoreUpkeep upkeep = Add(_ => Interlocked.Increment(ref rounds) == 1 ? throw new InvalidOperationException("a round") : 1);

        Assert.That(SpinWait.SpinUntil(() => Volatile.Read(ref rounds) > 2, Patience));
    }

    [Test]
    public void The_end_of_the_upkeep_waits_for_a_round_that_runs()
    {
        using var entered = new ManualResetEventSlim();
        using var release = new ManualResetEventSlim();
        StoreUpkeep upkeep = Add(_ =>
        {
            entered.Set();
            release.Wait();
            return 1;
        });
        Assert.That(entered.Wait(Patience));
        Task end = Task.Factory.StartNew(upkeep.Dispose, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        Assert.That(end.Wait(50), Is.False);
        release.Set();

        Assert.That(end.Wait(Patience));
    }

    [Test]
    public void A_round_may_end_its_own_upkeep()
    {
        using var ended = new ManualResetEventSlim();
        StoreUpkeep? upkeep = null;
        upkeep = Add(_ =>
        {
            if (Volatile.Read(ref upkeep) is { } own)
            {
                own.Dispose();
                ended.Set();
            }

            return 1;
        });

        Assert.That(ended.Wait(Patience));
    }

    [Test]
    public void What_nobody_holds_goes_and_its_turns_with_it()
    {
        (WeakReference forgotten, MaintenanceTurn turn) = Forget();
        Assert.That(
            Garbage.CollectUntil(() => turn.HasEnded && !forgotten.IsAlive),
            () => $"Ended {turn.HasEnded}, alive {forgotten.IsAlive}.");
    }

    [TestCase(0)]
    [TestCase(1)]
    public void A_thread_waits_for_the_next_store_before_it_ends(int othersThatStay)
    {
        _threads.GraceMilliseconds = LongRest;
        StoreUpkeep[] others = [.. Enumerable.Range(0, othersThatStay).Select(_ => Add(static _ => 0))];
        HashSet<Thread> seen = [];
        for (int round = 0; round < 50; round++)
        {
            using var ran = new ManualResetEventSlim();
            using (Add(_ =>
            {
                seen.Add(Thread.CurrentThread); // by one thread at a time, which is waited for
                ran.Set();
                return 1;
            }))
            {
                Assert.That(ran.Wait(Patience), $"Round {round}.");
            }
        }

        Assert.That(_threads.Threads, Is.EqualTo(1 + othersThatStay));
        Assert.That(seen, Has.Count.LessThanOrEqualTo(1 + othersThatStay));
        Array.ForEach(others, static one => one.Dispose());
    }

    [Test]
    public void It_ends_when_none_has_come_for_a_while()
    {
        _threads.GraceMilliseconds = 50;
        StoreUpkeep[] upkeeps = [Add(static _ => 0), Add(static _ => 0)];
        Array.ForEach(upkeeps, static one => one.Dispose());

        Assert.That(SpinWait.SpinUntil(() => _threads.Threads == 0, Patience));
    }

    [Test]
    public void Whoever_comes_after_the_last_one_has_left_is_kept_in_order_too()
    {
        for (int round = 0; round < 50; round++)
        {
            using var ran = new ManualResetEventSlim();
            using (Add(_ =>
            {
                ran.Set();
                return 1;
            }))
            {
                Assert.That(ran.Wait(Patience), $"Round {round}.");
            }
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private (WeakReference Target, MaintenanceTurn Turn) Forget()
    {
        object target = new();
        StoreUpkeep upkeep = _threads.Add(new Doorbell(), target, static _ => 0, static _ => LongRest);
        return (new WeakReference(target), upkeep.Turn);
    }

    private StoreUpkeep Add(Func<object, int> round, Doorbell? bell = null) =>
        _threads.Add(bell ?? new Doorbell(), _target, round, static _ => LongRest);
}
