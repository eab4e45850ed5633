using CacheCore.HitRate.References;

namespace CacheCore.HitRate.Tests.References;

internal sealed class ByteLruReferenceTests
{
    [Test]
    public void The_longest_unasked_leave_until_the_new_one_fits()
    {
        ByteLruReference lru = new(objects: 5, memoryLimit: 100, bytesBeyond: 10);
        Assert.That(lru.Request(0, 20), Is.False);
        Assert.That(lru.Request(1, 20), Is.False);
        Assert.That(lru.Request(2, 20), Is.False);
        Assert.That(lru.Request(0, 20), Is.True);
        Assert.That(lru.Request(3, 55), Is.False);   // 65 with what is beyond: only one of 30 may stay, the last one asked for

        Assert.That((lru.BytesFrom(0), lru.BytesFrom(3)), Is.EqualTo((75L, 55L)));
        Assert.That(lru.Request(0, 20), Is.True);
        Assert.That(lru.Request(1, 20), Is.False);
    }

    [Test]
    public void What_is_larger_than_all_memory_does_not_stay()
    {
        ByteLruReference lru = new(objects: 2, memoryLimit: 100, bytesBeyond: 0);
        _ = lru.Request(0, 50);
        _ = lru.Request(1, 101);
        Assert.That(lru.BytesFrom(0), Is.Zero);
    }
}
