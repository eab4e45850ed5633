using System.Text;
using System.Text.Json;

namespace CacheCore.Listener.Tests.Transcripts;

/// <summary>
/// A conversation with memcached 1.6.45 that a program made up, sensible and broken commands mixed: a line of a file of JSON. Each went
/// over a connection of its own to one server that was new. A character stands for the byte of the same number.
/// </summary>
/// <param name="Number">Which.</param>
/// <param name="Turns">What was sent, and what was heard until there was silence.</param>
internal sealed record Recording(int Number, IReadOnlyList<Turn> Turns)
{
    private const string File = "tests/CacheCore.Listener.Tests/Transcripts/memcached-1.6.45.jsonl";

    public static Recording[] All => [.. SourceTree.Read(File).TrimEnd('\n').Split('\n').Select(Parse)];

    public override string ToString() => $"conversation {Number}";

    private static Recording Parse(string line)
    {
        using JsonDocument json = JsonDocument.Parse(line);
        IEnumerable<Turn> turns = json.RootElement.GetProperty("exchanges")
            .EnumerateArray()
            .Select(static one => new Turn(Bytes(one, "send"), Bytes(one, "reply"), one.TryGetProperty("ends", out _)));
        return new Recording(json.RootElement.GetProperty("conversation").GetInt32(), [.. turns]);
    }

    private static byte[] Bytes(JsonElement turn, string name) => Encoding.Latin1.GetBytes(turn.GetProperty(name).GetString()!);
}

/// <summary>One turn of a <see cref="Recording"/>.</summary>
/// <param name="Request">What was sent.</param>
/// <param name="Reply">What came back.</param>
/// <param name="IsSilent">True: the command that was sent behind it to end the answer was not answered.</param>
internal sealed record Turn(byte[] Request, byte[] Reply, bool IsSilent);
