using System.CommandLine;
using System.CommandLine.Invocation;
using CacheCore.Tool.Bench;
using CacheCore.Tool.CommandLine;
using CacheCore.Tool.Dump;
using CacheCore.Tool.Serve;
using CacheCore.Tool.Stats;
using CacheCore.Tool.Top;
using CacheCore.Tool.Values;

namespace CacheCore.Tool;

/// <summary><c>cachecore</c>: the first word names the command, the rest is its own.</summary>
internal static class Program
{
    public static async Task<int> Main(string[] args)
    {
        Failure.EndProcessOnAny();
        try
        {
            StandardStreams.Open();

            // memcached's options are read as memcached reads them, which no library for command lines does.
            return args.FirstOrDefault() == ServeCommand.Word
                ? await ServeCommand.RunAsync(args[1..]).ConfigureAwait(false)
                : await RunAsync(args).ConfigureAwait(false);
        }
#pragma warning disable CA1031 // this is where all end that nobody else took
        catch (Exception failure)
#pragma warning restore CA1031
        {
            return Failure.Tell(failure);
        }
    }

    private static async Task<int> RunAsync(string[] args)
    {
        RootCommand root = new("memcached's engine: a server, and tools for any server that speaks memcached's protocol.")
        {
            new Command(ServeCommand.Word, "a cache server in memcached's place; cachecore serve -h lists its options"),
            StatsCommand.Make(),
            TopCommand.Make(),
            GetCommand.Make(),
            SetCommand.Make(),
            DeleteCommand.Make(),
            DumpCommand.Make(),
            BenchCommand.Make(),
        };
        ExplainedCommand.ExplainIn(root);
        ParseResult parsed = root.Parse(args);
        if (args.Length > 0 && UsageProblem.Of(parsed, args) is { } problem)
        {
            throw new RefusedException(ExitCode.Usage, problem);
        }

        int exitCode = await parsed.InvokeAsync(new InvocationConfiguration
        {
            EnableDefaultExceptionHandler = false,
        }).ConfigureAwait(false);
        return parsed.Action is ParseErrorAction ? ExitCode.Usage : exitCode; // of no words at all: says so, and shows the help
    }
}
