using System.Globalization;
using System.Runtime;
using System.Runtime.InteropServices;

namespace CacheCore.Throughput.Harness;

/// <summary>One line on what the figures were measured on, and how busy it is at the moment.</summary>
internal static class Machine
{
    public static string Describe()
    {
        double memory = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / (double)(1L << 30);
        string gc = GCSettings.IsServerGC ? "server GC" : "workstation GC";
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{Processor()}, {Environment.ProcessorCount} cores, {memory:F0} GiB, {RuntimeInformation.OSDescription}, "
                + $"{RuntimeInformation.ProcessArchitecture}, {RuntimeInformation.FrameworkDescription}, {gc}{HugePages()}");
    }

    /// <summary>The system's load averages over 1, 5 and 15 minutes; "unknown" where it keeps none.</summary>
    public static string Load()
    {
        string? line = FirstLine("/proc/loadavg", _ => true);
        return line is null ? "unknown" : string.Join(' ', line.Split(' ').Take(3));
    }

    private static string Processor()
    {
        string? line = FirstLine("/proc/cpuinfo", text => text.StartsWith("model name", StringComparison.Ordinal));
        return line?[(line.IndexOf(':', StringComparison.Ordinal) + 1)..].Trim() ?? "processor unknown";
    }

    private static string HugePages()
    {
        string? line = FirstLine("/sys/kernel/mm/transparent_hugepage/enabled", _ => true);
        return line is null
            ? string.Empty
            : $", huge pages {line[(line.IndexOf('[', StringComparison.Ordinal) + 1)..line.IndexOf(']', StringComparison.Ordinal)]}";
    }

    private static string? FirstLine(string file, Func<string, bool> wanted) =>
        File.Exists(file) ? File.ReadLines(file).FirstOrDefault(wanted) : null;
}
