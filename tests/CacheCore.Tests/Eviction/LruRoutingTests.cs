using CacheCore.Eviction;
using CacheCore.Memory;

namespace CacheCore.Tests.Eviction;

internal sealed class LruRoutingTests
{
    private static readonly LruSettings Settings = new(HotPercent: 20, WarmPercent: 40, HotMaxAgeFactor: 0.2, WarmMaxAgeFactor: 2);

    [TestCase(LruSegment.Hot, true, true, ExpectedResult = LruMove.ToWarm)]
    [TestCase(LruSegment.Hot, true, false, ExpectedResult = LruMove.ToWarm)]
    [TestCase(LruSegment.Hot, false, true, ExpectedResult = LruMove.ToCold)]
    [TestCase(LruSegment.Hot, false, false, ExpectedResult = LruMove.Stay)]
    [TestCase(LruSegment.Warm, true, true, ExpectedResult = LruMove.ToWarm)]
    [TestCase(LruSegment.Warm, true, false, ExpectedResult = LruMove.ToWarm)]
    [TestCase(LruSegment.Warm, false, true, ExpectedResult = LruMove.ToCold)]
    [TestCase(LruSegment.Warm, false, false, ExpectedResult = LruMove.Stay)]
    [TestCase(LruSegment.Cold, true, true, ExpectedResult = LruMove.ToWarm)]
    [TestCase(LruSegment.Cold, true, false, ExpectedResult = LruMove.ToWarm)]
    [TestCase(LruSegment.Cold, false, true, ExpectedResult = LruMove.Evict)]
    [TestCase(LruSegment.Cold, false, false, ExpectedResult = LruMove.Stay)]
    [TestCase(LruSegment.Temporary, true, true, ExpectedResult = LruMove.Stay)]
    [TestCase(LruSegment.Temporary, false, true, ExpectedResult = LruMove.Stay)]
    public LruMove The_item_at_a_tail_goes_to(LruSegment from, bool isActive, bool isOverLimit) =>
        LruRouting.Next(from, isActive, isOverLimit);

    [TestCase(LruSegment.Hot, 20, 100, ExpectedResult = false)]
    [TestCase(LruSegment.Hot, 21, 100, ExpectedResult = true)]
    [TestCase(LruSegment.Hot, 1, 1, ExpectedResult = true)]
    [TestCase(LruSegment.Warm, 40, 100, ExpectedResult = false)]
    [TestCase(LruSegment.Warm, 41, 100, ExpectedResult = true)]
    [TestCase(LruSegment.Cold, 100, 100, ExpectedResult = false)]
    [TestCase(LruSegment.Temporary, 100, 100, ExpectedResult = false)]
    public bool A_segment_has_its_share(LruSegment segment, long items, long all) =>
        LruRouting.IsOverLimit(new LruTail(segment, items, all, 0, 0), Settings);

    [TestCase(LruSegment.Hot, 20, 100, ExpectedResult = false)]
    [TestCase(LruSegment.Hot, 21, 100, ExpectedResult = true)]
    [TestCase(LruSegment.Warm, 200, 100, ExpectedResult = false)]
    [TestCase(LruSegment.Warm, 201, 100, ExpectedResult = true)]
    [TestCase(LruSegment.Cold, 1000, 100, ExpectedResult = false)]
    [TestCase(LruSegment.Hot, 1_000_000, int.MaxValue, ExpectedResult = false)]
    public bool A_segment_has_an_age_beside_colds(LruSegment segment, long idle, long coldIdle) =>
        LruRouting.IsOverLimit(new LruTail(segment, 0, 1000, idle, coldIdle), Settings);
}
