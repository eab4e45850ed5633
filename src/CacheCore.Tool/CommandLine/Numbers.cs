using System.Globalization;

namespace CacheCore.Tool.CommandLine;

/// <summary>Numbers as command lines have them. Pure.</summary>
internal static class Numbers
{
    public static bool TryInt(string text, out int value) => int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out value);

    public static bool TryDouble(string text, out double value) =>
        double.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out value) && double.IsFinite(value);

    /// <summary>Bytes, with k or m behind the number for KiB or MiB.</summary>
    public static bool TrySize(string text, out long bytes)
    {
        bytes = 0;
        int shift = text.Length == 0 ? 0 : char.ToLowerInvariant(text[^1]) switch { 'k' => 10, 'm' => 20, _ => 0 };
        string digits = shift == 0 ? text : text[..^1];
        if (!long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out long number) || number > long.MaxValue >> shift)
        {
            return false;
        }

        bytes = number << shift;
        return true;
    }

    /// <summary>File permissions in octal, such as 700.</summary>
    public static bool TryOctal(string text, out int value)
    {
        value = 0;
        foreach (char digit in text)
        {
            if (digit is < '0' or > '7' || value > 0x1FF)
            {
                return false;
            }

            value = (value * 8) + (digit - '0');
        }

        return text.Length > 0 && value <= 0x1FF;
    }
}
