using System.Buffers.Text;

namespace CacheCore.Protocol.Spans;

/// <summary>
/// Numbers as they stand on a line: decimal digits, a minus before them only where a signed one is asked for, nothing
/// else.
/// </summary>
internal static class DecimalNumber
{
    /// <summary>0 to 18,446,744,073,709,551,615.</summary>
    public static bool TryParse(ReadOnlySpan<byte> text, out ulong value)
    {
        value = 0;
        if (text.IsEmpty)
        {
            return false;
        }

        foreach (byte character in text)
        {
            uint digit = character - (uint)'0';
            if (digit > 9 || value > ulong.MaxValue / 10)
            {
                return false;
            }

            ulong next = (value * 10) + digit;
            if (next < digit)
            {
                return false;
            }

            value = next;
        }

        return true;
    }

    /// <summary>0 to 4,294,967,295.</summary>
    public static bool TryParse(ReadOnlySpan<byte> text, out uint value)
    {
        bool isNumber = TryParse(text, out ulong wide) && wide <= uint.MaxValue;
        value = (uint)wide;
        return isNumber;
    }

    /// <summary>-9,223,372,036,854,775,808 to 9,223,372,036,854,775,807.</summary>
    public static bool TryParse(ReadOnlySpan<byte> text, out long value)
    {
        bool isNegative = !text.IsEmpty && text[0] == '-';
        ulong limit = isNegative ? 1UL + long.MaxValue : long.MaxValue;
        bool isNumber = TryParse(isNegative ? text[1..] : text, out ulong magnitude) && magnitude <= limit;
        value = isNegative ? (long)(0 - magnitude) : (long)magnitude;
        return isNumber;
    }

    /// <summary>-2,147,483,648 to 2,147,483,647.</summary>
    public static bool TryParse(ReadOnlySpan<byte> text, out int value)
    {
        bool isNegative = !text.IsEmpty && text[0] == '-';
        ulong limit = isNegative ? 1UL + int.MaxValue : int.MaxValue;
        bool isNumber = TryParse(isNegative ? text[1..] : text, out ulong magnitude) && magnitude <= limit;
        value = isNegative ? (int)-(long)magnitude : (int)magnitude;
        return isNumber;
    }

    /// <summary>A decimal fraction or a whole number, finite.</summary>
    public static bool TryParse(ReadOnlySpan<byte> text, out double value) =>
        Utf8Parser.TryParse(text, out value, out int consumed) && consumed == text.Length && double.IsFinite(value);

    /// <summary>0 to 4,294,967,295; of a larger number the low 32 bits, as memcached takes client flags.</summary>
    public static bool TryParseLow32(ReadOnlySpan<byte> text, out uint value)
    {
        bool isNumber = TryParse(text, out ulong wide);
        value = (uint)wide;
        return isNumber;
    }
}
