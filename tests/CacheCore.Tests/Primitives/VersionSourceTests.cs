using CacheCore.Primitives;

namespace CacheCore.Tests.Primitives;

internal sealed class VersionSourceTests
{
    private const int Each = 10_000;

    [Test]
    public void No_version_comes_twice_and_none_is_zero()
    {
        var source = new VersionSource();
        var counters = new CounterSet(1);
        ulong[][] taken = new ulong[4][];
        Parallel.For(0, taken.Length, thread => taken[thread] = [.. Enumerable.Range(0, Each).Select(_ => source.Next(counters.Mine))]);

        ulong[] all = [.. taken.SelectMany(one => one)];
        Assert.That(all.Distinct().Count(), Is.EqualTo(taken.Length * Each));
        Assert.That(all.Min(), Is.GreaterThan(0));
    }

    [Test]
    public void It_counts_the_writes_to_within_a_block()
    {
        var source = new VersionSource();
        var counters = new CounterSet(1);
        for (int write = 1; write <= Each; write++)
        {
            _ = source.Next(counters.Mine);
            Assert.That(source.Writes, Is.InRange(write, write + 31));
        }
    }

    [TestCase(1UL, 2UL, false)]
    [TestCase(2UL, 2UL, false)]
    [TestCase(3UL, 2UL, true)]
    [TestCase(1UL, VersionSource.Mask, true)]
    [TestCase(VersionSource.Mask, 1UL, false)]
    public void Later_is_told_round_the_end(ulong version, ulong other, bool isLater) =>
        Assert.That(VersionSource.IsLater(version, other), Is.EqualTo(isLater));

    [Test]
    public void What_left_of_another_stripe_is_no_floor_and_what_left_first_no_longer_is()
    {
        var source = new VersionSource();
        var counters = new CounterSet(1);
        ulong first = source.Next(counters.Mine);
        ulong second = source.Next(counters.Mine);
        source.NoteLeaving(tag: 8, second);
        source.NoteLeaving(tag: 8, first);

        Assert.That(source.FloorOf(tag: 8), Is.EqualTo(second));
        Assert.That(source.FloorOf(tag: 16), Is.Zero);
        Assert.That(source.NextAfter(counters.Mine, source.FloorOf(tag: 16)), Is.EqualTo(second + 1));
        for (int write = 0; write < Each; write++)
        {
            _ = source.Next(counters.Mine);
        }

        Assert.That(source.FloorOf(tag: 8), Is.GreaterThan(second).And.LessThan((ulong)source.Writes));
    }
}
