using System.Globalization;
using CacheCore.Tool.Client;
using CacheCore.Tool.CommandLine;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace CacheCore.Tool.Top;

/// <summary>What <c>cachecore top</c> shows at one moment: the server, what it does, and where its memory is. Pure.</summary>
internal static class TopFrame
{
    private const int LinesBesideClasses = 13;  // head, rates, borders and the line below
    private const int LeastClasses = 3;
    private const int BarWidth = 20;

    /// <param name="server">The server's address.</param>
    /// <param name="watch">What is known of it.</param>
    /// <param name="height">Lines that there are; slab classes with little memory are left out if there are too few. 0 = as many as it takes.</param>
    /// <param name="hint">The last line, such as which key ends it; empty = none.</param>
    public static IRenderable Of(string server, ServerWatch watch, int height, string hint)
    {
        var parts = new List<IRenderable>();
        if (watch.Trouble is { } trouble)
        {
            parts.Add(new Text(string.Create(CultureInfo.InvariantCulture, $"{server} is away since {watch.AwaySince:HH:mm:ss}: {trouble}. Trying again."), new Style(Color.Red)));
        }

        if (watch.Latest is { } reading)
        {
            parts.Add(Head(server, reading.Figures));
            parts.Add(Rates(watch.Rates, reading.Figures));
            parts.Add(Classes(reading, watch.Rates, height == 0 ? int.MaxValue : Math.Max(LeastClasses, height - LinesBesideClasses)));
        }

        if (hint.Length > 0)
        {
            parts.Add(new Text(hint, new Style(decoration: Decoration.Dim)));
        }

        return new Rows(parts);
    }

    private static Rows Head(string server, ServerFigures figures)
    {
        long used = figures.Count("bytes");
        long limit = figures.Count("limit_maxbytes");
        string most = figures.Has("max_connections") ? $" of {Readable.Count(figures.Count("max_connections"))}" : "";
        return new Rows(
            new Text($"{server}  version {figures.Text("version") ?? "?"}  up {Readable.Span(TimeSpan.FromSeconds(figures.Count("uptime")))}", new Style(decoration: Decoration.Bold)),
            new Text($"memory  {Bar(limit == 0 ? 0 : (double)used / limit)}  {Readable.Bytes(used)} of {Readable.Bytes(limit)}   items {Readable.Count(figures.Count("curr_items"))}   connections {Readable.Count(figures.Count("curr_connections"))}{most}"));
    }

    private static Table Rates(ServerRates? rates, ServerFigures figures)
    {
        Table table = NewTable("gets/s", "hit ratio", "sets/s", "deletes/s", "touches/s", "meta/s", "evictions/s", "in/s", "out/s", "new conn/s", "CPU");
        _ = rates is null
            ? table.AddRow([.. Enumerable.Repeat("-", table.Columns.Count)])
            : table.AddRow(
                Readable.Rate(rates.Gets), Readable.Share(rates.HitRatio), Readable.Rate(rates.Sets), Readable.Rate(rates.Deletes), Readable.Rate(rates.Touches),
                Readable.Rate(rates.MetaCommands), Readable.Rate(rates.Evictions), Readable.Bytes(rates.BytesIn), Readable.Bytes(rates.BytesOut), Readable.Rate(rates.Connections),
                figures.Has("rusage_user") ? Readable.Share(rates.Processors) : "-");
        return table;
    }

    private static Table Classes(ServerReading reading, ServerRates? rates, int most)
    {
        Table table = NewTable("class", "chunk", "pages", "memory", "in use", "items", "evictions/s", "coldest");
        HashSet<int> shown = [.. reading.Classes.OrderByDescending(static one => one.Memory).Take(most).Select(static one => one.Id)];
        foreach (ClassReading one in reading.Classes.Where(one => shown.Contains(one.Id)))
        {
            _ = table.AddRow(
                one.Id.ToString(CultureInfo.InvariantCulture),
                Readable.Bytes(one.ChunkSize),
                Readable.Count(one.Pages),
                Readable.Bytes(one.Memory),
                Readable.Share(one.Fill),
                Readable.Count(one.Items),
                rates is null ? "-" : Readable.Rate(rates.EvictionsByClass.GetValueOrDefault(one.Id)),
                one.Items == 0 ? "-" : Readable.Span(TimeSpan.FromSeconds(one.Age)));
        }

        int left = reading.Classes.Count - shown.Count;
        return left == 0 ? table : table.Caption(string.Create(CultureInfo.InvariantCulture, $"{left} smaller ones are not shown"));
    }

    private static Table NewTable(params string[] columns)
    {
        Table table = new Table().Border(TableBorder.Rounded);
        foreach (string column in columns)
        {
            _ = table.AddColumn(new TableColumn(column) { Alignment = Justify.Right, NoWrap = true, Padding = new Padding(1, 0) });
        }

        return table;
    }

    private static string Bar(double share)
    {
        int full = (int)Math.Round(Math.Clamp(share, 0, 1) * BarWidth);
        return new string('█', full) + new string('░', BarWidth - full);
    }
}
