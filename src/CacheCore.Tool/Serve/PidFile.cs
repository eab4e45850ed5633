using System.Globalization;
using CacheCore.Tool.CommandLine;

namespace CacheCore.Tool.Serve;

/// <summary>A file that holds the process's number while it runs.</summary>
internal sealed class PidFile : IDisposable
{
    private readonly string _path;

    private PidFile(string path) => _path = path;

    /// <summary>Writes it, in one step for whoever reads it.</summary>
    /// <exception cref="RefusedException">It cannot be written.</exception>
    public static PidFile Write(string path)
    {
        try
        {
            string draft = path + ".tmp";
            File.WriteAllText(draft, Environment.ProcessId.ToString(CultureInfo.InvariantCulture) + "\n");
            File.Move(draft, path, overwrite: true);
            return new PidFile(path);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new RefusedException(ExitCode.Failure, $"Could not write the pid file {path}: {failure.Message}", failure);
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
