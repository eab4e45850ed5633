using System.Globalization;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

namespace CacheCore.Access.Options;

/// <summary>The options of one kind, a row each: from it they are read, checked and compared.</summary>
/// <param name="owner">Who knows them, as messages call it.</param>
/// <param name="subject">What has them, as messages call it before its name.</param>
/// <param name="rules">What has to hold between several of them.</param>
/// <param name="rows">Each of them.</param>
internal sealed class OptionTable<TOptions>(
    string owner, string subject, Action<TOptions, OptionProblems> rules, OptionRow<TOptions>[] rows)
    : IValidateOptions<TOptions>
    where TOptions : class
{
    private readonly Dictionary<string, OptionRow<TOptions>> _rowOf =
        rows.ToDictionary(static row => row.Name, StringComparer.OrdinalIgnoreCase);

    public IReadOnlyList<OptionRow<TOptions>> Rows => rows;

    /// <summary>Sets what <paramref name="configuration"/> names and leaves the rest.</summary>
    /// <exception cref="OptionsValidationException">Unknown keys or texts that cannot be read; all of them are listed.</exception>
    public void Bind(IConfiguration configuration, TOptions options, string optionsName)
    {
        List<string> problems = [];
        Bind(configuration, options, problems);
        if (problems.Count > 0)
        {
            throw new OptionsValidationException(optionsName, typeof(TOptions), problems);
        }
    }

    /// <summary>The same for a section within one: what is wrong is added to a list.</summary>
    public void Bind(IConfiguration configuration, TOptions options, List<string> problems)
    {
        List<string> unknown = [];
        foreach (IConfigurationSection entry in configuration.GetChildren())
        {
            if (_rowOf.TryGetValue(entry.Key, out OptionRow<TOptions>? row))
            {
                row.Bind(entry, options, problems);
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
    }

    /// <summary>Adds what is wrong with them, each by itself and together.</summary>
    public void Check(TOptions options, OptionProblems problems)
    {
        CheckEach(options, problems);
        rules(options, problems);
    }

    /// <summary>Adds what is wrong with each by itself.</summary>
    public void CheckEach(TOptions options, OptionProblems problems) => Array.ForEach(rows, row => row.Check(options, problems));

    /// <summary>One sentence for each option out of range, naming option, value and range; none when all is well.</summary>
    public IReadOnlyList<string> Problems(TOptions options)
    {
        OptionProblems problems = new();
        Check(options, problems);
        return problems.Sentences;
    }

    /// <exception cref="ArgumentException">An option is out of range; the message has all that are.</exception>
    public void ThrowIfWrong(TOptions options)
    {
        if (Problems(options) is { Count: > 0 } problems)
        {
            throw new ArgumentException(string.Join(' ', problems), nameof(options));
        }
    }

    /// <summary>
    /// Has the options of everything that was added to a container checked, when the host starts and again when it is made.
    /// </summary>
    public ValidateOptionsResult Validate(string? name, TOptions options)
    {
        IReadOnlyList<string> problems = Problems(options);
        return problems.Count == 0
            ? ValidateOptionsResult.Success
            : ValidateOptionsResult.Fail(
                string.IsNullOrEmpty(name) ? problems : problems.Select(problem => $"{subject} '{name}': {problem}"));
    }

    /// <summary>The names of those that differ, of those that move or of those that do not.</summary>
    public string[] Changed(TOptions before, TOptions after, bool moving) =>
        [.. rows.Where(row => row.Moves == moving && !Equals(row.ValueOf(before), row.ValueOf(after))).Select(static row => row.Name)];

    private string UnknownKeys(List<string> paths)
    {
        const int Shown = 5;   // the root of a configuration holds every environment variable
        string names = string.Join(", ", paths.Take(Shown).Select(static path => $"'{path}'"));
        string more = paths.Count > Shown ? string.Create(CultureInfo.InvariantCulture, $" and {paths.Count - Shown} more") : "";
        string known = string.Join(", ", rows.Select(static row => row.Name).Order(StringComparer.Ordinal));
        return $"Configuration holds keys that {owner} does not know: {names}{more}. It knows: {known}.";
    }
}
