using System.Globalization;

namespace CacheCore.Tool.Platform;

/// <summary>The addresses of this process, where the system bounds them: Linux with <c>ulimit -v</c>.</summary>
internal static class AddressSpace
{
    private const int LimitOfAddresses = 9;     // RLIMIT_AS
    private const int MostArenas = -8;          // M_ARENA_MAX
    private const string Usage = "/proc/self/statm";

    /// <summary>Bytes of addresses that are left; null = as many as one likes, or nobody knows.</summary>
    public static long? Left()
    {
        if (!OperatingSystem.IsLinux() || LibC.GetLimit(LimitOfAddresses, out ResourceLimit limit) != 0 || limit.Soft > long.MaxValue
            || !File.Exists(Usage))
        {
            return null;
        }

        long pages = long.Parse(File.ReadAllText(Usage).Split(' ')[0], CultureInfo.InvariantCulture);
        return Math.Max(0, (long)limit.Soft - (pages * Environment.SystemPageSize));
    }

    /// <summary>
    /// Has the C library do with one arena: of its own accord it reserves 64 MiB for each thread, of which next to nothing is used here.
    /// </summary>
    public static void BeThrifty()
    {
        try
        {
            _ = LibC.TuneMemory(MostArenas, 1);
        }
        catch (EntryPointNotFoundException)
        {
            // Other C libraries have no arenas.
        }
    }
}
