using CacheCore.Primitives;

namespace CacheCore.Tests.Primitives;

internal sealed class DoorbellTests
{
    /// <summary>No test waits for so long unless it fails.</summary>
    private const int Long = 60_000;

    private Doorbell _bell = null!;

    [SetUp]
    public void SetUp() => _bell = new Doorbell();

    [Test]
    public void An_awaited_ring_ends_the_next_sleep()
    {
        _bell.Await();
        _bell.Ring();

        Assert.That(_bell.Sleep(Long));
    }

    [Test]
    public void A_ring_that_is_not_awaited_is_nothing()
    {
        _bell.Ring();

        Assert.That(_bell.Sleep(1), Is.False);
    }

    [Test]
    public void One_ring_ends_one_sleep()
    {
        _bell.Await();
        _bell.Ring();
        _bell.Ring();
        _ = _bell.Sleep(Long);

        Assert.That(_bell.Sleep(1), Is.False);
    }

    [Test]
    public void After_a_sleep_no_ring_is_awaited()
    {
        _bell.Await();
        Assert.That(_bell.Sleep(1), Is.False);
        _bell.Ring();

        Assert.That((_bell.IsAwaited, _bell.Sleep(1)), Is.EqualTo((false, false)));
    }

    [Test]
    public void A_ring_ends_a_sleep_that_has_begun()
    {
        bool rang = false;
        var sleeper = new Thread(() =>
        {
            _bell.Await();
            rang = _bell.Sleep(Long);
        });
        sleeper.Start();
        Assert.That(SpinWait.SpinUntil(() => _bell.IsAwaited, Long));
        _bell.Ring();

        Assert.That(sleeper.Join(Long / 2));
        Assert.That(rang);
    }

    [Test]
    public void A_closed_bell_ends_every_sleep()
    {
        _bell.Close();

        Assert.That((_bell.Sleep(Long), _bell.Sleep(Long), _bell.IsClosed), Is.EqualTo((true, true, true)));
    }
}
