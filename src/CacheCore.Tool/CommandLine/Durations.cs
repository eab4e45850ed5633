namespace CacheCore.Tool.CommandLine;

/// <summary>
/// Spans of time as command lines have them: as in configuration, 500ms, 10m or 00:10:00, and seconds without a unit. Pure.
/// </summary>
internal static class Durations
{
    public static bool TryParse(string text, out TimeSpan span) =>
        OptionText.TryParseTime(text.All(static one => char.IsAsciiDigit(one) || one == '.') ? text + "s" : text, out span);
}
