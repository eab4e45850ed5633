using System.Runtime.InteropServices;

namespace CacheCore.Primitives;

/// <summary>
/// The pauses of a thread that waits for another one which holds something for a moment: a few turns of the processor, longer each
/// time, then the processor goes to whoever wants it, and in the end the thread sleeps. It waits so with locks held and memory
/// reserved, so a pause neither throws nor allocates nor runs anybody's code, whatever befalls the thread meanwhile.
/// </summary>
/// <remarks>
/// A <see cref="SpinWait"/> sleeps by <see cref="Thread.Sleep(int)"/>, which <see cref="Thread.Interrupt"/> ends with an exception; a wait
/// for a contended <see cref="Lock"/> or a monitor may also lack memory for its event, and asks the thread's
/// <see cref="SynchronizationContext"/>. Without a sleep a thread of high priority would keep the processor from the one of low
/// priority that it waits for. So the sleep is the system's own, of which the runtime knows nothing; an interruption waits for
/// the caller's next wait.
/// </remarks>
internal partial struct BriefWait
{
    /// <summary>Pauses that keep the processor: 1, 2, 4 … 64 turns, 5 µs in all, many times what a lock is held for.</summary>
    private const int Spins = 7;

    /// <summary>Pauses that offer the processor: enough for whoever lost it to come back where it is not kept from it.</summary>
    private const int Yields = 250;

    /// <summary>Pauses so far, as far as they make a difference to anybody.</summary>
    public int Count { get; private set; }

    /// <summary>Has the system's sleep looked up, so that nobody does it with a lock held.</summary>
    public static void Prepare() => Sleep(0);

    public void Pause()
    {
        if (Count < Spins && Environment.ProcessorCount > 1)
        {
            Thread.SpinWait(1 << Count);
        }
        else if (Count < Spins + Yields)
        {
            _ = Thread.Yield();
        }
        else
        {
            Sleep(1);
        }

        Count = Math.Min(Count + 1, Spins + Yields);
    }

    private static void Sleep(uint milliseconds)
    {
        if (OperatingSystem.IsWindows())
        {
            SleepOnWindows(milliseconds);
        }
        else
        {
            _ = SleepOnUnix(milliseconds * 1000);
        }
    }

    [LibraryImport("kernel32", EntryPoint = "Sleep")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    private static partial void SleepOnWindows(uint milliseconds);

    [LibraryImport("libc", EntryPoint = "usleep")]
    private static partial int SleepOnUnix(uint microseconds);
}
