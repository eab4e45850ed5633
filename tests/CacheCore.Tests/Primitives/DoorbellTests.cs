using CacheCore.Primitives;

namespace CacheCore.Tests.Primitives;

internal sealed class DoorbellTests
{
    private Doorbell _bell = null!;

    [SetUp]
    public void SetUp() => _bell = new Doorbell();

    [Test]
    public void An_awaited_ring_is_heard()
    {
        _bell.Await();
        _bell.Ring();

        Assert.That(_bell.HasRung);
        Assert.That((_bell.Answer(), _bell.HasRung), Is.EqualTo((true, false)));
    }

    [Test]
    public void A_ring_that_is_not_awaited_is_nothing()
    {
        _bell.Ring();

        Assert.That((_bell.HasRung, _bell.Answer()), Is.EqualTo((false, false)));
    }

    [Test]
    public void One_ring_is_answered_once()
    {
        _bell.Await();
        _bell.Ring();
        _bell.Ring();
        Assert.That(_bell.Answer());

        Assert.That(_bell.Answer(), Is.False);
    }

    [Test]
    public void Once_the_sleeper_is_awake_no_ring_is_awaited()
    {
        _bell.Await();
        Assert.That(_bell.Answer(), Is.False);
        _bell.Ring();

        Assert.That((_bell.IsAwaited, _bell.Answer()), Is.EqualTo((false, false)));
    }

    [Test]
    public void A_ring_ends_a_sleep()
    {
        using var sleeper = new AutoResetEvent(initialState: false);
        _bell.Wake(sleeper);
        _bell.Ring();
        Assert.That(sleeper.WaitOne(0), Is.False, "Nobody awaits it.");

        _bell.Await();
        _bell.Ring();
        _bell.Ring();
        Assert.That((sleeper.WaitOne(0), sleeper.WaitOne(0)), Is.EqualTo((true, false)));
    }

    /// <summary>Writers ring with locks held, and somebody may interrupt them.</summary>
    [Test]
    public void Whoever_rings_may_be_interrupted()
    {
        using var sleeper = new AutoResetEvent(initialState: false);
        _bell.Wake(sleeper);
        _bell.Await();
        bool isInterruptedLater = false;
        var ringer = new Thread(() =>
        {
            Thread.CurrentThread.Interrupt();
            _bell.Ring();
            try
            {
                Thread.Sleep(1);
            }
            catch (ThreadInterruptedException)
            {
                isInterruptedLater = true;
            }
        });
        ringer.Start();
        ringer.Join();

        Assert.That((sleeper.WaitOne(0), isInterruptedLater), Is.EqualTo((true, true)));
    }
}
