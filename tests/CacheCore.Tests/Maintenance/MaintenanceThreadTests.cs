using CacheCore.Maintenance;
using CacheCore.Primitives;

namespace CacheCore.Tests.Maintenance;

internal sealed class MaintenanceThreadTests
{
    /// <summary>Far longer than any wake takes, far shorter than the rests of these tests.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private static readonly int LongRest = (int)TimeSpan.FromMinutes(10).TotalMilliseconds;

    [Test]
    public void The_thread_works_while_there_is_work_and_has_ended_once_it_was_told()
    {
        object target = new();
        using var enough = new CountdownEvent(10);
        bool isInside = false;
        var thread = new MaintenanceThread("test", new Doorbell(), target, Round, static _ => LongRest);
        Assert.That(enough.Wait(Patience));
        thread.Dispose();

        Assert.That(Volatile.Read(ref isInside), Is.False);
        Assert.That(thread.Dispose, Throws.Nothing);
        GC.KeepAlive(target);

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
        object target = new();
        var bell = new Doorbell();
        int rounds = 0;
        using var thread = new MaintenanceThread("test", bell, target, _ => Interlocked.Increment(ref rounds) * 0, static _ => LongRest);
        Assert.That(SpinWait.SpinUntil(() => bell.IsAwaited, Patience), "It never rests.");
        int before = Volatile.Read(ref rounds);
        bell.Ring();

        Assert.That(SpinWait.SpinUntil(() => Volatile.Read(ref rounds) > before, Patience), "It did not hear the bell.");
        GC.KeepAlive(target);
    }

    [Test]
    public void It_rests_no_longer_than_until_something_is_due()
    {
        object target = new();
        var bell = new Doorbell();
        int rounds = 0;
        using var thread = new MaintenanceThread("test", bell, target, _ => Interlocked.Increment(ref rounds) * 0, static _ => 1);
        Assert.That(SpinWait.SpinUntil(() => bell.IsAwaited, Patience), "It never rests.");
        int before = Volatile.Read(ref rounds);

        Assert.That(SpinWait.SpinUntil(() => Volatile.Read(ref rounds) > before + 2, Patience), "It overslept.");
        GC.KeepAlive(target);
    }

    [Test]
    public void A_resting_thread_ends_when_it_is_told()
    {
        object target = new();
        var bell = new Doorbell();
        var thread = new MaintenanceThread("test", bell, target, static _ => 0, static _ => LongRest);
        Assert.That(SpinWait.SpinUntil(() => bell.IsAwaited, Patience));

        Assert.That(Task.Run(thread.Dispose).Wait(Patience));
        GC.KeepAlive(target);
    }
}
