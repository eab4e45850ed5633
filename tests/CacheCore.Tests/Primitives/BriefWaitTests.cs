using CacheCore.Primitives;

namespace CacheCore.Tests.Primitives;

internal sealed class BriefWaitTests
{
    /// <summary>More than there are before it sleeps.</summary>
    private const int ManyPauses = 300;

    [Test]
    public void An_interruption_waits_for_the_callers_own_wait()
    {
        bool isThrown = false;
        var waiter = new Thread(() =>
        {
            Thread.CurrentThread.Interrupt();
            var wait = default(BriefWait);
            for (int pause = 0; pause < ManyPauses; pause++)
            {
                wait.Pause();
            }

            try
            {
                Thread.Sleep(60_000);
            }
            catch (ThreadInterruptedException)
            {
                isThrown = true;
            }
        });
        waiter.Start();

        Assert.That(waiter.Join(30_000));
        Assert.That(isThrown);
    }

    [Test]
    public void It_sleeps_in_the_end()
    {
        var wait = default(BriefWait);
        for (int pause = 0; pause < ManyPauses; pause++)
        {
            wait.Pause();
        }

        long before = Environment.TickCount64;
        for (int pause = 0; pause < 50; pause++)
        {
            wait.Pause();
        }

        Assert.That(Environment.TickCount64 - before, Is.GreaterThanOrEqualTo(40));
    }

    [Test]
    public void A_pause_allocates_nothing()
    {
        var wait = default(BriefWait);
        wait.Pause();
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int pause = 0; pause < ManyPauses; pause++)
        {
            wait.Pause();
        }

        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.Zero);
    }
}
