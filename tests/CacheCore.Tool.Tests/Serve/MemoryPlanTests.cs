using CacheCore.Tool.Serve;

namespace CacheCore.Tool.Tests.Serve;

internal sealed class MemoryPlanTests
{
    private const int Item = 1 << 20;

    [TestCase(null)]
    [TestCase(9223372036854771712)]
    public void Without_a_bound_there_is_nothing_to_share(long? bound) => Assert.That(MemoryPlan.Shares(64, Item, bound), Is.Null);

    [TestCase(64, 160, Item, 46, true)]
    [TestCase(1024, 1280, Item, 206, true)]
    [TestCase(64, 118, Item, 4, true)]
    [TestCase(64, 100, Item, 4, false, Description = "the log warns")]
    [TestCase(64, 100, 1024, 4, false)]
    [TestCase(64, 160, 16 << 20, 64, false)]
    public void Connections_have_what_is_left(long mebibytes, long bound, int largestItem, long connections, bool boundsHeap)
    {
        (long Connections, long? Heap) shares = MemoryPlan.Shares(mebibytes, largestItem, bound << 20)!.Value;

        Assert.That((shares.Connections >> 20, shares.Heap > shares.Connections), Is.EqualTo((connections, boundsHeap)));
    }

    [TestCase(0, null)]
    [TestCase(100 << 20, (100L << 20) + (24 << 20))]
    public void What_connections_were_given_by_hand_is_what_the_heap_has_room_for(long named, long? heap) =>
        Assert.That(MemoryPlan.Shares(64, Item, 512 << 20, named), Is.EqualTo((named, heap)));
}
