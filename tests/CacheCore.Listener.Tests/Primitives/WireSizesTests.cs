using CacheCore.Listener.Primitives;

namespace CacheCore.Listener.Tests.Primitives;

internal sealed class WireSizesTests
{
    private static readonly int[] MemcachedChunks =
    [
        96, 120, 152, 192, 240, 304, 384, 480, 600, 752, 944, 1184, 1480, 1856, 2320, 2904, 3632, 4544, 5680, 7104, 8880, 11104, 13880, 17352, 21696, 27120, 33904, 42384,
        52984, 66232, 82792, 103496, 129376, 161720, 202152, 252696, 315872, 394840, 524288,
    ];

    [Test]
    public void The_classes_are_memcacheds() =>
        Assert.That(Enumerable.Range(1, WireSizes.ClassCount).Select(WireSizes.ChunkSize), Is.EqualTo(MemcachedChunks));

    [Test]
    public void Each_class_ends_at_its_chunk()
    {
        for (int slabClass = 1; slabClass < WireSizes.ClassCount; slabClass++)
        {
            Assert.That(WireSizes.ClassOf(WireSizes.ChunkSize(slabClass)), Is.EqualTo(slabClass));
            Assert.That(WireSizes.ClassOf(WireSizes.ChunkSize(slabClass) + 1), Is.EqualTo(slabClass + 1));
        }

        Assert.That(WireSizes.ClassOf(1 << 30), Is.EqualTo(WireSizes.ClassCount));
    }

    [TestCase(1, 1, 0u, 61)]
    [TestCase(1, 1, 5u, 65)]
    [TestCase(250, 0, 0u, 309)]
    public void Sizes_are_memcacheds(int key, int value, uint flags, int size) => Assert.That(WireSizes.SizeOf(key, value, flags), Is.EqualTo(size));
}
