using System.Globalization;

namespace CacheCore.Primitives;

/// <summary>
/// Sizes as people write them: <c>1048576</c>, <c>64k</c>, <c>512MB</c>, <c>1.5 GiB</c>. Units count in
/// powers of 1,024, with or without the "i", as memcached's users expect; upper and lower case are alike.
/// </summary>
internal static class SizeText
{
    private const string Prefixes = "kmgt";

    /// <summary>Bytes that <paramref name="text"/> stands for; a fraction of a byte is cut off.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out long bytes)
    {
        bytes = 0;
        text = text.Trim();
        int unitStart = text.LastIndexOfAnyInRange('0', '9') + 1;
        if (!TryParseUnit(text[unitStart..].TrimStart(), out int shift) ||
            !decimal.TryParse(text[..unitStart], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out decimal number))
        {
            return false;
        }

        long unit = 1L << shift;
        if (number > long.MaxValue / unit)
        {
            return false;
        }

        bytes = (long)(number * unit);
        return true;
    }

    private static bool TryParseUnit(ReadOnlySpan<char> unit, out int shift)
    {
        shift = 0;
        if (unit.IsEmpty || unit is "b" or "B")
        {
            return true;
        }

        shift = 10 * (Prefixes.IndexOf(char.ToLowerInvariant(unit[0])) + 1);
        ReadOnlySpan<char> rest = unit[1..];
        return shift > 0 &&
            (rest.IsEmpty || rest.Equals("b", StringComparison.OrdinalIgnoreCase) || rest.Equals("ib", StringComparison.OrdinalIgnoreCase));
    }
}
