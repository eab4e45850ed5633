using System.Globalization;
using System.Text;

namespace CacheCore.TestKit;

/// <summary>
/// Bytes as text that people can read and write. Printable ASCII stands for itself; the rest is
/// <c>\r \n \t \\</c>, <c>\x00</c> for any byte, <c>\[80 0a 0003]</c> for several and <c>\{250:k}</c> for a text many times over.
/// </summary>
internal static class EscapedBytes
{
    private const int ShortestRun = 64;

    public static byte[] Parse(string text)
    {
        List<byte> bytes = [];
        int position = 0;
        while (position < text.Length)
        {
            char character = text[position++];
            if (character != '\\')
            {
                bytes.Add(character is >= ' ' and <= '~' ? (byte)character : throw new FormatException($"Not printable ASCII: {text}"));
                continue;
            }

            char kind = text[position++];
            switch (kind)
            {
                case 'x':
                    bytes.Add(byte.Parse(text.AsSpan(position, 2), NumberStyles.HexNumber, CultureInfo.InvariantCulture));
                    position += 2;
                    break;
                case '[':
                    bytes.AddRange(Convert.FromHexString(Enclosed(text, ref position, ']').Replace(" ", "", StringComparison.Ordinal)));
                    break;
                case '{':
                    string[] run = Enclosed(text, ref position, '}').Split(':', 2);
                    byte[] once = Parse(run[1]);
                    bytes.AddRange(Enumerable.Repeat(once, int.Parse(run[0], CultureInfo.InvariantCulture)).SelectMany(part => part));
                    break;
                default:
                    bytes.Add(kind switch { 'r' => 13, 'n' => 10, 't' => 9, _ => (byte)kind });
                    break;
            }
        }

        return [.. bytes];
    }

    public static string Format(ReadOnlySpan<byte> bytes)
    {
        StringBuilder text = new();
        while (!bytes.IsEmpty)
        {
            int run = bytes.IndexOfAnyExcept(bytes[0]);
            run = run < 0 ? bytes.Length : run;
            bool isLong = run >= ShortestRun;
            _ = isLong ? text.Append(CultureInfo.InvariantCulture, $"\\{{{run}:{Escape(bytes[0])}}}") : text.Append(Escape(bytes[0]));
            bytes = bytes[(isLong ? run : 1)..];
        }

        return text.ToString();
    }

    private static string Enclosed(string text, ref int position, char end)
    {
        int start = position;
        int close = text.IndexOf(end, start);
        position = close + 1;
        return text[start..close];
    }

    private static string Escape(byte value) => value switch
    {
        13 => "\\r",
        10 => "\\n",
        9 => "\\t",
        (byte)'\\' => "\\\\",
        >= 32 and < 127 => ((char)value).ToString(),
        _ => $"\\x{value:x2}",
    };
}
