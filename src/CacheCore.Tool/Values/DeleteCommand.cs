using System.CommandLine;
using CacheCore.Protocol.Text;
using CacheCore.Tool.Client;
using CacheCore.Tool.CommandLine;

namespace CacheCore.Tool.Values;

/// <summary><c>cachecore delete</c>: removes a value.</summary>
internal static class DeleteCommand
{
    public static Command Make()
    {
        var key = new Argument<string>("key");
        var server = new ServerOptions();
        var command = new ExplainedCommand("delete", "removes a value", $"""
            Ends with {ExitCode.Ok} if there was one, with {ExitCode.NotFound} if not, and with more if the server could not be asked.

            Example:
              cachecore delete user:42 -s cache1:11211
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
            TextReply reply = await client.AskAsync(ItemRequests.Delete(key), cancel).ConfigureAwait(false);
            return reply.Line switch
            {
                ReplyLine.Deleted => ExitCode.Ok,
                ReplyLine.NotFound => ExitCode.NotFound,
                _ => throw client.Unexpected(reply),
            };
        }
    }
}
