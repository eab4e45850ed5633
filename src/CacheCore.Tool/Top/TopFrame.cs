using System.Globalization;
using CacheCore.Tool.Client;
using CacheCore.Tool.CommandLine;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace CacheCore.Tool.Top;

/// <summary>What <c>cachecore top</c> shows at one moment: the server, what it does, and where its memory is. Pure.</summary>
internal static class TopFrame
{
    private const int LinesBesideClasses = 14; // head, rates, borders and the line below
    private const int LeastClasses = 3;
    private const int BarWidth = 30;
    private const int CellWidth = 18;           // four cells and what is between them fit 80 columns

    /// <param name="view">What is known of the server.</param>
    /// <param name="height">
    /// Lines that there are; slab classes with little memory are left out if there are too few. 0 = as many as it takes.
    /// </param>
    /// <param name="hint">The last line, such as which key ends it; empty = none.</param>
    public static IRenderable Of(ServerView view, int height, string hint)
    {
        var parts = new List<IRenderable>();
        if (view.Trouble is { } trouble)
        {
            parts.Add(new Text(
                string.Create(
                    CultureInfo.InvariantCulture, $"{view.Server} is away since {view.AwaySince:HH:mm:ss}: {trouble}. Trying again."),
                new Style(Color.Red)));
        }

        if (view.Latest is { } reading)
        {
            parts.Add(Head(view.Server, reading.Figures));
            parts.Add(Text.Empty);
            parts.Add(Rates(view.Rates, reading.Figures));
            parts.Add(Classes(reading, view.Rates, height == 0 ? int.MaxValue : Math.Max(LeastClasses, height - LinesBesideClasses)));
        }

        if (hint.Length > 0)
        {
            parts.Add(new Text(hint, new Style(decoration: Decoration.Dim)));
        }

        return new Rows(parts);
    }

    private static Rows Head(string server, ServerFigures figures)
    {
        double used = figures.Count("bytes");
        double limit = figures.Count("limit_maxbytes");
        double share = limit == 0 ? 0 : used / limit;
        return new Rows(
            Line(
                $"{server}  version {figures.Text("version") ?? "?"}  up {Readable.Span(TimeSpan.FromSeconds(figures.Count("uptime")))}",
                Decoration.Bold),
            Line(
                $"memory {Bar(share)} {Readable.Bytes(used)} of {Readable.Bytes(limit)} in items, {Readable.Share(share)}",
                Decoration.None));
    }

    private static Rows Rates(ServerRates? rates, ServerFigures figures)
    {
        string most = figures.Has("max_connections") ? $"/{figures.Count("max_connections")}" : "";
        return new Rows(
            Cells(
                ("gets/s", Rate(rates?.Gets)),
                ("hit ratio", Readable.Share(rates?.HitRatio)),
                ("in/s", Bytes(rates?.BytesIn)),
                ("items", Readable.Count(figures.Count("curr_items")))),
            Cells(
                ("sets/s", Rate(rates?.Sets)),
                ("evicted/s", Rate(rates?.Evictions)),
                ("out/s", Bytes(rates?.BytesOut)),
                ("conns", Readable.Count(figures.Count("curr_connections")) + most)),
            Cells(
                ("deletes/s", Rate(rates?.Deletes)),
                ("touches/s", Rate(rates?.Touches)),
                ("meta/s", Rate(rates?.MetaCommands)),
                ("conns/s", Rate(rates?.Connections))),
            Cells(("CPU", figures.Has("rusage_user") ? Readable.Share(rates?.Processors) : "-")));

        static string Rate(double? rate) => rate is { } value ? Readable.Rate(value) : "-";

        static string Bytes(double? rate) => rate is { } value ? Readable.Bytes(value) : "-";
    }

    private static Text Cells(params (string Name, string Figure)[] cells) =>
        Line(
            string.Join("  ", cells.Select(static cell => cell.Name + ' ' + cell.Figure.PadLeft(CellWidth - cell.Name.Length - 1))),
            Decoration.None);

    private static Text Line(string text, Decoration decoration) =>
        new(text, new Style(decoration: decoration)) { Overflow = Overflow.Ellipsis };

    private static Table Classes(ServerReading reading, ServerRates? rates, int most)
    {
        Table table = new Table().Border(TableBorder.Simple);
        foreach (string column in (string[])["class", "chunk", "pages", "memory", "in use", "items", "evicted/s", "coldest"])
        {
            _ = table.AddColumn(new TableColumn(column) { Alignment = Justify.Right, NoWrap = true, Padding = new Padding(0, 0) });
        }

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

    private static string Bar(double share)
    {
        int full = (int)Math.Round(Math.Clamp(share, 0, 1) * BarWidth);
        return new string('█', full) + new string('░', BarWidth - full);
    }
}
