using CacheCore.Primitives;

namespace CacheCore.Throughput.Harness;

/// <summary>Processor time of the calling thread, on Linux and macOS; null elsewhere, where the systems count in ticks of 15 ms.</summary>
internal static class ThreadClock
{
    private const int LinuxThreadCpuTime = 3;
    private const int MacThreadCpuTime = 16;

    public static long? Nanoseconds()
    {
        int clock = OperatingSystem.IsLinux() ? LinuxThreadCpuTime : OperatingSystem.IsMacOS() ? MacThreadCpuTime : -1;
        return clock >= 0 && PosixClocks.TryRead(clock, out long nanoseconds) ? nanoseconds : null;
    }
}
