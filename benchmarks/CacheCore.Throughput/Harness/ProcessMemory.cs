using System.Diagnostics;

namespace CacheCore.Throughput.Harness;

/// <summary>Physical memory of this process.</summary>
internal static class ProcessMemory
{
    /// <summary>Bytes resident now. On Linux from /proc, exact to the page and cheap enough to sample often.</summary>
    public static long Resident()
    {
        if (!OperatingSystem.IsLinux())
        {
            using Process self = Process.GetCurrentProcess();
            return self.WorkingSet64;
        }

        string[] pages = File.ReadAllText("/proc/self/statm").Split(' ');
        return long.Parse(pages[1]) * Environment.SystemPageSize;
    }

    /// <summary>Bytes resident after the collector has given back all it can.</summary>
    public static long ResidentAfterCollection()
    {
        for (int i = 0; i < 3; i++)
        {
            GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
            GC.WaitForPendingFinalizers();
        }

        return Resident();
    }
}
