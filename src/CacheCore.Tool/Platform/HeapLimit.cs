namespace CacheCore.Tool.Platform;

/// <summary>How large the collector lets its heap become.</summary>
internal static class HeapLimit
{
    /// <summary>From now on it collects, and in the end refuses, rather than have more than so many bytes. A lower limit stays.</summary>
    public static void Lower(long bytes)
    {
        if (bytes >= GC.GetGCMemoryInfo().TotalAvailableMemoryBytes)
        {
            return;
        }

        AppContext.SetData("GCHeapHardLimit", (ulong)bytes);
        try
        {
            GC.RefreshMemoryLimit();
        }
        catch (InvalidOperationException)
        {
            // It holds more already, or began without any limit: the one it has stays.
        }
    }
}
