using System.Globalization;
using System.Numerics;
using CacheCore.Primitives;

namespace CacheCore.Access.Options;

/// <summary>The values that an option may have.</summary>
/// <param name="Holds">Whether it may have one.</param>
/// <param name="Words">What it must be, as messages say it.</param>
/// <param name="Brief">The same as tables of documents have it.</param>
internal sealed record OptionRange<T>(Func<T, bool> Holds, string Words, string Brief)
{
    /// <summary>What else to say of a value that is out of range.</summary>
    public Func<T, string> Advice { get; init; } = static _ => "";
}

/// <summary>The ranges that options share.</summary>
internal static class OptionRange
{
    public static OptionRange<double> Above0 { get; } = new(
        static value => value > 0 && double.IsFinite(value), "above 0 and finite", "above 0");

    public static OptionRange<TimeSpan?> Positive { get; } = new(
        static value => value is null || value > TimeSpan.Zero, "above zero, or null", "above 0");

    /// <summary>What depends on more than the option itself: a rule checks it, documents tell it.</summary>
    public static OptionRange<T> ByRule<T>(string brief) => new(static _ => true, "", brief);

    public static OptionRange<T> Between<T>(T least, T most, string unit = "")
        where T : INumber<T> =>
        new(
            value => value >= least && value <= most,
            string.Create(CultureInfo.InvariantCulture, $"from {least:#,0.##} to {most:#,0.##} {unit}").TrimEnd(),
            string.Create(CultureInfo.InvariantCulture, $"{least:#,0.##} to {most:#,0.##}"));

    public static OptionRange<T> Bytes<T>(T least, T most)
        where T : IBinaryInteger<T> =>
        new(
            value => value >= least && value <= most,
            $"from {Size(least)} to {Size(most)} bytes",
            $"{new ByteSize(long.CreateChecked(least))} to {new ByteSize(long.CreateChecked(most))}");

    /// <summary>One of the names: .NET would take any number.</summary>
    public static OptionRange<T> OneOf<T>()
        where T : struct, Enum =>
        new(Enum.IsDefined, Choices.Of<T>(), string.Join(", ", Enum.GetNames<T>()));

    /// <summary>These values and 0, which stands for something else.</summary>
    public static OptionRange<T> OrZero<T>(this OptionRange<T> range)
        where T : INumber<T> =>
        range with
        {
            Holds = value => T.IsZero(value) || range.Holds(value),
            Words = $"0, or {range.Words}",
            Brief = $"0, or {range.Brief}",
        };

    /// <summary>These values and null.</summary>
    public static OptionRange<T?> OrNull<T>(this OptionRange<T> range)
        where T : struct =>
        new(value => value is not { } one || range.Holds(one), $"null, or {range.Words}", range.Brief)
        {
            Advice = value => range.Advice(value!.Value),
        };

    /// <summary>A size in bytes as messages have it: 1 KiB (1,024).</summary>
    public static string Size<T>(T bytes)
        where T : IBinaryInteger<T> =>
        string.Create(CultureInfo.InvariantCulture, $"{new ByteSize(long.CreateChecked(bytes))} ({bytes:N0})");
}
