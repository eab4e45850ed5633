using System.Globalization;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

namespace CacheCore.DependencyInjection;

/// <summary>
/// Reads options from a configuration section. Written out by hand instead of generated: sizes come with units,
/// and a key that means nothing is refused rather than passed over.
/// </summary>
internal static class CacheCoreOptionsBinder
{
    /// <summary>Reads <paramref name="text"/> into an option; returns null, or what should have been written instead.</summary>
    private delegate string? Binding(CacheCoreOptions options, string text);

    private delegate void ListBinding(IConfigurationSection list, CacheCoreOptions options, List<string> problems);

    private delegate bool Parser<T>(string text, out T value);

    /// <summary>What can be set, in the words of configuration.</summary>
    private static readonly Dictionary<string, Binding> Bindings = new(StringComparer.OrdinalIgnoreCase)
    {
        [nameof(CacheCoreOptions.MemoryLimit)] = LongSize((o, value) => o.MemoryLimit = value),
        [nameof(CacheCoreOptions.MemoryLimitPercent)] = Read<double?>(TryParsePercent, (o, value) => o.MemoryLimitPercent = value, "a percentage such as 25%, or nothing for none"),
        [nameof(CacheCoreOptions.MaxMemoryLimit)] = LongSize((o, value) => o.MaxMemoryLimit = value),
        [nameof(CacheCoreOptions.MaxItemSize)] = Size((o, value) => o.MaxItemSize = value),
        [nameof(CacheCoreOptions.MaxItems)] = Read((string text, out long value) => long.TryParse(text, NumberStyles.Integer, CultureInfo.InvariantCulture, out value), (o, value) => o.MaxItems = value, "a whole number"),
        [nameof(CacheCoreOptions.EvictionPolicy)] = OneOf<EvictionPolicy>((o, value) => o.EvictionPolicy = value, "Adaptive, Segmented or Lru"),
        [nameof(CacheCoreOptions.Name)] = Text((o, value) => o.Name = value),
        [nameof(CacheCoreOptions.PageSize)] = Size((o, value) => o.PageSize = value),
        [nameof(CacheCoreOptions.GrowthFactor)] = Number((o, value) => o.GrowthFactor = value),
        [nameof(CacheCoreOptions.SmallestChunkSize)] = Size((o, value) => o.SmallestChunkSize = value),
        [nameof(CacheCoreOptions.UseHugePages)] = YesNo((o, value) => o.UseHugePages = value),
        [nameof(CacheCoreOptions.HotPercent)] = Whole((o, value) => o.HotPercent = value),
        [nameof(CacheCoreOptions.WarmPercent)] = Whole((o, value) => o.WarmPercent = value),
        [nameof(CacheCoreOptions.HotMaxAgeFactor)] = Number((o, value) => o.HotMaxAgeFactor = value),
        [nameof(CacheCoreOptions.WarmMaxAgeFactor)] = Number((o, value) => o.WarmMaxAgeFactor = value),
        [nameof(CacheCoreOptions.MaxPinnedBytes)] = Read<long?>(TryParseOptionalSize, (o, value) => o.MaxPinnedBytes = value, WantedSize + ", or nothing for a 16th of MemoryLimit"),
        [nameof(CacheCoreOptions.TemporaryLifetime)] = Time((o, value) => o.TemporaryLifetime = value),
        [nameof(CacheCoreOptions.BackgroundMaintenance)] = YesNo((o, value) => o.BackgroundMaintenance = value),
        [nameof(CacheCoreOptions.PageBalancing)] = OneOf<PageBalancing>((o, value) => o.PageBalancing = value, "Off, Steady or Eager"),
        [nameof(CacheCoreOptions.NoticeCapacity)] = Whole((o, value) => o.NoticeCapacity = value),
        [nameof(CacheCoreOptions.DefaultExpiration)] = Time((o, value) => o.DefaultExpiration = value),
        [nameof(CacheCoreOptions.DefaultSlidingExpiration)] = Time((o, value) => o.DefaultSlidingExpiration = value),
        [nameof(CacheCoreOptions.ThrowOnRejectedSet)] = YesNo((o, value) => o.ThrowOnRejectedSet = value),
    };

    /// <summary>The options that are lists; their entries are children of their keys.</summary>
    private static readonly Dictionary<string, ListBinding> ListBindings = new(StringComparer.OrdinalIgnoreCase)
    {
        [nameof(CacheCoreOptions.ChunkSizes)] = BindChunkSizes,
        [nameof(CacheCoreOptions.PinnedKeyPrefixes)] = BindPinnedKeyPrefixes,
    };

    /// <summary>All keys that a section may hold.</summary>
    public static IReadOnlyList<string> KnownKeys { get; } = [.. Bindings.Keys, .. ListBindings.Keys];

