using CacheCore.Tool.Serve;

namespace CacheCore.Tool.Tests.Serve;

internal sealed class MemoryPlanTests
{
    private const int Item = 1 << 20;

    [TestCase(null)]
    [TestCase(9223372036854771712)]
    public void Without_a_bound_there_is_nothing_to_share(long? bound) => Assert.That(MemoryPlan.Shares(64, Item, bound), Is.Null);

    [TestCase(64, 160, Item, 46)]
    [TestCase(1024, 1280, Item, 206)]
    [TestCase(64, 118, Item, 4)]
    [TestCase(64, 100, Item, 4, Description = "the log warns")]
    [TestCase(64, 100, 1024, 4)]
    [TestCase(64, 160, 16 << 20, 64)]
    public void Connections_have_what_is_left(long mebibytes, long bound, int largestItem, long connections)
    {
        (long Connections, long Heap) shares = MemoryPlan.Shares(mebibytes, largestItem, bound << 20)!.Value;

        Assert.That((shares.Connections >> 20, shares.Heap > shares.Connections), Is.EqualTo((connections, true)));
    }
}
