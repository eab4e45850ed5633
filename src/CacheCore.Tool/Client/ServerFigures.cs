using System.Globalization;
using CacheCore.Tool.CommandLine;

namespace CacheCore.Tool.Client;

/// <summary>
/// The figures of <c>stats</c> by name. Which there are depends on the server: one that is missing is null, or 0 where it is counted.
/// </summary>
internal sealed class ServerFigures(IEnumerable<StatLine> lines)
{
    private readonly Dictionary<string, string> _byName = Index(lines);

    public string? Text(string name) => _byName.GetValueOrDefault(name);

    /// <summary>A whole number; 0 where there is none of that name.</summary>
    public long Count(string name) => Number(name) is { } value && value < long.MaxValue ? (long)value : 0;

    /// <summary>A number; null where there is none of that name.</summary>
    public double? Number(string name) =>
        _byName.TryGetValue(name, out string? text) && Numbers.TryDouble(text, out double value) ? value : null;

    /// <summary>True if the server has a figure of that name.</summary>
    public bool Has(string name) => _byName.ContainsKey(name);

    /// <summary>The numbers of groups such as <c>1:chunk_size</c> behind a prefix such as <c>items:</c>, ascending.</summary>
    public IReadOnlyList<int> Groups(string prefix) =>
    [
        .. _byName.Keys
            .Where(name => name.StartsWith(prefix, StringComparison.Ordinal))
            .Select(name => name[prefix.Length..].Split(':'))
            .Where(words => words.Length == 2 && int.TryParse(words[0], NumberStyles.None, CultureInfo.InvariantCulture, out _))
            .Select(words => int.Parse(words[0], CultureInfo.InvariantCulture))
            .Distinct()
            .Order(),
    ];

    private static Dictionary<string, string> Index(IEnumerable<StatLine> lines)
    {
        var byName = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (StatLine line in lines)
        {
            byName[line.Name] = line.Value;
        }

        return byName;
    }
}
