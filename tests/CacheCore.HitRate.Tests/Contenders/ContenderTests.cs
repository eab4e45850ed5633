using CacheCore.HitRate.Contenders;
using CacheCore.HitRate.Traces;

namespace CacheCore.HitRate.Tests.Contenders;

internal sealed class ContenderTests
{
    private const int Objects = 400;
    private const int Requests = 4000;

    private static readonly Trace[] Traces =
    [
        MadeTraces.Zipf(Objects, Requests, seed: 11),
        MadeTraces.ZipfWithScans(Objects, Requests, seed: 12),
        MadeTraces.Uniform(Objects, Requests, seed: 13),
        MadeTraces.Loop(Objects, Requests),
    ];

    private static readonly IReadOnlyList<Contender> Others = [.. Contender.All.Where(contender => contender != Contender.Optimum)];

    private static readonly IReadOnlyList<Contender> Unseeded = [.. Contender.All.Where(contender => !contender.IsSeeded)];

    private static readonly IReadOnlyList<Contender> Engines = [.. EngineCache.Policies.Select(Contender.Engine)];

    [Test]
    public void Nobody_hits_more_often_than_the_optimum(
        [ValueSource(nameof(Others))] Contender contender,
        [ValueSource(nameof(Traces))] Trace trace,
        [Values(Contender.MinItems, 40, 200)] int items)
    {
        // A peer that holds more than its capacity for a while is measured by what it held.
        Replay run = Replay.Run(trace, contender, items);
        Replay best = Replay.Run(trace, Contender.Optimum, (int)Math.Max(items, run.MostItems));

        Assert.That(run.Hits, Is.LessThanOrEqualTo(best.Hits));
    }

    [Test]
    public void A_popular_object_is_found_more_often_than_not([ValueSource(nameof(Others))] Contender contender)
    {
        Replay run = Replay.Run(Traces[0], contender, Objects / 4);

        Assert.That(run.Percent, Is.GreaterThan(50));
    }

    [Test]
    public void With_room_for_all_only_first_requests_miss([ValueSource(typeof(Contender), nameof(Contender.All))] Contender contender)
    {
        // The peers divide their room, and need some more for a part to hold what belongs there.
        Replay run = Replay.Run(Traces[0], contender, Traces[0].Objects * 2);

        Assert.That(run.Requests - run.Hits, Is.EqualTo(Traces[0].Objects));
    }

    [Test]
    public void The_engine_holds_as_many_items_as_there_is_room_for_and_no_more(
        [ValueSource(nameof(Engines))] Contender contender, [Values(1, 2, 17, 200)] int items)
    {
        IReplayedCache cache = contender.Create(Traces[2], items);
        using (cache as IDisposable)
        {
            foreach (int id in Traces[2].Requests)
            {
                _ = cache.Request(id);
                Assert.That(cache.Count, Is.LessThanOrEqualTo(items));
            }

            Assert.That(cache.Count, Is.EqualTo(items));
        }
    }

    [Test]
    public void A_run_of_a_contender_without_a_seed_can_be_repeated([ValueSource(nameof(Unseeded))] Contender contender)
    {
        Replay first = Replay.Run(Traces[1], contender, 40);
        Replay second = Replay.Run(Traces[1], contender, 40);

        Assert.That(second, Is.EqualTo(first));
    }
}
