using CacheCore.Listener.Primitives;

namespace CacheCore.Listener.Tests.Primitives;

/// <summary>The tables are those that memcached 1.6.18 prints with <c>-vv</c>.</summary>
internal sealed class WireSizesTests
{
    private static readonly int[] MemcachedChunks =
    [
        96, 120, 152, 192, 240, 304, 384, 480, 600, 752, 944, 1184, 1480, 1856, 2320, 2904, 3632, 4544, 5680, 7104, 8880, 11104, 13880,
        17352, 21696, 27120, 33904, 42384, 52984, 66232, 82792, 103496, 129376, 161720, 202152, 252696, 315872, 394840, 524288,
    ];

    private readonly WireSizes _sizes = new(new MemcachedListenerOptions());

    [Test]
    public void The_classes_are_memcacheds() => Assert.That(ChunksOf(_sizes), Is.EqualTo(MemcachedChunks));

    [TestCase(96, 2.0, 524288, "96 192 384 768 1536 3072 6144 12288 24576 49152 98304 196608 524288")]
    [TestCase(548, 1.5, 524288, "552 832 1248 1872 2808 4216 6328 9496 14248 21376 32064 48096 72144 108216 162328 243496 524288")]
    [TestCase(96, 1.25, 256, "96 120 152 192 256")]
    [TestCase(96, 1.25, 1, "1")]
    [TestCase(600048, 1.25, 524288, "524288")]
    public void They_follow_the_options(int smallest, double factor, int largest, string chunks)
    {
        WireSizes sizes = new(new MemcachedListenerOptions
        {
            SmallestChunkSize = smallest,
            GrowthFactor = factor,
            LargestChunkSize = largest,
        });

        Assert.That(string.Join(' ', ChunksOf(sizes)), Is.EqualTo(chunks));
    }

    [Test]
    public void There_are_never_more_than_sixty_three()
    {
        int[] chunks = ChunksOf(new WireSizes(new MemcachedListenerOptions { GrowthFactor = 1.05 }));

        Assert.That(chunks, Has.Length.EqualTo(63));
        Assert.That(chunks[^2..], Is.EqualTo((int[])[2824, 524288]));
    }

    [Test]
    public void They_can_be_named_one_by_one()
    {
        WireSizes sizes = new(new MemcachedListenerOptions { ChunkSizes = [100, 200, 4000] });

        Assert.That(ChunksOf(sizes), Is.EqualTo((int[])[104, 200, 4000, 524288]));
        Assert.That(new long[] { 1, 104, 105, 4000, 4001, 1 << 20 }.Select(sizes.ClassOf), Is.EqualTo((int[])[1, 1, 2, 3, 4, 4]));
    }

    [Test]
    public void Each_class_ends_at_its_chunk()
    {
        for (int slabClass = 1; slabClass < _sizes.ClassCount; slabClass++)
        {
            Assert.That(_sizes.ClassOf(_sizes.ChunkSize(slabClass)), Is.EqualTo(slabClass));
            Assert.That(_sizes.ClassOf(_sizes.ChunkSize(slabClass) + 1), Is.EqualTo(slabClass + 1));
        }

        Assert.That(_sizes.ClassOf(1 << 30), Is.EqualTo(_sizes.ClassCount));
    }

    [TestCase(1, 1, 0u, 61)]
    [TestCase(1, 1, 5u, 65)]
    [TestCase(250, 0, 0u, 309)]
    public void Sizes_are_memcacheds(int key, int value, uint flags, int size) =>
        Assert.That(_sizes.SizeOf(key, value, flags), Is.EqualTo(size));

    [Test]
    public void Without_CAS_values_items_are_smaller() =>
        Assert.That(new WireSizes(new MemcachedListenerOptions { UseCas = false }).SizeOf(1, 1, 0), Is.EqualTo(53));

    private static int[] ChunksOf(WireSizes sizes) => [.. Enumerable.Range(1, sizes.ClassCount).Select(sizes.ChunkSize)];
}
