using Microsoft.Extensions.Logging;

namespace CacheCore.Primitives;

/// <summary>
/// Every line that CacheCore logs. Event ids and names stay as they are once released; no line ever holds a key or a value.
/// </summary>
internal static partial class Log
{
    [LoggerMessage(1, LogLevel.Information, "Cache '{CacheName}' started: at most {MemoryLimit} in {Pages} pages of {PageSize}.",
        EventName = nameof(StoreStarted))]
    public static partial void StoreStarted(this ILogger logger, string cacheName, ByteSize memoryLimit, long pages, ByteSize pageSize);

    [LoggerMessage(2, LogLevel.Information,
        "Cache '{CacheName}' was disposed of; its memory went back to the system.",
        EventName = nameof(StoreDisposed))]
    public static partial void StoreDisposed(this ILogger logger, string cacheName);

    [LoggerMessage(3, LogLevel.Warning,
        "Cache '{CacheName}' rejected {Count} write(s): {Reason}. The last value had {ValueLength}; {Option} is {Limit}. "
            + "Nothing is stored under such a key.",
        EventName = nameof(SetRejected))]
    public static partial void SetRejected(
        this ILogger logger, string cacheName, long count, WriteResult reason, ByteSize valueLength, string option, ByteSize limit);

    [LoggerMessage(25, LogLevel.Warning,
        "Cache '{CacheName}' rejected {Count} write(s): the key is too long. The last one had {KeyLength} bytes; pages of {PageSize} "
            + "have room for one of {LongestKey}. Nothing is stored under such a key.",
        EventName = nameof(KeyRejected))]
    public static partial void KeyRejected(
        this ILogger logger, string cacheName, long count, int keyLength, int longestKey, ByteSize pageSize);

    [LoggerMessage(4, LogLevel.Error,
        "A listener of removal notices of cache '{CacheName}' threw; the cache goes on.",
        EventName = nameof(NoticeListenerFailed))]
    public static partial void NoticeListenerFailed(this ILogger logger, Exception exception, string cacheName);

    [LoggerMessage(5, LogLevel.Error, "Maintenance of cache '{CacheName}' failed in step '{Step}'; it goes on with the next round.",
        EventName = nameof(MaintenanceFailed))]
    public static partial void MaintenanceFailed(this ILogger logger, Exception exception, string cacheName, string step);

    [LoggerMessage(6, LogLevel.Warning,
        "Cache '{CacheName}', with those made before it, may take {MemoryLimit} and the GC heap {GcLimit}, " +
        "together more than the {AvailableMemory} there are. " +
        "Lower MemoryLimit, or set DOTNET_GCHeapHardLimit.",
        EventName = nameof(MemoryOvercommitted))]
    public static partial void MemoryOvercommitted(
        this ILogger logger, string cacheName, ByteSize memoryLimit, ByteSize gcLimit, ByteSize availableMemory);

    [LoggerMessage(7, LogLevel.Information, "The memory limit of cache '{CacheName}' is {MemoryLimit} from now on.",
        EventName = nameof(MemoryLimitChanged))]
    public static partial void MemoryLimitChanged(this ILogger logger, string cacheName, ByteSize memoryLimit);

    [LoggerMessage(20, LogLevel.Warning,
        "Cache '{CacheName}', with those made before it, may take {MemoryLimit}, "
            + "more than the {AvailableMemory} there are. Lower MemoryLimit.",
        EventName = nameof(MemoryExceeded))]
    public static partial void MemoryExceeded(this ILogger logger, string cacheName, ByteSize memoryLimit, ByteSize availableMemory);

    [LoggerMessage(21, LogLevel.Warning,
        "MaxItemSize of cache '{CacheName}' is {MaxItemSize}, but with a MemoryLimit of {MemoryLimit} and pages of {PageSize} no item "
            + "may be larger than {LargestItem}.",
        EventName = nameof(MaxItemSizeCut))]
    public static partial void MaxItemSizeCut(
        this ILogger logger, string cacheName, ByteSize maxItemSize, ByteSize largestItem, ByteSize memoryLimit, ByteSize pageSize);

    [LoggerMessage(22, LogLevel.Information,
        "Cache '{CacheName}' follows its changed configuration: {Options}.",
        EventName = nameof(OptionsFollowed))]
    public static partial void OptionsFollowed(this ILogger logger, string cacheName, string options);

    [LoggerMessage(23, LogLevel.Warning, "Cache '{CacheName}' takes on {Options} at its next start; they cannot change while it runs.",
        EventName = nameof(OptionsWait))]
    public static partial void OptionsWait(this ILogger logger, string cacheName, string options);

    [LoggerMessage(24, LogLevel.Error, "The changed configuration of cache '{CacheName}' is wrong, and the one in force stays: {Problem}",
        EventName = nameof(OptionsRefused))]
    public static partial void OptionsRefused(this ILogger logger, string cacheName, string problem);
}
