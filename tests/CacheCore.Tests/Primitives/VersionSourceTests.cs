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
}
