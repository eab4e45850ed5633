using System.Text;

namespace CacheCore.Tool.Client;

/// <summary>What lines of replies say. Pure.</summary>
internal static class ReplyText
{
    /// <summary>The answer to whoever has not said yet who he is.</summary>
    public const string Unauthenticated = "CLIENT_ERROR unauthenticated";

    /// <summary>True if the line refuses: ERROR, CLIENT_ERROR, SERVER_ERROR or BUSY, alone or with a reason.</summary>
    public static bool IsRefusal(ReadOnlySpan<byte> line)
    {
        int end = line.IndexOf((byte)' ');
        ReadOnlySpan<byte> word = end < 0 ? line : line[..end];
        return word.SequenceEqual("ERROR"u8) || word.SequenceEqual("CLIENT_ERROR"u8) || word.SequenceEqual("SERVER_ERROR"u8) || word.SequenceEqual("BUSY"u8);
    }

    /// <summary>A line as text that a terminal can show: what is no UTF-8, or would move the cursor, becomes a sign.</summary>
    public static string Of(ReadOnlySpan<byte> line) => Printable(Encoding.UTF8.GetString(line));

    /// <summary>Text without control characters: each becomes U+FFFD.</summary>
    public static string Printable(string text) => text.Any(char.IsControl)
        ? string.Create(text.Length, text, static (room, source) =>
        {
            for (int i = 0; i < room.Length; i++)
            {
                room[i] = char.IsControl(source[i]) ? '\uFFFD' : source[i];
            }
        })
        : text;
}
