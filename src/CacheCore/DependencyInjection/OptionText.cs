using System.Globalization;
using CacheCore.Primitives;
using Microsoft.Extensions.Configuration;

namespace CacheCore.DependencyInjection;

/// <summary>Reads a text into an option; returns null, or what should have been written instead.</summary>
internal delegate string? Binding<in TOptions>(TOptions options, string text);

/// <summary>Options of any kind as configuration writes them: what a text has to look like, and what is said of one that does not.</summary>
/// <typeparam name="TOptions">Whose options they are.</typeparam>
internal static class OptionText<TOptions>
{
    public const string WantedSize = "a size such as 1048576, 64k, 512MB or 1.5GB";

    public delegate bool Parser<T>(string text, out T value);

    public static Binding<TOptions> LongSize(Action<TOptions, long> assign) =>
        Read((string text, out long value) => SizeText.TryParse(text, out value), assign, WantedSize);

    public static Binding<TOptions> Size(Action<TOptions, int> assign) => Read(TryParseSize, assign, WantedSize + ", below 2 GiB");

    public static Binding<TOptions> Text(Action<TOptions, string> assign) => (options, text) =>
    {
        assign(options, text);
        return null;
    };

    public static Binding<TOptions> Whole(Action<TOptions, int> assign) =>
        Read((string text, out int value) => int.TryParse(text, NumberStyles.Integer, CultureInfo.InvariantCulture, out value), assign, "a whole number");

    public static Binding<TOptions> LongWhole(Action<TOptions, long> assign) =>
        Read((string text, out long value) => long.TryParse(text, NumberStyles.Integer, CultureInfo.InvariantCulture, out value), assign, "a whole number");

    public static Binding<TOptions> Number(Action<TOptions, double> assign) =>
        Read((string text, out double value) => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out value), assign, "a number such as 1.25");

    public static Binding<TOptions> OneOf<T>(Action<TOptions, T> assign, string wanted)
        where T : struct, Enum =>
        Read((string text, out T value) => TryParseName(text, out value), assign, wanted);

    public static Binding<TOptions> YesNo(Action<TOptions, bool> assign) => Read<bool>(bool.TryParse, assign, "true or false");

    public static Binding<TOptions> Time(Action<TOptions, TimeSpan?> assign) =>
        Read<TimeSpan?>(TryParseTime, assign, "a time such as 00:20:00 (20 minutes) or 7.00:00:00 (7 days), or nothing for none");

    public static Binding<TOptions> Read<T>(Parser<T> parse, Action<TOptions, T> assign, string wanted) => (options, text) =>
    {
        if (!parse(text, out T value))
        {
            return wanted;
        }

        assign(options, value);
        return null;
    };

    /// <summary>Reads one entry of a section.</summary>
    public static void Bind(IConfigurationSection entry, TOptions options, Binding<TOptions> binding, List<string> problems)
    {
        // A JSON null: nothing is said about this option.
        if (entry.Value is null && !entry.GetChildren().Any())
        {
            return;
        }

        if (entry.Value is not { } text)
        {
            problems.Add($"Configuration '{entry.Path}' holds keys of its own; it takes one value.");
        }
        else if (binding(options, text) is { } wanted)
        {
            problems.Add(Unreadable(entry, wanted));
        }
    }

    /// <summary>Reads a list of sizes; one that is there and empty is none.</summary>
    public static void BindSizes(IConfigurationSection list, Action<List<int>?> assign, List<string> problems)
    {
        if (!string.IsNullOrEmpty(list.Value))
        {
            problems.Add(Unreadable(list, "a list of sizes"));
            return;
        }

        List<int> sizes = [];
        IConfigurationSection[] entries = [.. list.GetChildren()];
        foreach (IConfigurationSection entry in entries)
        {
            if (TryParseSize(entry.Value ?? "", out int size))
            {
                sizes.Add(size);
            }
            else
            {
                problems.Add(Unreadable(entry, WantedSize));
            }
        }

        if (entries.Length > 0 || list.Value is not null)
        {
            assign(sizes.Count > 0 ? sizes : null);
        }
    }

    public static string Unreadable(IConfigurationSection entry, string wanted) =>
        $"Configuration '{entry.Path}' is '{entry.Value}', which cannot be read; write {wanted}.";

    private static bool TryParseSize(string text, out int value)
    {
        bool reads = SizeText.TryParse(text, out long size) && size <= int.MaxValue;
        value = reads ? (int)size : 0;
        return reads;
    }

    /// <summary>A name and nothing else: .NET would take numbers for names, and sums of names.</summary>
    private static bool TryParseName<T>(string text, out T value)
        where T : struct, Enum =>
        Enum.TryParse(text, ignoreCase: true, out value) && Enum.GetNames<T>().Contains(text.Trim(), StringComparer.OrdinalIgnoreCase);

    private static bool TryParseTime(string text, out TimeSpan? value)
    {
        value = null;
        if (text.Length == 0)
        {
            return true;
        }

        // TimeSpan takes a bare "20" for 20 days, which nobody means.
        if (!text.Contains(':') || !TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out TimeSpan time))
        {
            return false;
        }

        value = time;
        return true;
    }
}
