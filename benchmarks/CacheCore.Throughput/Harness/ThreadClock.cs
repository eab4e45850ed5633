using System.Runtime.InteropServices;

namespace CacheCore.Throughput.Harness;

/// <summary>Processor time of the calling thread, on Linux and macOS; null elsewhere, where the systems count in ticks of 15 ms.</summary>
internal static partial class ThreadClock
{
    private const int LinuxThreadCpuTime = 3;
    private const int MacThreadCpuTime = 16;

    public static long? Nanoseconds()
    {
        int clock = OperatingSystem.IsLinux() ? LinuxThreadCpuTime : OperatingSystem.IsMacOS() ? MacThreadCpuTime : -1;
        return clock >= 0 && GetTime(clock, out TimeSpec time) == 0 ? (time.Seconds * 1_000_000_000) + time.Nanoseconds : null;
    }

    [LibraryImport("libc", EntryPoint = "clock_gettime")]
    private static partial int GetTime(int clock, out TimeSpec time);

    [StructLayout(LayoutKind.Sequential)]
    private struct TimeSpec
    {
        public nint Seconds;
        public nint Nanoseconds;
    }
}
