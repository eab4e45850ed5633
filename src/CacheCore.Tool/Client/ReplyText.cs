using System.Text;

namespace CacheCore.Tool.Client;

/// <summary>What servers say, for people. Pure.</summary>
internal static class ReplyText
{
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
