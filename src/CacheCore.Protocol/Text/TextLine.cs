namespace CacheCore.Protocol.Text;

/// <summary>
/// One line of text in a buffer.
/// <code>
/// … | get one two \r \n | …
///     Start       End   Next
/// </code>
/// </summary>
/// <param name="Start">Offset of its first byte.</param>
/// <param name="End">Offset behind its last byte: a line feed, and one carriage return before it, do not count.</param>
/// <param name="Next">Offset behind its line feed.</param>
internal readonly record struct TextLine(int Start, int End, int Next)
{
    private const int MostLeadingSpaces = 100;

    public int Length => End - Start;

    /// <summary>Finds the end of a line. The answer for a line is the same however much of it has arrived.</summary>
    public static ParseStatus Find(ReadOnlySpan<byte> buffer, int start, out TextLine line)
    {
        ReadOnlySpan<byte> rest = buffer[start..];
        int length = rest.IndexOf((byte)'\n');
        int known = length < 0 ? rest.Length : length;
        line = default;
        if (known > ProtocolLimits.MaxLineLength && !MayBeLong(rest))
        {
            return ParseStatus.Close;
        }

        if (length < 0)
        {
            return ParseStatus.NeedMore;
        }

        line = At(buffer, start, length);
        return ParseStatus.Command;
    }

    /// <summary>The line that begins here and has so many bytes before its line feed.</summary>
    public static TextLine At(ReadOnlySpan<byte> buffer, int start, int length)
    {
        int end = start + length;
        bool hasCarriageReturn = length > 0 && buffer[end - 1] == '\r';
        return new TextLine(start, hasCarriageReturn ? end - 1 : end, end + 1);
    }

    /// <summary>A retrieval names as many keys as it likes.</summary>
    private static bool MayBeLong(ReadOnlySpan<byte> line)
    {
        int spaces = line.IndexOfAnyExcept((byte)' ');
        if (spaces is < 0 or > MostLeadingSpaces)
        {
            return false;
        }

        ReadOnlySpan<byte> text = line[spaces..];
        return text.StartsWith("get "u8) || text.StartsWith("gets "u8) || text.StartsWith("gat "u8) || text.StartsWith("gats "u8);
    }
}
