using Microsoft.Extensions.Logging;

namespace CacheCore.Tool.Serve;

internal static partial class Log
{
    [LoggerMessage(1, LogLevel.Warning, "{Option}.")]
    public static partial void WithoutEffect(this ILogger logger, string option);

    [LoggerMessage(2, LogLevel.Error, "The file of users could not be read again; who was known stays known.")]
    public static partial void ReloadFailed(this ILogger logger, Exception failure);
}
