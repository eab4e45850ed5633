using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using CacheCore.Throughput.Harness;
using CacheCore.Throughput.Report;
using CacheCore.Throughput.Wire;

namespace CacheCore.Throughput.Suites;

/// <summary>
/// <c>cachecore serve</c> beside memcached under the same load, in turns. The figure is the server's processor time for a request: on a
/// small machine the clients are as busy as the server, so requests a second say as much about them.
/// </summary>
internal static class WireSuite
{
    private const int Connections = 50;
    private const double ThroughputBar = 0.95;
    private const double LatencyBar = 1.1;
    private const int FewKeys = 1_000;

    private static readonly Option<string> OursOption = new("--cachecore")
    {
        Description = "The cachecore binary",
        DefaultValueFactory = _ => "artifacts/native/cachecore",
    };
    private static readonly Option<string> TheirsOption = new("--memcached")
    {
        Description = "The memcached binary",
        DefaultValueFactory = _ => "memcached",
    };
    private static readonly Option<string> ThreadsOption = new("--threads")
    {
        Description = "Threads of the servers, comma-separated",
        DefaultValueFactory = _ => "1,2",
    };
    private static readonly Option<string> KeysOption = new("--keys")
    {
        Description = "Different keys, comma-separated",
        DefaultValueFactory = _ => "1000000,1000",
    };
    private static readonly Option<bool> TlsOption = new("--tls") { Description = "Encrypted; memcached has to be one that can" };
    private static readonly Option<bool> EchoOption = new("--echo")
    {
        Description = "With --tls: beside a Kestrel that answers without looking anything up, in memcached's place",
    };
    private static readonly Option<string?> CellsOption = new("--cells")
    {
        Description = "Comma-separated names of loads, in place of all",
    };

    public static Command Command()
    {
        CommonOptions options = new();
        Command command = new(
            "wire", "cachecore serve beside memcached: processor time, throughput and latency; --items and --contenders do not apply")
        {
            OursOption, TheirsOption, ThreadsOption, KeysOption, TlsOption, EchoOption, CellsOption,
        };
        options.AddTo(command);
        command.SetAction(parsed => Run(options, parsed));
        return command;
    }

    private static void Run(CommonOptions options, ParseResult parsed)
    {
        RunSettings settings = options.Settings(parsed);
        int[] threads = Numbers(parsed.GetValue(ThreadsOption)!);
        int[] keyCounts = Numbers(parsed.GetValue(KeysOption)!);
        string? chosen = parsed.GetValue(CellsOption);
        using WireCertificate? certificate = parsed.GetValue(TlsOption) ? new WireCertificate() : null;
        WireCell[] usual = certificate is null ? WireCell.Usual : WireCell.Encrypted;
        WireCell[] cells = chosen is null ? usual : [.. usual.Where(cell => chosen.Split(',').Contains(cell.Name))];
        RunReport report = new("wire", settings, options.Json(parsed));
        Progress progress = new(threads.Length * keyCounts.Length * cells.Length * settings.Rounds * 2, settings.CellTime);
        List<WireSample> samples = [];
        foreach (int keys in keyCounts)
        {
            foreach (int count in threads)
            {
                List<WireSample> part = Measure(parsed, settings, cells, certificate, keys, count, progress);
                samples.AddRange(part);
                report.Print(
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"{keys:N0} keys, {count} thread(s), {Connections} connections, "
                            + $"values of 100 bytes{(certificate is null ? "" : ", encrypted")}; medians of {settings.Rounds}"),
                    Table(part, cells, keys, Peer(parsed)));
            }
        }

