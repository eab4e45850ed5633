using CacheCore.Tool.Client;
using CacheCore.Tool.CommandLine;

namespace CacheCore.Tool.Stats;

/// <summary>A server at a glance. Pure: leaves out what the server does not tell.</summary>
internal static class StatsSummary
{
    public static IReadOnlyList<StatLine> Of(string server, ServerFigures figures)
    {
        double seconds = Math.Max(1, figures.Number("uptime") ?? 1);
        long gets = figures.Count("get_hits") + figures.Count("get_misses");
        var lines = new List<StatLine>
        {
            new(
                "server",
                $"{server}, version {figures.Text("version") ?? "?"}, process {figures.Text("pid") ?? "?"}, "
                    + $"up {Readable.Span(TimeSpan.FromSeconds(figures.Count("uptime")))}"),
            new(
                "hit ratio",
                gets == 0 ? "no gets yet" : $"{Readable.Share((double)figures.Count("get_hits") / gets)} of {Readable.Count(gets)} gets"),
            new("memory", Memory(figures.Count("bytes"), figures.Count("limit_maxbytes"))),
            new(
                "items",
                $"{Readable.Count(figures.Count("curr_items"))}; {Readable.Count(figures.Count("total_items"))} stored since the start"),
            new(
                "evictions",
                $"{Readable.Count(figures.Count("evictions"))}, of them never read {Readable.Count(figures.Count("evicted_unfetched"))}"),
            new("connections", Connections(figures)),
            new("requests", $"{PerSecond("cmd_get")} gets and {PerSecond("cmd_set")} sets a second since the start"),
            new(
                "traffic",
                $"{Readable.Bytes(figures.Count("bytes_read") / seconds)} in and "
                    + $"{Readable.Bytes(figures.Count("bytes_written") / seconds)} out a second since the start"),
        };
        return lines;

        string PerSecond(string name) => Readable.Rate(figures.Count(name) / seconds);
    }

    /// <summary>Of the items alone, as <c>bytes</c> is: index and pages that are not full come on top.</summary>
    private static string Memory(long items, long limit) => limit == 0
        ? $"{Readable.Bytes(items)} in items"
        : $"{Readable.Bytes(items)} of {Readable.Bytes(limit)} in items ({Readable.Share((double)items / limit)})";

    private static string Connections(ServerFigures figures)
    {
        string most = figures.Has("max_connections") ? $" of {Readable.Count(figures.Count("max_connections"))}" : "";
        string refused = figures.Has("rejected_connections") ? $", {Readable.Count(figures.Count("rejected_connections"))} refused" : "";
        return $"{Readable.Count(figures.Count("curr_connections"))}{most}; "
            + $"{Readable.Count(figures.Count("total_connections"))} since the start{refused}";
    }
}
