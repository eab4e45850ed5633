using System.CommandLine;
using System.Text;
using CacheCore.Protocol.Classic;
using CacheCore.Protocol.Text;
using CacheCore.Tool.Client;
using CacheCore.Tool.CommandLine;

namespace CacheCore.Tool.Values;

/// <summary><c>cachecore set</c>: stores a value from the command line or from standard input.</summary>
internal static class SetCommand
{
    private const string Input = "-";

    // What is longer is read by servers as a moment of Unix time.
    private static readonly TimeSpan LongestSpan = TimeSpan.FromDays(30);

    public static Command Make()
    {
        var key = new Argument<string>("key");
        var value = new Argument<string?>("value")
        {
            Description = "the value; - or none: standard input, byte for byte",
            Arity = ArgumentArity.ZeroOrOne,
        };
        Option<TimeSpan?> lifetime = ServerOptions.Span(
            "--ttl", TimeSpan.Zero, TimeSpan.FromDays(3650),
            "how long it lives, such as 30s, 10m, 2h or 7d (unless given, or 0: until it is evicted)");
        var flags = new Option<uint>("--flags") { Description = "32 bits that stay with the value", HelpName = "number" };
        var server = new ServerOptions();
        var command = new ExplainedCommand("set", "stores a value", $"""
            Ends with {ExitCode.Ok} if it is stored, with {ExitCode.NotFound} if the server would not, and with more if it could not be asked or refused.

            Examples:
              cachecore set greeting hello --ttl 10m
              cachecore set page:/index < index.html
              cachecore set number -s cache1:11211 -- -5      a value that begins with a dash
            """)
        {
            key, value, lifetime, flags,
        };
        server.AddTo(command);
        command.SetAction(async (parsed, cancel) =>
        {
            ClientSettings settings = server.Read(parsed);
            byte[] name = KeyText.ToBytes(parsed.GetRequiredValue(key));
            string given = parsed.GetValue(value) ?? Input;
            byte[] bytes = given == Input
                ? await StandardStreams.ReadInputAsync(cancel).ConfigureAwait(false)
                : Encoding.UTF8.GetBytes(given);
            int expiryTime = ExpiryTime(parsed.GetValue(lifetime) ?? TimeSpan.Zero, DateTimeOffset.UtcNow);
            byte[] head = ItemRequests.Set(name, parsed.GetValue(flags), expiryTime, bytes.Length);
            return await RunAsync(settings, head, bytes, cancel).ConfigureAwait(false);
        });
        return command;
    }

    /// <summary>
    /// A lifetime as the wire has it: seconds, or for a long one the moment of Unix time when it ends. Part of a second counts as
    /// a whole one. Pure.
    /// </summary>
    internal static int ExpiryTime(TimeSpan lifetime, DateTimeOffset now)
    {
        long seconds = (long)Math.Ceiling(lifetime.TotalSeconds);
        return (int)Math.Min(int.MaxValue, lifetime <= LongestSpan ? seconds : now.ToUnixTimeSeconds() + seconds);
    }

    private static async Task<int> RunAsync(ClientSettings settings, byte[] head, byte[] value, CancellationToken cancel)
    {
        MemcachedClient client = await MemcachedClient.ConnectAsync(settings, cancel).ConfigureAwait(false);
        await using (client.ConfigureAwait(false))
        {
            await client.SendAsync(head, cancel).ConfigureAwait(false);
            await client.SendAsync(value, cancel).ConfigureAwait(false);
            TextReply reply = await client.AskAsync(ClassicReplyWriter.LineEnd.ToArray(), cancel).ConfigureAwait(false);
            return reply.Line switch
            {
                ReplyLine.Stored => ExitCode.Ok,
                ReplyLine.NotStored => ExitCode.NotFound,
                _ => throw client.Unexpected(reply),
            };
        }
    }
}
