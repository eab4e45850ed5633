using System.Runtime.InteropServices;

namespace CacheCore.Tool.Platform;

/// <summary>What the runtime has no method for.</summary>
internal static partial class LibC
{
    /// <summary>RLIMIT_NOFILE.</summary>
    public static int LimitOfFiles { get; } = OperatingSystem.IsMacOS() ? 8 : 7;

    [LibraryImport("libc", EntryPoint = "geteuid")]
    public static partial uint GetEffectiveUser();

    [LibraryImport("libc", EntryPoint = "setuid", SetLastError = true)]
    public static partial int SetUser(uint user);

    [LibraryImport("libc", EntryPoint = "setgid", SetLastError = true)]
    public static partial int SetGroup(uint group);

    /// <summary>Gives up all further groups when called with none.</summary>
    [LibraryImport("libc", EntryPoint = "setgroups", SetLastError = true)]
    public static partial int SetGroups(nuint count, nint groups);

    /// <summary>Leaves the terminal.</summary>
    [LibraryImport("libc", EntryPoint = "setsid", SetLastError = true)]
    public static partial int BeginSession();

    /// <summary>A record of the user database, in memory of the library's; zero: there is no such user.</summary>
    [LibraryImport("libc", EntryPoint = "getpwnam", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial nint FindUser(string name);

    [LibraryImport("libc", EntryPoint = "fcntl")]
    public static partial int Control(int descriptor, int command);

    [LibraryImport("libc", EntryPoint = "open", StringMarshalling = StringMarshalling.Utf8)]
    public static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "write", SetLastError = true)]
    public static partial nint Write(int descriptor, ref readonly byte first, nuint count);

    /// <summary>Of glibc alone.</summary>
    [LibraryImport("libc", EntryPoint = "mallopt")]
    public static partial int TuneMemory(int parameter, int value);

    [LibraryImport("libc", EntryPoint = "getrlimit")]
    public static partial int GetLimit(int resource, out ResourceLimit limit);

    [LibraryImport("libc", EntryPoint = "setrlimit")]
    public static partial int SetLimit(int resource, in ResourceLimit limit);
}
