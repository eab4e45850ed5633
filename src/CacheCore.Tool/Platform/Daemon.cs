using System.Diagnostics;

namespace CacheCore.Tool.Platform;

/// <summary>
/// Goes on in the background: the process starts itself once more, and ends when the other one listens, or with what the other one
/// ends with if it cannot. (A runtime with threads cannot fork.)
/// </summary>
internal static class Daemon
{
    private const string Mark = "CACHECORE_DAEMON";
    private const string Ready = "ready";

    /// <summary>True in the process that stays.</summary>
    public static bool IsChild { get; } = Environment.GetEnvironmentVariable(Mark) == "1";

    /// <exception cref="RefusedException">A daemon was asked for, and there is no such thing here.</exception>
    public static void ThrowIfUnavailable(bool isWanted, bool isWindows)
    {
        if (isWanted && isWindows)
        {
            throw new RefusedException(ExitCode.Usage, "-d: Windows has no daemons; start it without -d, as a service or a task");
        }
    }

    public static async Task<int> StartAsync(string[] args)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { [Mark] = "1" },
        };
        foreach (string word in SelfArguments(Environment.ProcessPath!, Environment.GetCommandLineArgs()[0]).Append("serve").Concat(args))
        {
            start.ArgumentList.Add(word);
        }

        using Process child = Process.Start(start)!;
        child.ErrorDataReceived += static (_, line) => Repeat(line.Data);
        child.BeginErrorReadLine();
        string? line = await child.StandardOutput.ReadLineAsync().ConfigureAwait(false);
        if (line == Ready)
        {
            return ExitCode.Ok;
        }

        await child.WaitForExitAsync().ConfigureAwait(false);
        return child.ExitCode;
    }

    /// <summary>Lets the process that waits for this one end, and leaves its terminal.</summary>
    public static void SayReady()
    {
        if (IsChild)
        {
            _ = LibC.BeginSession();
            try
            {
                Console.Out.WriteLine(Ready);
            }
            catch (OutputException)
            {
                // Whoever started it does not wait any more.
            }

            Console.SetOut(TextWriter.Null);
        }
    }

    /// <summary>What the other process says until it listens; nobody hears it afterwards.</summary>
    private static void Repeat(string? line)
    {
        if (line is not null)
        {
            Console.Error.WriteLine(line);
        }
    }

    /// <summary>
    /// Under <c>dotnet CacheCore.Tool.dll</c> the library's path comes first; the program that a tool's installation makes adds it itself.
    /// </summary>
    /// <param name="program">What runs.</param>
    /// <param name="first">Its first word, as the runtime tells it.</param>
    internal static IEnumerable<string> SelfArguments(string program, string first) =>
        Path.GetFileNameWithoutExtension(program).Equals("dotnet", StringComparison.OrdinalIgnoreCase) ? [first] : [];
}
