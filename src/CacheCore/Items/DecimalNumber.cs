using System.Buffers.Text;

namespace CacheCore.Items;

/// <summary>Numbers that are kept as their decimal text, as memcached does.</summary>
internal static class DecimalNumber
{
    /// <summary>Of any number.</summary>
    public const int MostDigits = 20;

    /// <summary>Writes digits; returns how many.</summary>
    public static int Write(Span<byte> text, ulong number)
    {
        _ = Utf8Formatter.TryFormat(number, text, out int digits);
        return digits;
    }

    public static ulong Counted(ulong number, ulong delta, bool up) =>
        up ? unchecked(number + delta) : number - Math.Min(number, delta);

    /// <summary>
    /// A decimal number that fits 64 bits, with spaces allowed behind it: memcached pads with them. Read as memcached does, it may also
    /// have white space before it, and behind white space or a zero anything.
    /// </summary>
    public static bool TryParse(ReadOnlySpan<byte> text, bool asMemcached, out ulong number)
    {
        ReadOnlySpan<byte> digits = asMemcached ? FirstWord(text) : text.TrimEnd((byte)' ');
        return Utf8Parser.TryParse(digits, out number, out int consumed)
            && consumed == digits.Length
            && digits[0] is >= (byte)'0' and <= (byte)'9';
    }

    private static ReadOnlySpan<byte> FirstWord(ReadOnlySpan<byte> text)
    {
        text = text.TrimStart(" \t\n\v\f\r"u8);
        int end = 0;
        while (end < text.Length && text[end] is not (0 or (byte)' ' or (>= (byte)'\t' and <= (byte)'\r')))
        {
            end++;
        }

        return text[..end];
    }
}
