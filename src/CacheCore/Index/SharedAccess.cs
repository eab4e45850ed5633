using System.Diagnostics;

namespace CacheCore.Index;

/// <summary>
/// What the calling thread did to lines of the index that all processors share: locks tried, slots written and
/// marks tried. Counted in debug builds alone, where tests hold reads to none of either.
/// </summary>
internal static class SharedAccess
{
    [ThreadStatic]
    private static long _locks;

    [ThreadStatic]
    private static long _writes;

    public static long Locks => _locks;

    public static long Writes => _writes;

    [Conditional("DEBUG")]
    public static void CountLock() => _locks++;

    [Conditional("DEBUG")]
    public static void CountWrite() => _writes++;
}
