using System.CommandLine;
using CacheCore.Tool.Client;
using CacheCore.Tool.CommandLine;

namespace CacheCore.Tool.Bench;

/// <summary><c>cachecore bench</c>: load against any server that speaks memcached's text protocol.</summary>
internal static class BenchCommand
{
    public static Command Make()
    {
        var server = new Argument<string>("server")
        {
            Description = "host:port, or the path of a unix socket",
            DefaultValueFactory = static _ => ServerAddress.Default,
        };
        Option<int> connections = Whole("--connections", "-c", 50, 1, 100_000, "connections, each a client that waits for its replies");
        Option<int> pipeline = Whole("--pipeline", "-p", 1, 1, 10_000, "requests a connection sends before it waits");
        Option<int> threads = Whole("--threads", "-t", 1, 1, 256, "threads that drive the connections");
        Option<int> keys = Whole("--keys", "-k", 1_000_000, 1, 1_000_000_000, "different keys");
        Option<int> size = Whole("--size", "-s", 100, 0, 64 << 20, "bytes of a value");
        Option<int> multiget = Whole("--multiget", "-m", 1, 1, 1_000, "keys of a get");
        Option<string> mix = new("--mix")
        {
            Description = "get, set, mg, ms, delete, or several with their shares: get=90,set=10",
            DefaultValueFactory = static _ => "get",
        };
        Option<double?> zipf = new("--zipf")
        {
            Description = "exponent of a Zipf distribution of keys, such as 0.99 (unless given: all keys alike)",
        };
        Option<TimeSpan?> duration = ServerOptions.Span(
            "--duration", TimeSpan.FromMilliseconds(1), TimeSpan.FromDays(1), "time that is counted (unless given: 10s)");
        duration.Aliases.Add("-d");
        Option<TimeSpan?> warmUp = ServerOptions.Span(
            "--warm-up", TimeSpan.Zero, TimeSpan.FromDays(1), "time before that (unless given: 1s)");
        Option<bool> fill = new("--fill") { Description = "set every key once first" };
        Option<bool> json = new("--json") { Description = "the result as JSON" };
        Option<bool> quiet = new("--quiet", "-q") { Description = "no progress" };
        Require(mix, static text => Mix.TryParse(text, out _), "get, set, mg, ms, delete, or several with shares: get=90,set=10");
        Require(zipf, static text => IsNumber(text, static one => one is > 0 and < 1), "between 0 and 1");
        Option<TimeSpan?> timeout = ServerOptions.Timeout(
            "how long the server may take to accept a connection and to say that it is there");
        var access = new AccessOptions();

        var command = new Command("bench", "load against any server that speaks memcached's text protocol")
        {
            server, connections, pipeline, threads, keys, size, multiget, mix, zipf, duration, warmUp, fill, json, quiet, timeout,
        };
        access.AddTo(command);
        command.SetAction(async parsed =>
        {
            _ = Mix.TryParse(parsed.GetValue(mix)!, out Mix verbs);
            var settings = new BenchSettings
            {
                Server = access.Read(parsed, new ClientSettings(parsed.GetValue(server)!)
                {
                    Timeout = parsed.GetValue(timeout) ?? ClientSettings.UsualTimeout,
                }),
                Connections = parsed.GetValue(connections),
                Pipeline = parsed.GetValue(pipeline),
                Threads = parsed.GetValue(threads),
                Keys = parsed.GetValue(keys),
                ValueSize = parsed.GetValue(size),
                KeysPerGet = parsed.GetValue(multiget),
                Mix = verbs,
                Zipf = parsed.GetValue(zipf),
                Duration = parsed.GetValue(duration) ?? TimeSpan.FromSeconds(10),
                WarmUp = parsed.GetValue(warmUp) ?? TimeSpan.FromSeconds(1),
                Fill = parsed.GetValue(fill),
            };
            return await RunAsync(settings, parsed.GetValue(json), parsed.GetValue(quiet)).ConfigureAwait(false);
        });
        return command;
    }

    private static async Task<int> RunAsync(BenchSettings settings, bool asJson, bool isQuiet)
    {
        Action<string> progress = isQuiet ? static _ => { }
        : Console.Error.WriteLine;
        var run = new LoadRun(settings, progress);
        await using (run.ConfigureAwait(false))
        {
            LoadResult result = await run.RunAsync().ConfigureAwait(false);
            if (asJson)
            {
                using Stream output = StandardStreams.OpenOutput();
                BenchReport.WriteJson(output, result);
            }
            else
            {
                BenchReport.WriteText(Console.Out, settings, result);
            }

            return result.Errors == 0 ? ExitCode.Ok : ExitCode.Failure;
        }
    }

    private static Option<int> Whole(string name, string alias, int usual, int least, int most, string description)
    {
        var option = new Option<int>(name, alias) { Description = description, DefaultValueFactory = _ => usual };
        Require(option, text => Numbers.TryInt(text, out int value) && value >= least && value <= most,
            $"a whole number from {least} to {most}");
        return option;
    }

    private static bool IsNumber(string text, Predicate<double> isInRange) => Numbers.TryDouble(text, out double value) && isInRange(value);

    /// <summary>Refuses what was given if it does not fit; the message says what would.</summary>
    private static void Require(Option option, Predicate<string> fits, string whatFits) => option.Validators.Add(result =>
    {
        if (result.Tokens.Count > 0 && !fits(result.Tokens[0].Value))
        {
            result.AddError($"{option.Name} is {whatFits}");
        }
    });
}
