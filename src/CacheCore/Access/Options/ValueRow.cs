using Microsoft.Extensions.Configuration;

namespace CacheCore.Access.Options;

/// <summary>An option with one value.</summary>
/// <param name="name">The property's.</param>
/// <param name="get">Gets it.</param>
/// <param name="set">Sets it.</param>
/// <param name="reader">How it is written.</param>
/// <param name="range">What it may be; null = anything.</param>
/// <param name="unless">Where it does not count, and may be anything; null = it always does.</param>
internal sealed class ValueRow<TOptions, T>(
    string name,
    Func<TOptions, T> get,
    Action<TOptions, T> set,
    OptionReader<T> reader,
    OptionRange<T>? range = null,
    Predicate<TOptions>? unless = null)
    : OptionRow<TOptions>(name)
{
    public override string Unit => reader.Unit;

    public override string Range => range?.Brief ?? "-";

    public override object? ValueOf(TOptions options) => get(options);

    public override void Check(TOptions options, OptionProblems problems)
    {
        T value = get(options);
        if (range is not null && !range.Holds(value) && unless?.Invoke(options) != true)
        {
            problems.Require(false, Name, value, range.Words + range.Advice(value));
        }
    }

    protected override void Bind(IConfigurationSection entry, IConfigurationSection[] children, TOptions options, List<string> problems)
    {
        if (entry.Value is not { } text)
        {
            problems.Add($"Configuration '{entry.Path}' holds keys of its own; it takes one value.");
        }
        else if (reader.TryParse(text, out T value))
        {
            set(options, value);
        }
        else
        {
            problems.Add(Unreadable(entry, reader.Wanted));
        }
    }
}
