using System.Runtime.InteropServices;

namespace CacheCore.Throughput.Harness;

/// <summary>Ties threads to processors, on Linux; elsewhere threads stay where the system puts them.</summary>
internal static partial class ThreadPinning
{
    private const int MaskWords = 16;
    private static readonly int[] Allowed = FindAllowed();

    /// <summary>Ties the calling thread to the processor whose turn it is among those that the process may use.</summary>
    public static void Pin(int thread)
    {
        if (Allowed.Length == 0)
        {
            return;
        }

        int processor = Allowed[thread % Allowed.Length];
        Span<ulong> mask = stackalloc ulong[MaskWords];
        mask.Clear();
        mask[processor / 64] = 1UL << (processor % 64);
        _ = SetAffinity(0, MaskWords * sizeof(ulong), mask);
    }

    private static int[] FindAllowed()
    {
        Span<ulong> mask = stackalloc ulong[MaskWords];
        mask.Clear();
        if (!OperatingSystem.IsLinux() || GetAffinity(0, MaskWords * sizeof(ulong), mask) < 0)
        {
            return [];
        }

        List<int> allowed = [];
        for (int processor = 0; processor < MaskWords * 64; processor++)
        {
            if ((mask[processor / 64] >> (processor % 64) & 1) != 0)
            {
                allowed.Add(processor);
            }
        }

        return [.. allowed];
    }

    [LibraryImport("libc", EntryPoint = "sched_setaffinity")]
    private static partial int SetAffinity(int thread, nint size, ReadOnlySpan<ulong> mask);

    [LibraryImport("libc", EntryPoint = "sched_getaffinity")]
    private static partial int GetAffinity(int thread, nint size, Span<ulong> mask);
}
