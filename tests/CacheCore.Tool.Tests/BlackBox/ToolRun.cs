using System.Diagnostics;
using System.Text;

namespace CacheCore.Tool.Tests.BlackBox;

/// <summary>What a run of the program, other than a server's, came to.</summary>
internal sealed record ToolRun(int ExitCode, byte[] Output, string Errors)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    public string Text => Encoding.UTF8.GetString(Output);

    /// <summary>Runs it to its end without any input.</summary>
    public static ToolRun Of(params string[] words) => Of([], words);

    /// <summary>Runs it to its end.</summary>
    /// <param name="input">What its standard input holds.</param>
    /// <param name="words">Its command line.</param>
    public static ToolRun Of(byte[] input, string[] words) => OfAny(input, [.. ServerProcess.Program, .. words]);

    /// <summary>Has a shell run it to its end.</summary>
    /// <param name="script">What the shell does with it, such as <c>"$@" &gt; /dev/full</c>.</param>
    /// <param name="words">Its command line.</param>
    public static ToolRun Through(string script, params string[] words) =>
        OfAny([], ["bash", "-c", script, "bash", .. ServerProcess.Program, .. words]);

    private static ToolRun OfAny(byte[] input, string[] words)
    {
        var start = new ProcessStartInfo(words[0], words[1..])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using Process process = Process.Start(start)!;
        using var output = new MemoryStream();
        Task reading = process.StandardOutput.BaseStream.CopyToAsync(output);
        Task<string> errors = process.StandardError.ReadToEndAsync();
        try
        {
            process.StandardInput.BaseStream.Write(input);
            process.StandardInput.Close();
        }
        catch (IOException)
        {
            // It ended without reading all of it.
        }

        Assert.That(process.WaitForExit(Patience), "The program did not end.");
        reading.Wait();
        return new ToolRun(process.ExitCode, output.ToArray(), errors.GetAwaiter().GetResult());
    }
}
