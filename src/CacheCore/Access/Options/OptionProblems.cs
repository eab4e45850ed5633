using System.Globalization;

namespace CacheCore.Access.Options;

/// <summary>What is wrong with a set of options: a sentence each, which names option, value and range.</summary>
internal sealed class OptionProblems
{
    private readonly List<string> _sentences;
    private readonly HashSet<string> _options = new(StringComparer.Ordinal);
    private readonly string _prefix;

    public OptionProblems()
        : this([], "")
    {
    }

    private OptionProblems(List<string> sentences, string prefix) => (_sentences, _prefix) = (sentences, prefix);

    public IReadOnlyList<string> Sentences => _sentences;

    /// <summary>The same list for options of a section within: their names begin with its own.</summary>
    public OptionProblems Within(string section) => new(_sentences, $"{_prefix}{section}.");

    /// <summary>True if nothing is wrong with any of these by itself, so that a rule about several can speak of them.</summary>
    public bool AreNoneOf(params ReadOnlySpan<string> options)
    {
        foreach (string option in options)
        {
            if (_options.Contains(option))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Notes a problem with an option unless a condition holds.</summary>
    public void Require(bool holds, string option, object? value, string range)
    {
        if (!holds)
        {
            _ = _options.Add(option);
            _sentences.Add($"{_prefix}{option} is {Shown(value)}; it must be {range}.");
        }
    }

    private static string Shown(object? value) => value switch
    {
        null => "null",
        "" => "empty",
        int or long => string.Create(CultureInfo.InvariantCulture, $"{value:N0}"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{value}"),
    };
}
