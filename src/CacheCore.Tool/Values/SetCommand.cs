using System.CommandLine;
using System.Globalization;
using System.Text;
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
        var value = new Argument<string?>("value") { Description = "the value; - or none: standard input, byte for byte", Arity = ArgumentArity.ZeroOrOne };
        Option<TimeSpan?> lifetime = ServerOptions.Span("--ttl", TimeSpan.Zero, TimeSpan.FromDays(3650), "how long it lives, such as 30s, 10m, 2h or 7d (unless given, or 0: until it is evicted)");
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
            byte[] bytes = given == Input ? await StandardStreams.ReadInputAsync(cancel).ConfigureAwait(false) : Encoding.UTF8.GetBytes(given);
            byte[] head = Head(name, parsed.GetValue(flags), ExpiryTime(parsed.GetValue(lifetime) ?? TimeSpan.Zero, DateTimeOffset.UtcNow), bytes.Length);
            return await RunAsync(settings, head, bytes, cancel).ConfigureAwait(false);
        });
        return command;
    }

    /// <summary>The command's line. Pure.</summary>
    internal static byte[] Head(byte[] key, uint flags, long expiryTime, int length) =>
        [.. "set "u8, .. key, .. Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $" {flags} {expiryTime} {length}\r\n"))];

    /// <summary>A lifetime as the wire has it: seconds, or for a long one the moment of Unix time when it ends. Part of a second counts as a whole one. Pure.</summary>
    internal static long ExpiryTime(TimeSpan lifetime, DateTimeOffset now)
    {
        long seconds = (long)Math.Ceiling(lifetime.TotalSeconds);
        return lifetime <= LongestSpan ? seconds : now.ToUnixTimeSeconds() + seconds;
    }

    private static async Task<int> RunAsync(ClientSettings settings, byte[] head, byte[] value, CancellationToken cancel)
    {
        MemcachedClient client = await MemcachedClient.ConnectAsync(settings, cancel).ConfigureAwait(false);
        await using (client.ConfigureAwait(false))
        {
            await client.SendAsync(head, cancel).ConfigureAwait(false);
            await client.SendAsync(value, cancel).ConfigureAwait(false);
            return await client.AskAsync("\r\n"u8.ToArray(), cancel).ConfigureAwait(false) switch
            {
                "STORED" => ExitCode.Ok,
                "NOT_STORED" => ExitCode.NotFound,
                string other => throw ClientException.ForReply(settings.Server, other),
            };
        }
    }
}
