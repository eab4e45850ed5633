using System.Globalization;
using Microsoft.Extensions.Logging;

namespace CacheCore.Tool.Serve;

/// <summary>A file that holds the process's number while it runs.</summary>
internal sealed class PidFile : IDisposable
{
    private readonly string _path;

    private PidFile(string path) => _path = path;

    /// <summary>
    /// Writes it, in one step for whoever reads it. Null: it cannot be written, which the log says; a server is worth more than its number.
    /// </summary>
    public static PidFile? TryWrite(string path, ILogger logger)
    {
        try
        {
            DraftedFile.Write(path, ".tmp", Environment.ProcessId.ToString(CultureInfo.InvariantCulture) + "\n");
            return new PidFile(path);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or ArgumentException)
        {
            logger.NoPidFile(failure, path);
            return null;
        }
    }

    public void Dispose()
    {
        try
        {
            File.Delete(_path);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            Console.Error.WriteLine($"Could not remove the pid file {_path}: {failure.Message}");
        }
    }
}
