using Microsoft.Extensions.Logging;

namespace CacheCore.Primitives;

/// <summary>Every line that CacheCore logs. Event ids and names stay as they are once released; no line ever holds a key or a value.</summary>
internal static partial class Log
{
    [LoggerMessage(1, LogLevel.Information, "Cache '{CacheName}' started: at most {MemoryLimit} bytes in {Pages} pages of {PageSize} bytes.",
        EventName = nameof(StoreStarted))]
    public static partial void StoreStarted(this ILogger logger, string cacheName, long memoryLimit, long pages, int pageSize);

    [LoggerMessage(2, LogLevel.Information, "Cache '{CacheName}' was disposed of; its memory went back to the system.", EventName = nameof(StoreDisposed))]
    public static partial void StoreDisposed(this ILogger logger, string cacheName);

    [LoggerMessage(3, LogLevel.Warning,
        "Cache '{CacheName}' rejected {Count} write(s): {Reason}. The last value had {ValueLength} bytes. Nothing is stored under such a key.",
        EventName = nameof(SetRejected))]
    public static partial void SetRejected(this ILogger logger, string cacheName, long count, WriteResult reason, long valueLength);

    [LoggerMessage(4, LogLevel.Error, "A listener of removal notices of cache '{CacheName}' threw; the cache goes on.", EventName = nameof(NoticeListenerFailed))]
    public static partial void NoticeListenerFailed(this ILogger logger, Exception exception, string cacheName);

    [LoggerMessage(5, LogLevel.Error, "Maintenance of cache '{CacheName}' failed in step '{Step}'; it goes on with the next round.",
        EventName = nameof(MaintenanceFailed))]
    public static partial void MaintenanceFailed(this ILogger logger, Exception exception, string cacheName, string step);

    [LoggerMessage(6, LogLevel.Warning,
        "Cache '{CacheName}', with those made before it, may take {MemoryLimit} bytes and the GC heap {GcLimit} bytes, together more than the {AvailableMemory} bytes there are. " +
        "Lower MemoryLimit, or set DOTNET_GCHeapHardLimit.",
        EventName = nameof(MemoryOvercommitted))]
    public static partial void MemoryOvercommitted(this ILogger logger, string cacheName, long memoryLimit, long gcLimit, long availableMemory);

    [LoggerMessage(7, LogLevel.Information, "The memory limit of cache '{CacheName}' is {MemoryLimit} bytes from now on.",
        EventName = nameof(MemoryLimitChanged))]
    public static partial void MemoryLimitChanged(this ILogger logger, string cacheName, long memoryLimit);
}
