using Microsoft.Extensions.Logging;

namespace CacheCore.Tool.Serve;

internal static partial class Log
{
    [LoggerMessage(1, LogLevel.Warning, "{Option}.")]
    public static partial void WithoutEffect(this ILogger logger, string option);

    [LoggerMessage(2, LogLevel.Error, "The file of users could not be read again; who was known stays known.")]
    public static partial void UsersStay(this ILogger logger, Exception failure);

    [LoggerMessage(3, LogLevel.Error, "The certificates could not be read again; those in use stay in use.")]
    public static partial void CertificatesStay(this ILogger logger, Exception failure);
}
