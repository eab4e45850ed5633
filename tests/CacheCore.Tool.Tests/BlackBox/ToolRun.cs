using System.Diagnostics;
using System.Text;

namespace CacheCore.Tool.Tests.BlackBox;

/// <summary>What a run of the program, other than a server's, came to.</summary>
internal sealed record ToolRun(int ExitCode, byte[] Output, string Errors)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private static readonly string? NativeBinary = Environment.GetEnvironmentVariable("CACHECORE_BINARY");

    public string Text => Encoding.UTF8.GetString(Output);

    /// <summary>Runs it to its end without any input.</summary>
    public static ToolRun Of(params string[] words) => Of([], words);

    /// <summary>Runs it to its end.</summary>
    /// <param name="input">What its standard input holds.</param>
    /// <param name="words">Its command line.</param>
    public static ToolRun Of(byte[] input, string[] words)
    {
        var start = new ProcessStartInfo(NativeBinary ?? "dotnet") { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (string word in NativeBinary is null ? words.Prepend(Path.Combine(AppContext.BaseDirectory, "CacheCore.Tool.dll")) : words)
        {
            start.ArgumentList.Add(word);
        }

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
