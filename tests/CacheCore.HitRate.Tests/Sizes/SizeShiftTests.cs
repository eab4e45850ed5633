using CacheCore.HitRate.Sizes;

namespace CacheCore.HitRate.Tests.Sizes;

internal sealed class SizeShiftTests
{
    private const long Limit = 2L << 20;

    /// <summary>
    /// Points: a run of so small a cache strays by one or two. Before pages followed the load within a second, the gap was 60.
    /// </summary>
    private const double Gap = 4;

    private static readonly SizeShift Gradual = new("gradual", 200, 3200, ShiftedKeys.Rewritten, Ramp: 4);

    [TestCase(0, ExpectedResult = 200)]
    [TestCase(100, ExpectedResult = 400)]
    [TestCase(200, ExpectedResult = 800)]
    [TestCase(400, ExpectedResult = 3200)]
    [TestCase(4000, ExpectedResult = 3200)]
    public int Sizes_change_by_equal_factors(long request) => Gradual.SizeAt(request, capacity: 100);

    [TestCase(200, ExpectedResult = 3200)]
    [TestCase(0, ExpectedResult = 3200)]
    public int Without_a_ramp_they_change_at_once(long request) => (Gradual with { Ramp = 0 }).SizeAt(request, capacity: 100);

    [TestCase(1000, 1000, ExpectedResult = true)]
    [TestCase(950, 1000, ExpectedResult = true)]
    [TestCase(850, 1000, ExpectedResult = false)]
    [TestCase(1150, 1000, ExpectedResult = false)]
    public bool A_value_of_another_size_is_out_of_date(int length, int size) => Gradual.IsGood(length, size);

    [Test]
    public void Values_that_stay_good_are_good_at_any_size() => Assert.That((Gradual with { Keys = ShiftedKeys.Kept }).IsGood(200, 3200));

    [Test]
    public void A_store_is_as_good_as_a_fresh_one_soon_after(
        [ValueSource(typeof(SizeShift), nameof(SizeShift.All))] SizeShift shift, [Values] LoadPace pace)
    {
        ShiftResult result = ShiftRun.Run(shift, pace, EvictionPolicy.Adaptive, Limit);

        Assert.That(result.FreshPercent, Is.InRange(50, 97));
        Assert.That(result.Gap, Is.LessThan(Gap));
    }

    [TestCase(new[] { 60.0, 60, 60, 60, 60, 60, 60, 60, 60, 60, 60, 60 }, ExpectedResult = 0)]
    [TestCase(new[] { 50.0, 57.9, 58.1, 60, 60, 60, 60, 60, 60, 60, 60, 60 }, ExpectedResult = 2)]
    [TestCase(new[] { 60.0, 60, 60, 60, 60, 60, 60, 60, 60, 60, 60, 50 }, ExpectedResult = null)]
    public int? It_is_told_from_when_on_it_was_as_good(double[] shifted) =>
        new ShiftResult("made", LoadPace.RealTime, 1, 1, 1, [.. Enumerable.Repeat(60.0, ShiftRun.Length)], shifted).ReachedAfter;
}
