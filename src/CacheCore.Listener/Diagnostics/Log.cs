using Microsoft.Extensions.Logging;

namespace CacheCore.Listener.Diagnostics;

/// <summary>
/// What the listener logs beside its endpoints. Event ids and names stay as they are once released; no line ever holds a key, a
/// value or a password.
/// </summary>
internal static partial class Log
{
    [LoggerMessage(103, LogLevel.Information, "Cache '{CacheName}' serves memcached clients no more.", EventName = nameof(Stopped))]
    public static partial void Stopped(this ILogger logger, string cacheName);

    [LoggerMessage(105, LogLevel.Information,
        "A client asked cache '{CacheName}' to shut down (graceful: {IsGraceful}).",
        EventName = nameof(ShutdownRequested))]
    public static partial void ShutdownRequested(this ILogger logger, string cacheName, bool isGraceful);

    [LoggerMessage(109, LogLevel.Error,
        "Cache '{CacheName}' was disposed of while memcached clients were served; its server ends. Dispose of the server first.",
        EventName = nameof(StoreEnded))]
    public static partial void StoreEnded(this ILogger logger, string cacheName);
}
