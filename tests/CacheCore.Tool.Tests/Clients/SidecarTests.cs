using System.Diagnostics;
using System.Text;
using System.Text.RegularExpressions;

namespace CacheCore.Tool.Tests.Clients;

/// <summary>The sample app and its script: each finds what the other one cached.</summary>
internal sealed partial class SidecarTests
{
    private static string Sidecar
    {
        get
        {
            string here = Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory); // ends with the configuration and the framework
            return Path.GetFullPath(Path.Combine(
                here, "../../../../..", "samples/Sidecar/bin", Path.GetRelativePath(Path.Combine(here, "../.."), here), "Sidecar.dll"));
        }
    }

    [Test]
    public async Task The_script_reads_what_the_app_cached_and_leaves_it_a_note()
    {
        using Process app = StartApp();
        try
        {
            string log = await ReadUntilItListensAsync(app.StandardOutput);
            using HttpClient http = new() { BaseAddress = new Uri(WebAddress().Match(log).Groups[1].Value) };
            string report = await http.GetStringAsync("weather/oslo");
            string printed = Client.RunPython(
                "pymemcache", Path.Combine(AppContext.BaseDirectory, "read.py"), "weather:oslo", CachePort().Match(log).Groups[1].Value);

            Assert.That(report, Does.StartWith("oslo: "));
            Assert.That(printed, Is.EqualTo(report));
            Assert.That(await http.GetStringAsync("notes/python"), Is.EqualTo("greetings from Python"));
        }
        finally
        {
            app.Kill();
        }
    }

    private static Process StartApp()
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, WorkingDirectory = AppContext.BaseDirectory };
        start.ArgumentList.Add(Sidecar);
        start.ArgumentList.Add("--urls=http://127.0.0.1:0");
        start.ArgumentList.Add("--Memcached:Endpoints:0=127.0.0.1:0");
        return Process.Start(start)!;
    }

    private static async Task<string> ReadUntilItListensAsync(StreamReader output)
    {
        StringBuilder log = new();
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (!WebAddress().IsMatch(log.ToString()) || !CachePort().IsMatch(log.ToString()))
        {
            string? line = await output.ReadLineAsync(patience.Token);
            Assert.That(line, Is.Not.Null, $"The app ended: {log}");
            _ = log.AppendLine(line);
        }

        return log.ToString();
    }

    [GeneratedRegex("Now listening on: (http://[0-9.:]+)")]
    private static partial Regex WebAddress();

    [GeneratedRegex("serves memcached clients on .*127\\.0\\.0\\.1:([0-9]+)")]
    private static partial Regex CachePort();
}
