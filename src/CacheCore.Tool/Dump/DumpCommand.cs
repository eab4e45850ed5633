using System.CommandLine;
using System.Text;
using CacheCore.Protocol.Administration;
using CacheCore.Protocol.Text;
using CacheCore.Tool.Client;
using CacheCore.Tool.CommandLine;

namespace CacheCore.Tool.Dump;

/// <summary><c>cachecore dump</c>: what a server holds, by <c>lru_crawler metadump</c>, item by item as it comes.</summary>
internal static class DumpCommand
{
    private static readonly TimeSpan Longest = TimeSpan.FromDays(36500);

    public static Command Make()
    {
        var address = new Argument<string?>("server")
        {
            Description = "host:port, or the path of a unix socket",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var prefix = new Option<string>("--prefix")
        {
            Description = "only keys that begin like this",
            HelpName = "text",
            DefaultValueFactory = static _ => "",
        };
        var pattern = new Option<string?>("--match")
        {
            Description = "only keys that look like this: * for anything, ? for one character",
            HelpName = "pattern",
        };
        var leastSize = new Option<long>("--min-size")
        {
            Description = "only items that take so many bytes, with k or m for more",
            HelpName = "bytes",
            CustomParser = ParseSize,
        };
        Option<TimeSpan?> leastLeft = ServerOptions.Span(
            "--min-ttl", TimeSpan.Zero, Longest, "only items that live for so long yet, or for ever");
        Option<TimeSpan?> mostLeft = ServerOptions.Span("--max-ttl", TimeSpan.Zero, Longest, "only items that end within this time");
        var unread = new Option<bool>("--unread") { Description = "only items that nobody ever read" };
        var json = new Option<bool>("--json") { Description = "an object a line" };
        var server = new ServerOptions();
        var command = new ExplainedCommand("dump", "what a server holds: its items, not their values", """
            Sizes are bytes with all that it takes to keep an item, ttl and idle are seconds. Keys are shown as the server sends them, %XX
            standing for what is no plain letter; --prefix, --match and --json go by the keys themselves.

            Examples:
              cachecore dump --prefix session: --unread
              cachecore dump cache1:11211 --match "user:*:cart" --min-size 10k
              cachecore dump --max-ttl 1m --json | jq -r .key
            """)
        {
            address, prefix, pattern, leastSize, leastLeft, mostLeft, unread, json,
        };
        server.AddTo(command);
        command.SetAction((parsed, cancel) => RunAsync(
            server.Read(parsed, parsed.GetValue(address)),
            new DumpFilter
            {
                Prefix = Encoding.UTF8.GetBytes(parsed.GetValue(prefix)!),
                Pattern = parsed.GetValue(pattern),
                LeastSize = parsed.GetValue(leastSize),
                LeastSecondsLeft = (long?)parsed.GetValue(leastLeft)?.TotalSeconds,
                MostSecondsLeft = (long?)parsed.GetValue(mostLeft)?.TotalSeconds,
                OnlyUnread = parsed.GetValue(unread),
            },
            parsed.GetValue(json),
            cancel));
        return command;
    }

    private static async Task<int> RunAsync(ClientSettings settings, DumpFilter filter, bool asJson, CancellationToken cancel)
    {
        MemcachedClient client = await MemcachedClient.ConnectAsync(settings, cancel).ConfigureAwait(false);
        await using (client.ConfigureAwait(false))
        {
            // What an item has left goes by the server's clock, not by ours.
            var figures = new ServerFigures(await StatLine.AskAsync(client, "", cancel).ConfigureAwait(false));
            long now = figures.Has("time") ? figures.Count("time") : DateTimeOffset.UtcNow.ToUnixTimeSeconds();
            await client.SendAsync(Request(), cancel).ConfigureAwait(false);
            using Stream output = StandardStreams.OpenOutput();
            using var report = new DumpReport(output, asJson);
            try
            {
                report.WriteHead();
                TextReply reply = await client.ReadAsync(cancel).ConfigureAwait(false);
                while (!reply.Ends(ReplyForm.Dump))
                {
                    Take(reply.Text.In(client.Received), reply.Key.In(client.Received), filter, report, now);
                    reply = await client.ReadAsync(cancel).ConfigureAwait(false);
                }

                report.Flush();
            }
            catch (ClientException)
            {
                report.Flush();
                throw;
            }
            return ExitCode.Ok;
        }
    }

    private static byte[] Request()
    {
        byte[] request = new byte[64];
        _ = new CrawlerCommand(CrawlerAction.Metadump, Classes: CrawlerCommand.AllClasses).TryWrite(request, out int length);
        return request[..length];
    }

    /// <summary>Lines that tell of no item are passed over: a server may say OK before the first.</summary>
    private static void Take(ReadOnlySpan<byte> line, ReadOnlySpan<byte> escapedKey, DumpFilter filter, DumpReport report, long now)
    {
        Span<byte> room = line.Length <= 1024 ? stackalloc byte[1024] : new byte[line.Length];
        if (MetadumpItem.TryParse(line, room, out MetadumpItem item) && filter.Takes(item, now))
        {
            report.Write(item, escapedKey, now);
        }
    }

    private static long ParseSize(System.CommandLine.Parsing.ArgumentResult result)
    {
        if (!OptionText.TryParseSize(result.Tokens[0].Value, out long bytes))
        {
            result.AddError("--min-size is a number of bytes, such as 500, 10k or 1m");
        }

        return bytes;
    }
}