    /// <summary>Sets what <paramref name="configuration"/> names and leaves the rest.</summary>
    /// <exception cref="OptionsValidationException">Unknown keys or texts that cannot be read; all of them are listed.</exception>
    public static void Bind(IConfiguration configuration, CacheCoreOptions options, string optionsName)
    {
        List<string> problems = [];
        List<string> unknown = [];
        foreach (IConfigurationSection entry in configuration.GetChildren())
        {
            if (ListBindings.TryGetValue(entry.Key, out ListBinding? list))
            {
                list(entry, options, problems);
            }
            else if (Bindings.TryGetValue(entry.Key, out Binding? binding))
            {
                BindEntry(entry, options, binding, problems);
            }
            else
            {
                unknown.Add(entry.Path);
            }
        }

        if (unknown.Count > 0)
        {
            problems.Add(UnknownKeys(unknown));
        }

        if (problems.Count > 0)
        {
            throw new OptionsValidationException(optionsName, typeof(CacheCoreOptions), problems);
        }
    }

    private static void BindEntry(IConfigurationSection entry, CacheCoreOptions options, Binding binding, List<string> problems)
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

    private static void BindChunkSizes(IConfigurationSection list, CacheCoreOptions options, List<string> problems)
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
            if (TryParseIntSize(entry.Value ?? "", out int size))
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
            options.ChunkSizes = sizes.Count > 0 ? sizes : null;
        }
    }

    /// <summary>What is listed takes the place of what was preset; an empty list leaves nothing of it.</summary>
    private static void BindPinnedKeyPrefixes(IConfigurationSection list, CacheCoreOptions options, List<string> problems)
    {
        IConfigurationSection[] entries = [.. list.GetChildren()];
        if (!string.IsNullOrEmpty(list.Value))
        {
            problems.Add(Unreadable(list, "a list of texts"));
        }
        else if (entries.Length > 0 || list.Value is not null)
        {
            options.PinnedKeyPrefixes = [.. entries.Select(entry => entry.Value ?? "")];
        }
    }

    private static string Unreadable(IConfigurationSection entry, string wanted) =>
        $"Configuration '{entry.Path}' is '{entry.Value}', which cannot be read; write {wanted}.";

    private static string UnknownKeys(List<string> paths)
    {
        const int Shown = 5;   // the root of a configuration holds every environment variable
        string names = string.Join(", ", paths.Take(Shown).Select(path => $"'{path}'"));
        string more = paths.Count > Shown ? string.Create(CultureInfo.InvariantCulture, $" and {paths.Count - Shown} more") : "";
        return $"Configuration holds keys that CacheCore does not know: {names}{more}. It knows: {string.Join(", ", KnownKeys.Order(StringComparer.Ordinal))}.";
    }

    private const string WantedSize = "a size such as 1048576, 64k, 512MB or 1.5GB";

    private static Binding LongSize(Action<CacheCoreOptions, long> assign) =>
        Read((string text, out long value) => SizeText.TryParse(text, out value), assign, WantedSize);

    private static Binding Size(Action<CacheCoreOptions, int> assign) => Read(TryParseIntSize, assign, WantedSize + ", below 2 GiB");

    private static Binding Text(Action<CacheCoreOptions, string> assign) => (options, text) =>
    {
        assign(options, text);
        return null;
    };

    private static Binding Whole(Action<CacheCoreOptions, int> assign) =>
        Read((string text, out int value) => int.TryParse(text, NumberStyles.Integer, CultureInfo.InvariantCulture, out value), assign, "a whole number");

    private static Binding Number(Action<CacheCoreOptions, double> assign) =>
        Read((string text, out double value) => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out value), assign, "a number such as 1.25");

    private static Binding OneOf<T>(Action<CacheCoreOptions, T> assign, string wanted)
        where T : struct, Enum =>
        Read((string text, out T value) => TryParseName(text, out value), assign, wanted);

    private static Binding YesNo(Action<CacheCoreOptions, bool> assign) => Read<bool>(bool.TryParse, assign, "true or false");

    private static Binding Time(Action<CacheCoreOptions, TimeSpan?> assign) =>
        Read<TimeSpan?>(TryParseTime, assign, "a time such as 00:20:00 (20 minutes) or 7.00:00:00 (7 days), or nothing for none");

    private static Binding Read<T>(Parser<T> parse, Action<CacheCoreOptions, T> assign, string wanted) => (options, text) =>
    {
        if (!parse(text, out T value))
        {
            return wanted;
        }

        assign(options, value);
        return null;
    };

    /// <summary>A name and nothing else: .NET would take numbers for names, and sums of names.</summary>
    private static bool TryParseName<T>(string text, out T value)
        where T : struct, Enum =>
        Enum.TryParse(text, ignoreCase: true, out value) && Enum.GetNames<T>().Contains(text.Trim(), StringComparer.OrdinalIgnoreCase);

    private static bool TryParseIntSize(string text, out int value)
    {
        bool reads = SizeText.TryParse(text, out long size) && size <= int.MaxValue;
        value = reads ? (int)size : 0;
        return reads;
    }

    private static bool TryParsePercent(string text, out double? value)
    {
        value = null;
        if (text.Length == 0)
        {
            return true;
        }

        ReadOnlySpan<char> number = text.AsSpan().TrimEnd();
        number = number.EndsWith("%") ? number[..^1] : number;
        bool reads = double.TryParse(number, NumberStyles.Float, CultureInfo.InvariantCulture, out double percent);
        value = reads ? percent : null;
        return reads;
    }

    private static bool TryParseOptionalSize(string text, out long? value)
    {
        bool reads = SizeText.TryParse(text, out long size);
        value = reads ? size : null;
        return reads || text.Length == 0;
    }

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
