using System.Diagnostics;

namespace CacheCore.Tool.Tests.BlackBox;

/// <summary>Programs of the machine that tests need.</summary>
internal static class Tools
{
    public static bool IsInstalled(string program) => (Environment.GetEnvironmentVariable("PATH") ?? "")
        .Split(':')
        .Append("/usr/sbin")
        .Any(folder => File.Exists(Path.Combine(folder, program)));

    /// <summary>Skips the test where a program is missing; on a build server it fails.</summary>
    public static void Require(string program)
    {
        if (!IsInstalled(program))
        {
            Assert.That(Environment.GetEnvironmentVariable("CI"), Is.Not.EqualTo("true"), $"{program} is not installed.");
            Assert.Ignore($"{program} is not installed.");
        }
    }

    /// <summary>Runs one to its end; what it wrote.</summary>
    public static string Run(string program, params string[] words)
    {
        using Process process = Process.Start(new ProcessStartInfo(program, words) { RedirectStandardOutput = true })!;
        string text = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.That(process.ExitCode, Is.Zero, $"{program} {string.Join(' ', words)}");
        return text;
    }
}
