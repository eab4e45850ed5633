using CacheCore.Parts;

namespace CacheCore.Tests.Parts;

internal sealed class RemovalNoticesTests
{
    [Test]
    public void So_many_may_wait()
    {
        var notices = new RemovalNotices(3);
        Assert.That(Enumerable.Range(0, 5).Count(_ => TryPost(notices, 10)), Is.EqualTo(3));

        Assert.That(notices.TryTake(out _));
        Assert.That(TryPost(notices, 10));
        Assert.That(TryPost(notices, 10), Is.False);
        Assert.That(notices.Waiting, Is.EqualTo(3));
    }

    [TestCase(8192, 60_000, 69)]
    [TestCase(8192, 512, 8192)]
    [TestCase(8192, 0, 8192)]
    [TestCase(1, ushort.MaxValue, 1)]
    public void Their_keys_may_take_half_a_kibibyte_each_on_the_average(int capacity, int keyLength, int fit)
    {
        var notices = new RemovalNotices(capacity);
        Assert.That(Enumerable.Range(0, capacity + 1).Count(_ => TryPost(notices, keyLength)), Is.EqualTo(fit));

        while (notices.TryTake(out _))
        {
        }

        Assert.That(TryPost(notices, ushort.MaxValue), "Its room did not come back.");
    }

    [Test]
    public void Room_that_was_not_used_comes_back()
    {
        var notices = new RemovalNotices(1);
        Assert.That(notices.TryTakeRoom(10));
        notices.ReturnRoom(10);
        Assert.That(TryPost(notices, ushort.MaxValue));
    }

    [Test]
    public void Whoever_posts_to_a_queue_that_is_half_full_tells()
    {
        var notices = new RemovalNotices(4);
        int told = 0;
        notices.OnHalfFull = () => told++;
        int[] seen = [.. Enumerable.Range(0, 5).Select(_ => TryPost(notices, 1) ? told : -1)];

        Assert.That(seen, Is.EqualTo([0, 1, 2, 3, -1]));
    }

    [Test]
    public void Long_keys_make_it_half_full_too()
    {
        var notices = new RemovalNotices(100);
        int told = 0;
        notices.OnHalfFull = () => told++;
        Assert.That((TryPost(notices, 20_000), TryPost(notices, 20_000), told), Is.EqualTo((true, true, 1)));
    }

    private static bool TryPost(RemovalNotices notices, int keyLength)
    {
        if (!notices.TryTakeRoom(keyLength))
        {
            return false;
        }

        notices.Post(new ItemRemovedEventArgs(new byte[keyLength], RemovalReason.Evicted));
        notices.CallIfHalfFull();
        return true;
    }
}
