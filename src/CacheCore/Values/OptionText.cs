using System.Globalization;

namespace CacheCore;

/// <summary>
/// Sizes, times and permissions as configuration has them, for programs that read options from elsewhere as well, such as a command line.
/// </summary>
public static class OptionText
{
    private const string Prefixes = "kmgt";

    /// <summary>Longest first: what ends in "ms" ends in "s" too.</summary>
    private static readonly (string Unit, TimeSpan Span)[] TimeUnits =
    [
        ("ms", TimeSpan.FromMilliseconds(1)), ("s", TimeSpan.FromSeconds(1)), ("m", TimeSpan.FromMinutes(1)),
        ("h", TimeSpan.FromHours(1)), ("d", TimeSpan.FromDays(1)),
    ];

    /// <summary>
    /// Reads a size: <c>1048576</c>, <c>64k</c>, <c>512MB</c>, <c>1.5 GiB</c>. Units count in powers of 1,024, with or without the "i", as
    /// memcached's users expect; upper and lower case are alike.
    /// </summary>
    /// <param name="text">What somebody wrote.</param>
    /// <param name="bytes">What it stands for; a fraction of a byte is cut off.</param>
    /// <returns>False: it is no size.</returns>
    public static bool TryParseSize(ReadOnlySpan<char> text, out long bytes)
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

    /// <summary>
    /// Reads a time: <c>00:20:00</c>, <c>7.00:00:00</c>, or a number with a unit, <c>500ms</c>, <c>30s</c>, <c>20m</c>, <c>2h</c>,
    /// <c>7d</c>.
    /// A number alone is none: .NET would take it for days, most people for seconds.
    /// </summary>
    /// <param name="text">What somebody wrote.</param>
    /// <param name="time">What it stands for.</param>
    /// <returns>False: it is no time.</returns>
    public static bool TryParseTime(ReadOnlySpan<char> text, out TimeSpan time)
    {
        if (text.Contains(':'))
        {
            return TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out time);
        }

        time = default;
        foreach ((string unit, TimeSpan each) in TimeUnits)
        {
            if (text.EndsWith(unit))
            {
                return TryParseNumber(text[..^unit.Length], each.Ticks, out time);
            }
        }

        return false;
    }

    /// <summary>Reads the permissions of a file in octal: <c>700</c>, <c>0770</c>.</summary>
    /// <param name="text">What somebody wrote.</param>
    /// <param name="mode">What it stands for.</param>
    /// <returns>False: it is not from 0 to 777.</returns>
    public static bool TryParseFileMode(ReadOnlySpan<char> text, out UnixFileMode mode)
    {
        const int All = 0x1FF;
        int bits = 0;
        foreach (char digit in text)
        {
            // The first digit that makes it too large stays in, so that no further one can make it small again.
            bits = digit is >= '0' and <= '7' && bits <= All ? (bits * 8) + (digit - '0') : All + 1;
        }

        mode = (UnixFileMode)(bits & All);
        return text.Length > 0 && bits <= All;
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

    private static bool TryParseNumber(ReadOnlySpan<char> text, long unitTicks, out TimeSpan time)
    {
        bool reads = decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out decimal number)
            && number <= long.MaxValue / unitTicks;
        time = reads ? TimeSpan.FromTicks((long)(number * unitTicks)) : default;
        return reads;
    }
}
