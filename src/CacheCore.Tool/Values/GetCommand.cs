using System.CommandLine;
using CacheCore.Protocol.Text;
using CacheCore.Tool.Client;
using CacheCore.Tool.CommandLine;

namespace CacheCore.Tool.Values;

/// <summary><c>cachecore get</c>: a value to standard output, byte for byte.</summary>
internal static class GetCommand
{
    public static Command Make()
    {
        var key = new Argument<string>("key");
        var server = new ServerOptions();
        var command = new ExplainedCommand("get", "a value, byte for byte; behind it a line feed if a terminal shows it", $"""
            Ends with {ExitCode.Ok} if there is one, with {ExitCode.NotFound} if not, and with more if the server could not be asked.

            Examples:
              cachecore get user:42
              cachecore get page:/index -s cache1:11211 > index.html
            """)
        {
            key,
        };
        server.AddTo(command);
        command.SetAction((parsed, cancel) => RunAsync(server.Read(parsed), KeyText.ToBytes(parsed.GetRequiredValue(key)), cancel));
        return command;
    }

    private static async Task<int> RunAsync(ClientSettings settings, byte[] key, CancellationToken cancel)
    {
        MemcachedClient client = await MemcachedClient.ConnectAsync(settings, cancel).ConfigureAwait(false);
        await using (client.ConfigureAwait(false))
        {
            TextReply reply = await client.AskAsync(ItemRequests.Get(key), cancel).ConfigureAwait(false);
            if (reply.Line == ReplyLine.End)
            {
                return ExitCode.NotFound;
            }

            if (reply.Kind != TextReplyKind.Value)
            {
                throw client.Unexpected(reply);
            }

            using Stream output = StandardStreams.OpenOutput();
            await client.CopyValueAsync(output, cancel).ConfigureAwait(false);
            if (!Console.IsOutputRedirected)
            {
                output.Write("\n"u8);
            }

            return ExitCode.Ok;
        }
    }
}
