using System.ComponentModel;
using CacheCore.Server;
using CacheCore.Tool.Client;

namespace CacheCore.Tool;

/// <summary>
/// The one place that turns whatever ended a command into a line on standard error, at most, and an exit code. Who uses the program sees
/// no stack trace.
/// </summary>
internal static class Failure
{
    /// <summary>Says what there is to say.</summary>
    /// <returns>What the process is to end with.</returns>
    public static int Tell(Exception failure)
    {
        (int exitCode, string? line) = Describe(failure);
        if (line is not null)
        {
            Console.Error.WriteLine(line);
        }

        return exitCode;
    }

    /// <summary>Ends the process in the same way if something goes wrong on a thread of its own, where no command could catch it.</summary>
    public static void EndProcessOnAny() =>
        AppDomain.CurrentDomain.UnhandledException += static (_, failed) =>
            Environment.Exit(failed.ExceptionObject is Exception failure ? Tell(failure) : ExitCode.Internal);

    /// <summary>The exit code, and the line; null = there is nothing to say. Pure.</summary>
    internal static (int ExitCode, string? Line) Describe(Exception failure) => failure switch
    {
        RefusedException refused => (refused.ExitCode, refused.Message),
        ClientException client => (client.ExitCode, $"cachecore: {client.Message}"),
        OutputException { IsReaderGone: true } => (ExitCode.Ok, null),
        OutputException output => (ExitCode.Output, $"cachecore: {output.Message}"),
        OperationCanceledException => (ExitCode.Interrupted, null),
        AggregateException or TypeInitializationException when failure.InnerException is { } inner => Describe(inner),
        OutOfMemoryException => (ExitCode.System, $"cachecore: the system has no memory for that: {ReasonText.Of(failure)}"),
        IOException or UnauthorizedAccessException or Win32Exception => (ExitCode.System, $"cachecore: {ReasonText.Of(failure)}"),
        _ => (ExitCode.Internal,
            $"cachecore: a fault of its own, please report it: {failure.GetType().Name}: {ReasonText.Of(failure)}"),
    };
}
