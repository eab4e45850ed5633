using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace CacheCore.Primitives;

/// <summary>
/// The loggers of a caller's factory, whose failures end nothing. A log that cannot be written to is no reason for a thread to end, and
/// none for a caller to be told of a failure when what was asked for has been done. So what is logged anywhere goes through here.
/// </summary>
internal sealed class GuardedLoggerFactory : ILoggerFactory
{
    private readonly ILoggerFactory _inner;

    private GuardedLoggerFactory(ILoggerFactory inner) => _inner = inner;

    /// <summary>Guards a factory, which stays its owner's; null logs nowhere.</summary>
    public static ILoggerFactory Of(ILoggerFactory? inner) => inner switch
    {
        null => NullLoggerFactory.Instance,
        GuardedLoggerFactory => inner,
        _ => new GuardedLoggerFactory(inner),
    };

    /// <summary>Where the factory has none to give, one that logs nowhere.</summary>
    public ILogger CreateLogger(string categoryName) =>
        Guarded(() => _inner.CreateLogger(categoryName)) is { } logger ? new GuardedLogger(logger) : NullLogger.Instance;

    public void AddProvider(ILoggerProvider provider) => _inner.AddProvider(provider);

    public void Dispose()
    {
        // It is its owner's.
    }

    private static T? Guarded<T>(Func<T> call)
    {
        try
        {
            return call();
        }
#pragma warning disable CA1031 // as said
        catch (Exception)
#pragma warning restore CA1031
        {
            return default;
        }
    }

    private sealed class GuardedLogger(ILogger inner) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => Guarded(() => inner.BeginScope(state));

        public bool IsEnabled(LogLevel logLevel) => Guarded(() => inner.IsEnabled(logLevel));

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            _ = Guarded(() =>
            {
                inner.Log(logLevel, eventId, state, exception, formatter);
                return true;
            });
    }
}
