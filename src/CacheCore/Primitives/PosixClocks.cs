using System.Runtime.InteropServices;

namespace CacheCore.Primitives;

/// <summary>The clocks of POSIX systems, by the numbers that a system gives them.</summary>
internal static partial class PosixClocks
{
    /// <summary>Reads a clock; false: the system has none of that number.</summary>
    public static bool TryRead(int clock, out long nanoseconds)
    {
        bool isRead = ReadClock(clock, out TimeSpec time) == 0;
        nanoseconds = isRead ? (time.Seconds * 1_000_000_000L) + time.Nanoseconds : 0;
        return isRead;
    }

    [LibraryImport("libc", EntryPoint = "clock_gettime")]
    private static partial int ReadClock(int clock, out TimeSpec time);

    [StructLayout(LayoutKind.Sequential)]
    private struct TimeSpec
    {
        public nint Seconds;
        public nint Nanoseconds;
    }
}
