using CacheCore.Index;

namespace CacheCore.Tests.Index;

internal sealed class IndexShapeTests
{
    [Test]
    public void Every_hash_has_a_live_bucket_and_every_bucket_a_hash()
    {
        for (uint buckets = 64; buckets <= 300; buckets++)
        {
            var shape = new IndexShape(buckets);
            HashSet<uint> reached = [.. Enumerable.Range(0, 1024).Select(hash => shape.BucketOf((ulong)hash))];

            Assert.That(shape.Buckets, Is.EqualTo(buckets));
            Assert.That(reached, Has.Count.EqualTo((int)buckets));
            Assert.That(reached.Max(), Is.EqualTo(buckets - 1));
        }
    }

    [Test]
    public void One_bucket_more_takes_hashes_from_its_source_alone_and_the_split_bit_tells_which()
    {
        for (uint buckets = 64; buckets <= 300; buckets++)
        {
            var before = new IndexShape(buckets);
            var after = new IndexShape(buckets + 1);
            for (ulong hash = 0; hash < 2048; hash++)
            {
                uint was = before.BucketOf(hash);
                bool moves = was == before.SplitSource && ((hash >> before.SplitBit) & 1) != 0;

                Assert.That(after.BucketOf(hash), Is.EqualTo(moves ? buckets : was));
            }
        }
    }

    [TestCase(1u << 30)]
    [TestCase((1u << 30) + 1)]
    [TestCase(uint.MaxValue / 2)]
    public void A_large_index_is_no_different(uint buckets)
    {
        var shape = new IndexShape(buckets);

        Assert.That(shape.BucketOf(ulong.MaxValue), Is.LessThan(buckets));
        Assert.That(shape.BucketOf(buckets - 1), Is.EqualTo(buckets - 1));
        Assert.That(shape.SplitSource, Is.LessThan(buckets));
    }
}
