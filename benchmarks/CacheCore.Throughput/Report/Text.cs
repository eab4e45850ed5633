using System.Globalization;

namespace CacheCore.Throughput.Report;

/// <summary>Figures as they stand in tables, the same in every culture.</summary>
internal static class Text
{
    public static string Fixed(double? value, int digits) =>
        value is { } number && double.IsFinite(number) ? number.ToString("F" + digits, CultureInfo.InvariantCulture) : "-";

    public static string Times(double value) => Fixed(value, 2) + " x";

    public static string MebiBytes(double bytes) => Fixed(bytes / (1 << 20), 0);

    public static string Whole(double value) => value.ToString("N0", CultureInfo.InvariantCulture);
}
