using System.CommandLine;
using CacheCore.Tool.Client;
using CacheCore.Tool.CommandLine;

namespace CacheCore.Tool.Stats;

/// <summary><c>cachecore stats</c>: the statistics of any server that speaks memcached's text protocol.</summary>
internal static class StatsCommand
{
    // What names a group and not a server, where one word stands alone. A host of such a name is written with its port.
    private static readonly string[] GroupNames =
    [
        "settings", "items", "slabs", "sizes", "sizes_enable", "sizes_disable", "conns", "threads", "detail", "cachedump", "extstore",
        "proxy", "proxyfuncs", "proxybe", "reset", "cachecore",
    ];

    public static Command Make()
    {
        var words = new Argument<string[]>("server-and-group")
        {
            Description = "host:port or a unix socket's path; behind it, or alone, a group: settings, items, slabs, conns …",
            Arity = ArgumentArity.ZeroOrMore,
        };
        var all = new Option<bool>("--all", "-a") { Description = "every figure behind the summary" };
        var json = new Option<bool>("--json") { Description = "all figures as JSON" };
        var server = new ServerOptions();
        var command = new ExplainedCommand("stats", "a server's statistics: a summary, or the figures of a group", """
            Examples:
              cachecore stats                              127.0.0.1:11211, at a glance
              cachecore stats cache1:11211 --all           with every figure that there is
              cachecore stats /run/cache.sock items        figures of one group
              cachecore stats slabs --json                 for programs
            """)
        {
            words, all, json,
        };
        server.AddTo(command);
        command.SetAction((parsed, cancel) =>
        {
            (string? address, string group) = Split(parsed.GetValue(words) ?? [], server.NamesServer(parsed));
            return RunAsync(server.Read(parsed, address), group, parsed.GetValue(json), parsed.GetValue(all), cancel);
        });
        return command;
    }

    /// <summary>Tells the server from the group. Pure.</summary>
    internal static (string? Server, string Group) Split(string[] words, bool isServerKnown) =>
        isServerKnown || words.Length == 0 || GroupNames.Contains(words[0], StringComparer.Ordinal)
            ? (null, string.Join(' ', words))
            : (words[0], string.Join(' ', words[1..]));

    private static async Task<int> RunAsync(ClientSettings settings, string group, bool asJson, bool withAll, CancellationToken cancel)
    {
        if (group.Any(char.IsControl))
        {
            throw new RefusedException(ExitCode.Usage, "cachecore: a group has no control characters");
        }

        MemcachedClient client = await MemcachedClient.ConnectAsync(settings, cancel).ConfigureAwait(false);
        await using (client.ConfigureAwait(false))
        {
            IReadOnlyList<StatLine> figures = await StatLine.AskAsync(client, group, cancel).ConfigureAwait(false);
            if (asJson)
            {
                using Stream output = StandardStreams.OpenOutput();
                StatsReport.WriteJson(output, figures);
            }
            else if (group.Length == 0)
            {
                StatsReport.WriteTable(Console.Out, StatsSummary.Of(settings.Server, new ServerFigures(figures)));
                if (withAll)
                {
                    Console.Out.WriteLine();
                    StatsReport.WriteTable(Console.Out, figures);
                }
            }
            else
            {
                StatsReport.WriteTable(Console.Out, figures);
            }

            return ExitCode.Ok;
        }
    }
}