        report.Add("samples", samples);
        report.Finish();
    }

    private static List<WireSample> Measure(
        ParseResult parsed, RunSettings settings, WireCell[] cells, WireCertificate? certificate, int keys, int threads, Progress progress)
    {
        // One thread of the server has a processor, the clients the other; more share both.
        bool isPinned = threads == 1 && Environment.ProcessorCount > 1;
        string options = $"-t {threads} -m 1024 -c 1024 {certificate?.ServerOptions}";
        string access = certificate is null ? "" : WireCertificate.ClientOptions;
        string tool = parsed.GetValue(OursOption)!;
        using WireServer ours = WireServer.Start("cachecore", $"{tool} serve", options, isPinned ? "0" : null);
        using WireServer theirs = WireServer.Start(Peer(parsed), PeerCommand(parsed), options, isPinned ? "0" : null);
        WireServer[] servers = [ours, theirs];
        foreach (WireServer server in servers)
        {
            progress.Note($"filling {server.Name} with {keys:N0} keys");
            _ = Load(tool, server, isPinned, $"{access} --keys {keys} --fill --duration 0.1 --warm-up 0");
        }

        string timing = string.Create(
            CultureInfo.InvariantCulture, $"--duration {settings.Measure.TotalSeconds} --warm-up {settings.Warmup.TotalSeconds}");
        List<WireSample> samples = [];
        for (int round = 1; round <= settings.Rounds; round++)
        {
            foreach (WireCell cell in cells)
            {
                foreach (WireServer server in round % 2 == 0 ? servers : servers.Reverse())
                {
                    progress.Step($"{cell.Name}, {keys:N0} keys, {threads} thread(s), {server.Name}");
                    double before = server.CpuSeconds();
                    JsonElement result = Load(tool, server, isPinned, $"{access} --keys {keys} {cell.Load} {timing}");
                    double cpu = (server.CpuSeconds() - before) / result.GetProperty("requestsInAll").GetInt64();
                    samples.Add(new WireSample(
                        server.Name, cell.Name, keys, threads, round,
                        result.GetProperty("requestsPerSecond").GetDouble(), 1e6 * cpu,
                        result.GetProperty("latencyMicroseconds").GetProperty("p99").GetDouble()));
                }
            }
        }

        return samples;
    }

    private static Table Table(List<WireSample> samples, WireCell[] cells, int keys, string peer)
    {
        Table table = new(
            "load", $"CPU µs {peer}", "ours", "ratio", "bar", "verdict", $"requests/s {peer}", "ours", "ratio", "verdict", $"p99 µs {peer}",
            "ours", "ratio", "verdict");
        foreach (WireCell cell in cells)
        {
            double bar = keys <= FewKeys ? ThroughputBar : cell.Bar;
            (double theirCpu, double ourCpu) = Medians(samples, cell, peer, static one => one.CpuMicroseconds);
            (double theirRate, double ourRate) = Medians(samples, cell, peer, static one => one.RequestsPerSecond);
            (double theirWait, double ourWait) = Medians(samples, cell, peer, static one => one.P99Microseconds);
            table.Add(
                cell.Name,
                Text.Fixed(theirCpu, 2), Text.Fixed(ourCpu, 2), Text.Times(theirCpu / ourCpu), Text.Fixed(bar, 2),
                theirCpu / ourCpu >= bar ? "PASS" : "SHORT",
                Text.Whole(theirRate), Text.Whole(ourRate), Text.Times(ourRate / theirRate),
                ourRate / theirRate >= ThroughputBar ? "PASS" : "SHORT",
                Text.Whole(theirWait), Text.Whole(ourWait), Text.Times(ourWait / theirWait),
                ourWait / theirWait <= LatencyBar ? "PASS" : "SHORT");
        }

        return table;
    }

    private static (double Theirs, double Ours) Medians(
        List<WireSample> samples, WireCell cell, string peer, Func<WireSample, double> figure)
    {
        double Of(string server) => Statistics.Median(samples.Where(one => one.Cell == cell.Name && one.Server == server).Select(figure));
        return (Of(peer), Of("cachecore"));
    }

    private static string Peer(ParseResult parsed) => parsed.GetValue(EchoOption) ? "Kestrel echo" : "memcached";

    private static string PeerCommand(ParseResult parsed) => parsed.GetValue(EchoOption)
        ? $"dotnet {typeof(WireSuite).Assembly.Location} {EchoServer.CommandName}"
        : parsed.GetValue(TheirsOption)!;

    private static JsonElement Load(string tool, WireServer server, bool isPinned, string options)
    {
        string line =
            $"{(isPinned ? "taskset -c 1 " : "")}{tool} bench 127.0.0.1:{server.Port} --json --quiet --connections {Connections} {options}";
        string[] words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        using Process process = Process.Start(new ProcessStartInfo(words[0], words[1..]) { RedirectStandardOutput = true })!;
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0
            ? JsonDocument.Parse(output).RootElement
            : throw new InvalidOperationException($"'{line}' ended with exit code {process.ExitCode}.");
    }

    private static int[] Numbers(string list) =>
        [.. CommonOptions.Split(list).Select(text => int.Parse(text, CultureInfo.InvariantCulture))];
}
