using CacheCore.Server;
using Microsoft.Extensions.Logging;

namespace CacheCore.Tool.Serve;

/// <summary>
/// Log lines to standard error, one by one and at once. The platform's console logger would double the time it takes the server to start.
/// </summary>
internal sealed class StandardErrorLogging(int verbosity) : ILoggerFactory
{
    private readonly LogLevel _lowest = verbosity switch
    {
        0 => LogLevel.Warning,
        1 => LogLevel.Information,
        2 => LogLevel.Debug,
        _ => LogLevel.Trace,
    };

    public ILogger CreateLogger(string categoryName) => new LineLogger(_lowest, Console.Error);

    public void AddProvider(ILoggerProvider provider) => throw new NotSupportedException("Lines go to standard error alone.");

    public void Dispose()
    {
        // Nothing is held back.
    }

    private sealed class LineLogger(LogLevel lowest, TextWriter output) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= lowest && logLevel != LogLevel.None;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (IsEnabled(logLevel))
            {
                string line = $"{Word(logLevel)}: {formatter(state, exception)}";
                try
                {
                    output.WriteLine(exception is null ? line : $"{line} {ReasonText.Of(exception)}");
                }
                catch (IOException)
                {
                    // Its disk may be full: no reason for a server to end.
                }
            }
        }

        private static string Word(LogLevel level) => level switch
        {
            LogLevel.Warning => "warning",
            LogLevel.Error or LogLevel.Critical => "error",
            LogLevel.Information => "info",
            _ => "debug",
        };
    }
}
