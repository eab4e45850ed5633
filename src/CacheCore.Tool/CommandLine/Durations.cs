using System.Globalization;

namespace CacheCore.Tool.CommandLine;

/// <summary>Spans of time as command lines have them: 30, 30s, 500ms, 10m, 2h, 7d. Pure.</summary>
internal static class Durations
{
    private static readonly (string Unit, TimeSpan Span)[] Units =
    [
        ("ms", TimeSpan.FromMilliseconds(1)), ("s", TimeSpan.FromSeconds(1)), ("m", TimeSpan.FromMinutes(1)), ("h", TimeSpan.FromHours(1)), ("d", TimeSpan.FromDays(1)),
    ];

    private const double MostSeconds = 100.0 * 365 * 86_400;

    /// <summary>Reads a span of at most a hundred years; a number alone is seconds.</summary>
    public static bool TryParse(string text, out TimeSpan span)
    {
        (string unit, TimeSpan each) = Units.FirstOrDefault(one => text.EndsWith(one.Unit, StringComparison.Ordinal));
        unit ??= "";
        each = unit.Length == 0 ? TimeSpan.FromSeconds(1) : each;
        span = default;
        if (!double.TryParse(text[..^unit.Length], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double number) || number * each.TotalSeconds > MostSeconds)
        {
            return false;
        }

        span = TimeSpan.FromTicks((long)(number * each.Ticks));
        return true;
    }
}
