using System.Globalization;

namespace CacheCore.Access.Options;

/// <summary>Reads a text as configuration has it; false: it does not stand for such a value.</summary>
internal delegate bool OptionParser<T>(string text, out T value);

/// <summary>How values of one kind are written.</summary>
/// <param name="TryParse">Reads one.</param>
/// <param name="Wanted">What should have been written where that cannot be done.</param>
/// <param name="Unit">What documents say that such values count, or are.</param>
internal sealed record OptionReader<T>(OptionParser<T> TryParse, string Wanted, string Unit = "")
{
    /// <summary>The same values where an option has some of them.</summary>
    public OptionReader<T> In(string unit) => this with { Unit = unit };
}

/// <summary>The kinds of values that options have.</summary>
internal static class OptionReader
{
    public static OptionReader<string?> Text { get; } = new(TryTake, "a text", "text");

    public static OptionReader<bool> YesNo { get; } = new(bool.TryParse, "true or false", "yes or no");

    public static OptionReader<int> Whole { get; } = new(
        static (text, out value) => int.TryParse(text, NumberStyles.Integer, CultureInfo.InvariantCulture, out value), "a whole number");

    public static OptionReader<long> LongWhole { get; } = new(
        static (text, out value) => long.TryParse(text, NumberStyles.Integer, CultureInfo.InvariantCulture, out value), "a whole number");

    public static OptionReader<double> Number { get; } = new(TryParseNumber, "a number such as 1.25", "factor");

    public static OptionReader<long> LongSize { get; } = new(
        static (text, out value) => OptionText.TryParseSize(text, out value), "a size such as 1048576, 64k, 512MB or 1.5GB", "bytes");

    public static OptionReader<int> Size { get; } = new(TryParseInt, LongSize.Wanted + ", below 2 GiB", "bytes");

    public static OptionReader<double?> Percent { get; } =
        new OptionReader<double>(TryParsePercent, "a percentage such as 25%", "percent").OrNone();

    public static OptionReader<TimeSpan?> Time { get; } = new OptionReader<TimeSpan>(
        static (text, out value) => OptionText.TryParseTime(text, out value),
        "a time such as 00:20:00 or 20m (20 minutes) or 7.00:00:00 (7 days)",
        "time").OrNone();

    /// <summary>A name and nothing else: .NET would take numbers for names, and sums of names.</summary>
    public static OptionReader<T> OneOf<T>(string unit = "")
        where T : struct, Enum =>
        new(
            static (text, out value) =>
                Enum.TryParse(text, ignoreCase: true, out value)
                && Enum.GetNames<T>().Contains(text.Trim(), StringComparer.OrdinalIgnoreCase),
            Choices.Of<T>(),
            unit);

    /// <summary>Such values, or nothing, which means null.</summary>
    public static OptionReader<T?> OrNone<T>(this OptionReader<T> some, string otherwise = "none")
        where T : struct =>
        new(
            (text, out value) =>
            {
                bool reads = some.TryParse(text, out T one);
                value = reads ? one : null;
                return reads || text.Length == 0;
            },
            $"{some.Wanted}, or nothing for {otherwise}",
            some.Unit);

    private static bool TryTake(string text, out string? value)
    {
        value = text;
        return true;
    }

    private static bool TryParseInt(string text, out int value)
    {
        bool reads = OptionText.TryParseSize(text, out long size) && size <= int.MaxValue;
        value = reads ? (int)size : 0;
        return reads;
    }

    private static bool TryParseNumber(string text, out double value) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out value);

    private static bool TryParsePercent(string text, out double value)
    {
        ReadOnlySpan<char> number = text.AsSpan().TrimEnd();
        number = number.EndsWith("%") ? number[..^1] : number;
        return double.TryParse(number, NumberStyles.Float, CultureInfo.InvariantCulture, out value);
    }
}
