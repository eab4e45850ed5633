using System.Globalization;
using CacheCore.Primitives;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;
using Reads = CacheCore.DependencyInjection.OptionText<CacheCore.CacheCoreOptions>;

namespace CacheCore.DependencyInjection;

/// <summary>
/// Reads options from a configuration section. Written out by hand instead of generated: sizes come with units,
/// and a key that means nothing is refused rather than passed over.
/// </summary>
internal static class CacheCoreOptionsBinder
{
    private delegate void ListBinding(IConfigurationSection list, CacheCoreOptions options, List<string> problems);

    /// <summary>What can be set, in the words of configuration.</summary>
    private static readonly Dictionary<string, Binding<CacheCoreOptions>> Bindings = new(StringComparer.OrdinalIgnoreCase)
    {
        [nameof(CacheCoreOptions.MemoryLimit)] = Reads.LongSize((o, value) => o.MemoryLimit = value),
        [nameof(CacheCoreOptions.MemoryLimitPercent)] = Reads.Read<double?>(TryParsePercent, (o, value) => o.MemoryLimitPercent = value, "a percentage such as 25%, or nothing for none"),
        [nameof(CacheCoreOptions.MaxMemoryLimit)] = Reads.LongSize((o, value) => o.MaxMemoryLimit = value),
        [nameof(CacheCoreOptions.MaxItemSize)] = Reads.Size((o, value) => o.MaxItemSize = value),
        [nameof(CacheCoreOptions.MaxItems)] = Reads.LongWhole((o, value) => o.MaxItems = value),
        [nameof(CacheCoreOptions.EvictionPolicy)] = Reads.OneOf<EvictionPolicy>(
            (o, value) => o.EvictionPolicy = value, Choices.Of<EvictionPolicy>()),
        [nameof(CacheCoreOptions.AllowEviction)] = Reads.YesNo((o, value) => o.AllowEviction = value),
        [nameof(CacheCoreOptions.Name)] = Reads.Text((o, value) => o.Name = value),
        [nameof(CacheCoreOptions.PageSize)] = Reads.Size((o, value) => o.PageSize = value),
        [nameof(CacheCoreOptions.GrowthFactor)] = Reads.Number((o, value) => o.GrowthFactor = value),
        [nameof(CacheCoreOptions.SmallestChunkSize)] = Reads.Size((o, value) => o.SmallestChunkSize = value),
        [nameof(CacheCoreOptions.UseHugePages)] = Reads.YesNo((o, value) => o.UseHugePages = value),
        [nameof(CacheCoreOptions.HotPercent)] = Reads.Whole((o, value) => o.HotPercent = value),
        [nameof(CacheCoreOptions.WarmPercent)] = Reads.Whole((o, value) => o.WarmPercent = value),
        [nameof(CacheCoreOptions.HotMaxAgeFactor)] = Reads.Number((o, value) => o.HotMaxAgeFactor = value),
        [nameof(CacheCoreOptions.WarmMaxAgeFactor)] = Reads.Number((o, value) => o.WarmMaxAgeFactor = value),
        [nameof(CacheCoreOptions.MaxPinnedBytes)] = Reads.Read<long?>(TryParseOptionalSize, (o, value) => o.MaxPinnedBytes = value, Reads.WantedSize + ", or nothing for a 16th of MemoryLimit"),
        [nameof(CacheCoreOptions.TemporaryLifetime)] = Reads.Time((o, value) => o.TemporaryLifetime = value),
        [nameof(CacheCoreOptions.BackgroundMaintenance)] = Reads.YesNo((o, value) => o.BackgroundMaintenance = value),
        [nameof(CacheCoreOptions.PageBalancing)] = Reads.OneOf<PageBalancing>((o, value) => o.PageBalancing = value, "Off, Steady or Eager"),
        [nameof(CacheCoreOptions.NoticeCapacity)] = Reads.Whole((o, value) => o.NoticeCapacity = value),
        [nameof(CacheCoreOptions.DefaultExpiration)] = Reads.Time((o, value) => o.DefaultExpiration = value),
        [nameof(CacheCoreOptions.DefaultSlidingExpiration)] = Reads.Time((o, value) => o.DefaultSlidingExpiration = value),
        [nameof(CacheCoreOptions.ThrowOnRejectedSet)] = Reads.YesNo((o, value) => o.ThrowOnRejectedSet = value),
    };

    /// <summary>The options that are lists; their entries are children of their keys.</summary>
    private static readonly Dictionary<string, ListBinding> ListBindings = new(StringComparer.OrdinalIgnoreCase)
    {
        [nameof(CacheCoreOptions.ChunkSizes)] = static (list, options, problems) => Reads.BindSizes(list, sizes => options.ChunkSizes = sizes, problems),
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
            else if (Bindings.TryGetValue(entry.Key, out Binding<CacheCoreOptions>? binding))
            {
                Reads.Bind(entry, options, binding, problems);
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

    /// <summary>What is listed takes the place of what was preset; an empty list leaves nothing of it.</summary>
    private static void BindPinnedKeyPrefixes(IConfigurationSection list, CacheCoreOptions options, List<string> problems)
    {
        IConfigurationSection[] entries = [.. list.GetChildren()];
        if (!string.IsNullOrEmpty(list.Value))
        {
            problems.Add(Reads.Unreadable(list, "a list of texts"));
        }
        else if (entries.Length > 0 || list.Value is not null)
        {
            options.PinnedKeyPrefixes = [.. entries.Select(entry => entry.Value ?? "")];
        }
    }

    private static string UnknownKeys(List<string> paths)
    {
        const int Shown = 5;   // the root of a configuration holds every environment variable
        string names = string.Join(", ", paths.Take(Shown).Select(path => $"'{path}'"));
        string more = paths.Count > Shown ? string.Create(CultureInfo.InvariantCulture, $" and {paths.Count - Shown} more") : "";
        return $"Configuration holds keys that CacheCore does not know: {names}{more}. It knows: {string.Join(", ", KnownKeys.Order(StringComparer.Ordinal))}.";
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
}
