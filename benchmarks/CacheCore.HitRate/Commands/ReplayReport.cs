using System.Text;
using System.Text.Json;
using CacheCore.HitRate.Contenders;
using CacheCore.HitRate.Traces;
using CacheCore.Throughput.Report;

namespace CacheCore.HitRate.Commands;

/// <summary>What a replay came to, for people and for programs.</summary>
/// <param name="Trace">The trace.</param>
/// <param name="Policy">The policy of the store.</param>
/// <param name="Items">The room it had.</param>
/// <param name="Runs">All runs, fewest hits first.</param>
internal sealed record ReplayReport(Trace Trace, string Policy, int Items, IReadOnlyList<Replay> Runs)
{
    private static readonly JsonSerializerOptions Json = new() { WriteIndented = true, PropertyNamingPolicy = JsonNamingPolicy.CamelCase };

    private Replay Median => Replay.MedianOf(Runs);

    public string ToText()
    {
        StringBuilder text = new();
        Line("trace", Trace.Name);
        Line("objects", Text.Whole(Trace.Objects));
        Line("policy", Policy);
        Line("capacity", Text.Whole(Items) + " items");
        Line("held", Text.Whole(Runs.Max(run => run.MostItems)) + " items at most");
        Line("requests", Text.Whole(Median.Requests));
        Line("hits", Text.Whole(Median.Hits));
        Line("hit ratio", Text.Fixed(Median.Percent, 2) + " %");
        if (Runs.Count > 1)
        {
            Line(
                string.Empty, $"median of {Runs.Count} runs, from {Text.Fixed(Runs[0].Percent, 2)} to {Text.Fixed(Runs[^1].Percent, 2)} %");
        }

        return text.ToString().TrimEnd();

        void Line(string name, string value) => text.AppendLine($"{name,-10} {value}");
    }

    public string ToJson() => JsonSerializer.Serialize(
        new
        {
            trace = Trace.Name,
            objects = Trace.Objects,
            policy = Policy,
            items = Items,
            mostItemsHeld = Runs.Max(run => run.MostItems),
            requests = Median.Requests,
            hits = Median.Hits,
            hitRatio = Ratio(Median),
            lowestHitRatio = Ratio(Runs[0]),
            highestHitRatio = Ratio(Runs[^1]),
            runs = Runs.Select(run => new { hits = run.Hits, hitRatio = Ratio(run) }),
        },
        Json);

    private static double Ratio(Replay run) => (double)run.Hits / run.Requests;
}
