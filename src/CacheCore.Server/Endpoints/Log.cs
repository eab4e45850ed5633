using Microsoft.Extensions.Logging;

namespace CacheCore.Server.Endpoints;

/// <summary>
/// Every line that the endpoints of a server log.
/// Event ids and names stay as they are once released; no line ever holds a key, a value or a password.
/// </summary>
internal static partial class Log
{
    [LoggerMessage(101, LogLevel.Information, "Cache '{CacheName}' serves memcached clients on {Address}.", EventName = nameof(Listening))]
    public static partial void Listening(this ILogger logger, string cacheName, string address);

    [LoggerMessage(102, LogLevel.Warning,
        "Cache '{CacheName}' serves memcached clients on {Address}, which is not loopback, and asks nobody for credentials: " +
        "whoever reaches it can read and change everything. " +
        "Set AuthFile or SaslFile, or see to it that only those reach it who should.",
        EventName = nameof(OpenToAll))]
    public static partial void OpenToAll(this ILogger logger, string cacheName, string address);

    [LoggerMessage(104, LogLevel.Error,
        "A connection to cache '{CacheName}' ended by an error of the server's own; the others go on.",
        EventName = nameof(ConnectionFailed))]
    public static partial void ConnectionFailed(this ILogger logger, Exception exception, string cacheName);

    [LoggerMessage(107, LogLevel.Information,
        "Cache '{CacheName}' serves memcached clients on {Address} over UDP.",
        EventName = nameof(ListeningToDatagrams))]
    public static partial void ListeningToDatagrams(this ILogger logger, string cacheName, string address);

    [LoggerMessage(108, LogLevel.Warning,
        "Cache '{CacheName}' serves memcached clients over UDP on {Address}, which is not loopback: " +
        "whoever can forge a sender's address has it send large answers to others, and whoever " +
        "reaches it can read and change everything. Let no packets through from outside.",
        EventName = nameof(DatagramsOpenToAll))]
    public static partial void DatagramsOpenToAll(this ILogger logger, string cacheName, string address);

    [LoggerMessage(106, LogLevel.Error,
        "Cache '{CacheName}' could not accept a connection on {Address}; it goes on.",
        EventName = nameof(AcceptFailed))]
    public static partial void AcceptFailed(this ILogger logger, Exception exception, string cacheName, string address);
}
