namespace CacheCore.Tool.Top;

/// <summary>What happened between two readings, a second.</summary>
internal sealed record ServerRates
{
    public double Gets { get; private init; }

    public double Sets { get; private init; }

    public double Deletes { get; private init; }

    public double Touches { get; private init; }

    /// <summary>Meta commands, which also count as what they do.</summary>
    public double MetaCommands { get; private init; }

    public double Evictions { get; private init; }

    public double BytesIn { get; private init; }

    public double BytesOut { get; private init; }

    public double Connections { get; private init; }

    /// <summary>Processors that the server kept busy.</summary>
    public double Processors { get; private init; }

    /// <summary>Part of the reads that found something, from 0 to 1; null where there were none.</summary>
    public double? HitRatio { get; private init; }

    /// <summary>Evictions by slab class.</summary>
    public IReadOnlyDictionary<int, double> EvictionsByClass { get; private init; } = new Dictionary<int, double>();

    /// <summary>Pure.</summary>
    /// <returns>
    /// Null: there is nothing to compare, for the server has started anew between the readings, its counters were reset,
    /// or no time has passed.
    /// </returns>
    public static ServerRates? Between(ServerReading before, ServerReading after)
    {
        double seconds = (after.TakenAt - before.TakenAt).TotalSeconds;
        bool isSameRun = before.Figures.Text("pid") == after.Figures.Text("pid")
            && before.Figures.Count("uptime") <= after.Figures.Count("uptime")
            && Grown("cmd_get") >= 0 && Grown("cmd_set") >= 0 && Grown("bytes_read") >= 0;
        if (seconds <= 0 || !isSameRun)
        {
            return null;
        }

        long reads = Grown("get_hits") + Grown("get_misses");
        return new ServerRates
        {
            Gets = Rate("cmd_get"),
            Sets = Rate("cmd_set"),
            Deletes = Rate("delete_hits") + Rate("delete_misses"),
            Touches = Rate("cmd_touch"),
            MetaCommands = Rate("cmd_meta"),
            Evictions = Rate("evictions"),
            BytesIn = Rate("bytes_read"),
            BytesOut = Rate("bytes_written"),
            Connections = Rate("total_connections"),
            Processors = (ProcessorTime(after) - ProcessorTime(before)) / seconds,
            HitRatio = reads > 0 ? (double)Grown("get_hits") / reads : null,
            EvictionsByClass = after.Classes.ToDictionary(one => one.Id, one =>
                Math.Max(0, one.Evictions - (before.Classes.FirstOrDefault(old => old.Id == one.Id)?.Evictions ?? 0)) / seconds),
        };

        long Grown(string name) => after.Figures.Count(name) - before.Figures.Count(name);

        double Rate(string name) => Math.Max(0, Grown(name)) / seconds;
    }

    private static double ProcessorTime(ServerReading reading) =>
        (reading.Figures.Number("rusage_user") ?? 0) + (reading.Figures.Number("rusage_system") ?? 0);
}
