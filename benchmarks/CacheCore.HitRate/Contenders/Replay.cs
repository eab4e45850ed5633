using CacheCore.HitRate.Traces;

namespace CacheCore.HitRate.Contenders;

/// <summary>What one run through a trace came to.</summary>
/// <param name="Requests">All of the trace's.</param>
/// <param name="Hits">Those whose object was there.</param>
/// <param name="MostItems">The most items that were held whenever they were counted.</param>
internal sealed record Replay(long Requests, long Hits, long MostItems)
{
    /// <summary>How often items are counted during a run: a count may be a walk through all of them.</summary>
    private const int Counts = 64;

    public double Percent => 100.0 * Hits / Requests;

    public static Replay Run(Trace trace, Contender contender, int items)
    {
        IReplayedCache cache = contender.Create(trace, items);
        using (cache as IDisposable)
        {
            int stride = Math.Max(1, trace.Requests.Length / Counts);
            long hits = 0;
            long most = 0;
            int made = 0;
            foreach (int id in trace.Requests)
            {
                hits += cache.Request(id) ? 1 : 0;
                if (++made % stride == 0)
                {
                    most = Math.Max(most, cache.Count);
                }
            }

            return new Replay(made, hits, most);
        }
    }

    /// <summary>Several runs, each with a seed of its own, fewest hits first.</summary>
    public static IReadOnlyList<Replay> RunSeeds(Trace trace, Contender contender, int items, int seeds) =>
        [.. Enumerable.Range(0, contender.IsSeeded ? seeds : 1).Select(_ => Run(trace, contender, items)).OrderBy(run => run.Hits)];

    /// <summary>The run in the middle, the lower one of two.</summary>
    public static Replay MedianOf(IReadOnlyList<Replay> sorted) => sorted[(sorted.Count - 1) / 2];
}
