using System.Diagnostics;

namespace CacheCore.Tool.Tests.Clients;

/// <summary>A program that others wrote and that talks to memcached.</summary>
internal static class Client
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    /// <summary>
    /// Runs a program and demands that it succeeds. Where it is not installed, the test is skipped with the reason; on a build server,
    /// where everything is installed first, it fails.
    /// </summary>
    public static string Run(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Folder,
        };
        Array.ForEach(arguments, start.ArgumentList.Add);
        using Process process = Start(start) ?? throw new InvalidOperationException();
        Task<string> errors = process.StandardError.ReadToEndAsync();
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        if (!process.WaitForExit(Patience))
        {
            process.Kill(entireProcessTree: true);
            Assert.Fail($"{program} did not end.");
        }

        string text = output.GetAwaiter().GetResult() + errors.GetAwaiter().GetResult();
        Assert.That(process.ExitCode, Is.Zero, $"{program} {string.Join(' ', arguments)}:{Environment.NewLine}{text}");
        return text;
    }

    /// <summary>Runs a Python script that needs a package. Without the package the test is skipped, on a build server it fails.</summary>
    public static string RunPython(string package, params string[] arguments)
    {
        // the system's packages belong to the system's interpreter
        string python = File.Exists("/usr/bin/python3") ? "/usr/bin/python3" : "python3";
        try
        {
            _ = Run(python, "-c", $"import {package}");
        }
        catch (AssertionException)
        {
            Required.IsMissing($"Python cannot import {package}");
        }

        return Run(python, arguments);
    }

    public static string Folder => Path.Combine(AppContext.BaseDirectory, "Clients");

    private static Process? Start(ProcessStartInfo start)
    {
        try
        {
            return Process.Start(start);
        }
        catch (System.ComponentModel.Win32Exception)
        {
            Required.IsMissing($"{start.FileName} is not installed");
            return null;
        }
    }
}
