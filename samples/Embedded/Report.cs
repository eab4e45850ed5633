using System.Globalization;

namespace CacheCore.Samples.Embedded;

/// <summary>What one pass of the demo cost.</summary>
internal sealed record Figures(
    LoadResult Answers,
    TimeSpan Elapsed,
    TimeSpan ProcessorTime,
    TimeSpan GcPauses,
    long AllocatedBytes,
    long ManagedHeap,
    long WorkingSet,
    CacheStatistics Cache);

/// <summary>Prints both passes side by side.</summary>
internal static class Report
{
    public static void Print(Figures without, Figures with)
    {
        Console.WriteLine();
        Line("", "without cache", "with cache", "with / without");
        Row("throughput, requests/s", Throughput, "N0");
        Row("answered by the cache, %", f => 100.0 * f.Answers.Hits / f.Answers.Latencies.Length, "F1", ratio: false);
        Row("latency p50, µs", f => f.Answers.Percentile(0.50).TotalMicroseconds, "N0");
        Row("latency p99, µs", f => f.Answers.Percentile(0.99).TotalMicroseconds, "N0");
        Row("processor time, µs/request", f => f.ProcessorTime.TotalMicroseconds / f.Answers.Latencies.Length, "F1");
        Row("pages read from SQLite", f => f.Answers.Latencies.Length - f.Answers.Hits, "N0");
        Row("allocated, KiB/request", f => f.AllocatedBytes / 1024.0 / f.Answers.Latencies.Length, "F1");
        Row("GC pauses in all, ms", f => f.GcPauses.TotalMilliseconds, "F1");
        Row("managed heap, MiB", f => MiB(f.ManagedHeap), "F1");
        Row("native memory of the cache, MiB", f => MiB(f.Cache.MemoryUsed), "F1", ratio: false);
        Row("working set, MiB", f => MiB(f.WorkingSet), "F1");
        Console.WriteLine();
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"The cache holds {with.Cache.Items:N0} pages in {MiB(with.Cache.MemoryUsed):F1} of {MiB(with.Cache.MemoryLimit):F0} MiB and "
                + $"evicted {with.Cache.Evictions:N0}. It started empty."));
        Console.WriteLine(
            "Server, visitors and SQLite share one process and its processors: most of a hit's time is HTTP, on both sides of it.");

        void Row(string name, Func<Figures, double> figure, string format, bool ratio = true)
        {
            double left = figure(without);
            double right = figure(with);
            Line(name, Text(left, format), Text(right, format), ratio && left > 0 ? Text(right / left, "F2") + " x" : "");
        }
    }

    private static void Line(string name, string without, string with, string ratio) =>
        Console.WriteLine($"{name,-32} {without,14} {with,14} {ratio,16}");

    private static string Text(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);

    private static double Throughput(Figures figures) => figures.Answers.Latencies.Length / figures.Elapsed.TotalSeconds;

    private static double MiB(long bytes) => bytes / 1048576.0;
}
