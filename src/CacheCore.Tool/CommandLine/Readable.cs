namespace CacheCore.Tool.CommandLine;

/// <summary>Figures as people read them. Pure.</summary>
internal static class Readable
{
    private static readonly string[] Units = ["B", "KiB", "MiB", "GiB", "TiB", "PiB"];

    /// <summary>Bytes with three digits or four: 999 B, 1.5 KiB, 64.0 MiB.</summary>
    public static string Bytes(double bytes)
    {
        int unit = 0;
        while (Math.Abs(bytes) >= 1023.95 && unit < Units.Length - 1)
        {
            bytes /= 1024;
            unit++;
        }

        return unit == 0 ? Format($"{bytes:F0} B") : Format($"{bytes:F1} {Units[unit]}");
    }

    /// <summary>A whole number with its thousands told apart.</summary>
    public static string Count(long count) => Format($"{count:N0}");

    /// <summary>How often a second: one digit behind the point below a hundred.</summary>
    public static string Rate(double rate) => rate < 99.95 ? Format($"{rate:F1}") : Format($"{rate:N0}");

    /// <summary>A part of a whole, from 0 to 1, in percent; a dash where there is no whole.</summary>
    public static string Share(double? share) => share is { } value ? Format($"{100 * value:F1} %") : "-";

    /// <summary>A span of time by its two largest units: 3 d 4 h, 12 min 5 s, 7 s.</summary>
    public static string Span(TimeSpan span) => span switch
    {
        { TotalDays: >= 1 } => TwoUnits(span.Days, "d", span.Hours, "h"),
        { TotalHours: >= 1 } => TwoUnits(span.Hours, "h", span.Minutes, "min"),
        { TotalMinutes: >= 1 } => TwoUnits(span.Minutes, "min", span.Seconds, "s"),
        { TotalSeconds: >= 1 } or { Ticks: 0 } => Format($"{span.Seconds} s"),
        _ => Format($"{span.TotalMilliseconds:0} ms"),
    };

    private static string TwoUnits(int large, string largeUnit, int small, string smallUnit) =>
        small == 0 ? Format($"{large} {largeUnit}") : Format($"{large} {largeUnit} {small} {smallUnit}");

    private static string Format(FormattableString text) => FormattableString.Invariant(text);
}
