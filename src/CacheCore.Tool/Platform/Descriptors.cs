namespace CacheCore.Tool.Platform;

/// <summary>
/// The numbers by which the process knows its files and sockets. Elsewhere than on Unix there are none, and nothing happens.
/// </summary>
internal static class Descriptors
{
    private const string Nothing = "/dev/null";

    /// <summary>Something that is there even where a folder of devices is not; it can be neither read nor written.</summary>
    private const string Anything = "/";

    private const int Standard = 3;             // input, output and error
    private const int GetFlags = 1;             // F_GETFD: fails where nothing is open
    private const int CloseOnExec = 1;          // FD_CLOEXEC
    private const int ReadAndWrite = 2;         // O_RDWR

    /// <summary>
    /// Opens nothing at all where standard input, output or error is closed (<c>2&gt;&amp;-</c>): otherwise the next file or socket would
    /// have their numbers, and get what is written to
    /// them.
    /// </summary>
    public static void OpenMissing()
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        for (int descriptor = 0; descriptor < Standard; descriptor++)
        {
            if (LibC.Control(descriptor, GetFlags) < 0 && LibC.Open(Nothing, ReadAndWrite) < 0)
            {
                _ = LibC.Open(Anything, 0); // both take the lowest number that is free, which is this one
            }
        }
    }

    /// <summary>
    /// True for standard input, output or error if it is what somebody gave the process. Where it was closed, the runtime may have opened
    /// something of its own before any of our code
    /// ran; that is marked to be closed for other programs, which what a process inherits cannot be.
    /// </summary>
    public static bool IsInherited(int descriptor) =>
        OperatingSystem.IsWindows() || (LibC.Control(descriptor, GetFlags) & CloseOnExec) == 0;

    /// <summary>
    /// Sees to it that so many may be open at a time, as far as the system lets this process: beyond its soft limit, and as root beyond
    /// the hard one.
    /// </summary>
    /// <returns>How many may be open now.</returns>
    public static long Allow(long needed)
    {
        if (OperatingSystem.IsWindows() || LibC.GetLimit(LibC.LimitOfFiles, out ResourceLimit limit) != 0)
        {
            return long.MaxValue; // nobody who could refuse, or could say how many
        }

        if (limit.Soft >= (ulong)needed)
        {
            return (long)Math.Min(limit.Soft, long.MaxValue);
        }

        ResourceLimit wanted = new((ulong)needed, Math.Max(limit.Hard, (ulong)needed));
        ResourceLimit allowed = new(Math.Min((ulong)needed, limit.Hard), limit.Hard);
        return LibC.SetLimit(LibC.LimitOfFiles, in wanted) == 0 ? needed
            : LibC.SetLimit(LibC.LimitOfFiles, in allowed) == 0 ? (long)allowed.Soft
            : (long)limit.Soft;
    }
}
