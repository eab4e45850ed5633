using System.Buffers;
using CacheCore.Protocol.Spans;

namespace CacheCore.Protocol.Administration;

/// <summary>Keys on lines that tell of items: what a URI would not take as it is, is <c>%XX</c>.</summary>
public static class EscapedKey
{
    private const int EscapeLength = 3;

    // What stands in a URI as it is.
    private static readonly SearchValues<byte> Unreserved =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~"u8);

    /// <summary>Reads a key. A sign that no two digits follow stands for itself.</summary>
    /// <param name="text">The key as the line has it.</param>
    /// <param name="destination">Where it goes; as many bytes as the text has are always enough.</param>
    /// <param name="key">The key, a part of <paramref name="destination"/>.</param>
    /// <returns>False: the destination is too small.</returns>
    public static bool TryRead(ReadOnlySpan<byte> text, Span<byte> destination, out ReadOnlySpan<byte> key)
    {
        var writer = new SpanWriter(destination);
        while (!text.IsEmpty)
        {
            int plain = text.IndexOf((byte)'%');
            writer.Add(plain < 0 ? text : text[..plain]);
            text = plain < 0 ? [] : text[plain..];
            if (!text.IsEmpty)
            {
                bool isEscape = TryReadByte(text, out byte value);
                writer.Add(value);
                text = text[(isEscape ? EscapeLength : 1)..];
            }
        }

        bool fits = writer.TryFinish(out int length);
        key = destination[..length];
        return fits;
    }

    internal static void Add(ref SpanWriter writer, ReadOnlySpan<byte> key)
    {
        foreach (byte character in key)
        {
            if (Unreserved.Contains(character))
            {
                writer.Add(character);
                continue;
            }

            writer.Add((byte)'%');
            writer.AddHex(character);
        }
    }

    private static bool TryReadByte(ReadOnlySpan<byte> text, out byte value)
    {
        int high = text.Length >= EscapeLength ? DigitOf(text[1]) : -1;
        int low = text.Length >= EscapeLength ? DigitOf(text[2]) : -1;
        bool isEscape = high >= 0 && low >= 0;
        value = isEscape ? (byte)((high << 4) | low) : text[0];
        return isEscape;
    }

    private static int DigitOf(byte character) => character switch
    {
        >= (byte)'0' and <= (byte)'9' => character - '0',
        >= (byte)'A' and <= (byte)'F' => character - 'A' + 10,
        >= (byte)'a' and <= (byte)'f' => character - 'a' + 10,
        _ => -1,
    };
}
