using CacheCore.HitRate.Contenders;
using CacheCore.HitRate.Traces;
using CacheCore.Tool.Bench;

namespace CacheCore.HitRate.Tests;

/// <summary>Traces of known kinds, the same at each run.</summary>
internal static class MadeTraces
{
    private const double ZipfExponent = 0.9;
    private const int ScanPeriod = 1000;
    private const int ScanLength = 300;

    /// <summary>One object for each number, in this order.</summary>
    public static Trace Of(params ulong[] numbers) => new("made", numbers);

    /// <summary>Some objects much more popular than others, at all times.</summary>
    public static Trace Zipf(int objects, int requests, int seed)
    {
        ZipfRanks ranks = new(objects, ZipfExponent, new Random(seed));
        return new Trace("zipf", Enumerable.Range(0, requests).Select(_ => (ulong)ranks.Next()));
    }

    /// <summary>The same with walks through objects that are asked for once.</summary>
    public static Trace ZipfWithScans(int objects, int requests, int seed)
    {
        ZipfRanks ranks = new(objects, ZipfExponent, new Random(seed));
        return new Trace("scans", Enumerable.Range(0, requests).Select(
            place => place % ScanPeriod < ScanLength ? (ulong)(objects + place) : (ulong)ranks.Next()));
    }

    /// <summary>All objects in turn, again and again.</summary>
    public static Trace Loop(int objects, int requests) =>
        new("loop", Enumerable.Range(0, requests).Select(place => (ulong)(place % objects)));

    /// <summary>No object more popular than another.</summary>
    public static Trace Uniform(int objects, int requests, int seed)
    {
        Random random = new(seed);
        return new Trace("uniform", Enumerable.Range(0, requests).Select(_ => (ulong)random.Next(objects)));
    }

    /// <summary>Which requests were hits: + for a hit, - for a miss.</summary>
    public static string Marks(Trace trace, IReplayedCache cache)
    {
        char[] marks = new char[trace.Requests.Length];
        for (int place = 0; place < marks.Length; place++)
        {
            marks[place] = cache.Request(trace.Requests[place]) ? '+' : '-';
        }

        return new string(marks);
    }
}
