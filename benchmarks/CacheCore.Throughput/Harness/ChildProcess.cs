using System.Diagnostics;
using System.Text.Json;

namespace CacheCore.Throughput.Harness;

/// <summary>Runs a part of this program in a process of its own, whose memory and collector nobody else has touched.</summary>
internal static class ChildProcess
{
    /// <summary>Runs the hidden command and reads the result that it printed with <see cref="Answer"/>.</summary>
    /// <exception cref="InvalidOperationException">The process failed.</exception>
    public static T Run<T>(params string[] arguments)
    {
        using Process process = Process.Start(StartInfo(arguments)) ?? throw new InvalidOperationException("The process did not start.");
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0
            ? JsonSerializer.Deserialize<T>(output) ?? throw new InvalidOperationException("The process said nothing.")
            : throw new InvalidOperationException($"'{string.Join(' ', arguments)}' ended with exit code {process.ExitCode}.");
    }

    /// <summary>The last words of a process started by <see cref="Run"/>.</summary>
    public static void Answer<T>(T result) => Console.Out.WriteLine(JsonSerializer.Serialize(result));

    private static ProcessStartInfo StartInfo(string[] arguments)
    {
        string host = Environment.ProcessPath ?? throw new InvalidOperationException("The path of this program is unknown.");
        bool isDotnet = Path.GetFileNameWithoutExtension(host).Equals("dotnet", StringComparison.OrdinalIgnoreCase);
        ProcessStartInfo info = new(host) { RedirectStandardOutput = true };
        if (isDotnet)
        {
            info.ArgumentList.Add(typeof(ChildProcess).Assembly.Location);
        }

        foreach (string argument in arguments)
        {
            info.ArgumentList.Add(argument);
        }

        return info;
    }
}
