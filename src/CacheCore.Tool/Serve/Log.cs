using Microsoft.Extensions.Logging;

namespace CacheCore.Tool.Serve;

internal static partial class Log
{
    [LoggerMessage(1, LogLevel.Warning, "{Option}.")]
    public static partial void WithoutEffect(this ILogger logger, string option);

    [LoggerMessage(4, LogLevel.Warning, "{Sentence}")]
    public static partial void Warned(this ILogger logger, string sentence);

    [LoggerMessage(5, LogLevel.Warning, "Could not write the pid file {Path}; it goes on without.")]
    public static partial void NoPidFile(this ILogger logger, Exception failure, string path);

    [LoggerMessage(2, LogLevel.Error, "The file of users could not be read again; who was known stays known.")]
    public static partial void UsersStay(this ILogger logger, Exception failure);

    [LoggerMessage(3, LogLevel.Error, "The certificates could not be read again; those in use stay in use.")]
    public static partial void CertificatesStay(this ILogger logger, Exception failure);

    [LoggerMessage(6, LogLevel.Warning,
        "-c {Wanted} needs {Needed} descriptors, and the system allows {Allowed} (ulimit -Hn): "
            + "about {Connections} connections can be had.")]
    public static partial void TooFewDescriptors(this ILogger logger, int wanted, long needed, long allowed, long connections);

    [LoggerMessage(7, LogLevel.Warning, "The system has addresses for {Megabytes} megabytes only: cache_memlimit reaches no further.")]
    public static partial void FewAddresses(this ILogger logger, long megabytes);
}
