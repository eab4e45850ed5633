using CacheCore.HitRate.Contenders;
using CacheCore.HitRate.Traces;

namespace CacheCore.HitRate.Tests.Contenders;

internal sealed class ReplayTests
{
    [Test]
    public void Requests_hits_and_items_are_counted()
    {
        Replay run = Replay.Run(MadeTraces.Of(1, 2, 1, 3, 1, 2), Contender.Lru, 2);

        Assert.That(run, Is.EqualTo(new Replay(6, 2, 2)));
        Assert.That(run.Percent, Is.EqualTo(100 / 3.0).Within(1e-9));
    }

    [Test]
    public void Only_those_with_a_seed_run_more_than_once()
    {
        Trace trace = MadeTraces.Zipf(50, 500, seed: 1);

        Assert.That(Replay.RunSeeds(trace, Contender.Lru, 10, seeds: 3), Has.Count.EqualTo(1));
        Assert.That(Replay.RunSeeds(trace, Contender.Lru with { IsSeeded = true }, 10, seeds: 3), Has.Count.EqualTo(3));
    }

    [TestCase(1, 10)]
    [TestCase(2, 10)]
    [TestCase(3, 20)]
    [TestCase(4, 20)]
    public void The_median_is_a_run_that_was_made(int runs, int hits)
    {
        Replay[] sorted = [.. Enumerable.Range(1, runs).Select(run => new Replay(100, run * 10, 1))];

        Assert.That(Replay.MedianOf(sorted).Hits, Is.EqualTo(hits));
    }

    [Test]
    public void Runs_are_sorted_by_hits()
    {
        Queue<int> rooms = new([2, 30, 9]);
        Contender varying = Contender.Lru with { IsSeeded = true, Create = (trace, _) => Contender.Lru.Create(trace, rooms.Dequeue()) };

        IReadOnlyList<Replay> runs = Replay.RunSeeds(MadeTraces.Zipf(50, 500, seed: 1), varying, 10, seeds: 3);

        Assert.That(string.Join(' ', runs.Select(run => run.MostItems)), Is.EqualTo("2 9 30"));
        Assert.That(runs, Is.Ordered.By(nameof(Replay.Hits)));
    }
}
