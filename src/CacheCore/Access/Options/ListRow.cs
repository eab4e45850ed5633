using System.Globalization;
using Microsoft.Extensions.Configuration;

namespace CacheCore.Access.Options;

/// <summary>
/// An option that is a list. In configuration its entries are children of its key, and take the place of what was preset.
/// </summary>
/// <param name="name">The property's.</param>
/// <param name="get">Gets it.</param>
/// <param name="set">Sets it; gets an empty list where configuration has one.</param>
/// <param name="kind">What it is a list of: sizes.</param>
/// <param name="reader">How an entry is written.</param>
/// <param name="range">What the list may be.</param>
/// <param name="each">What an entry may be; null = anything.</param>
internal sealed class ListRow<TOptions, T>(
    string name,
    Func<TOptions, IList<T>?> get,
    Action<TOptions, List<T>> set,
    string kind,
    OptionReader<T> reader,
    OptionRange<IList<T>?>? range = null,
    OptionRange<T>? each = null)
    : OptionRow<TOptions>(name)
{
    public override string Unit => reader.Unit;

    public override string Range => range?.Brief ?? "-";

    public override object? ValueOf(TOptions options) => get(options) is { } list ? string.Join('\0', list) : null;

    public override void Check(TOptions options, OptionProblems problems)
    {
        IList<T>? list = get(options);
        if (range is not null)
        {
            string? shown = list is null ? null : string.Create(CultureInfo.InvariantCulture, $"a list of {list.Count}");
            problems.Require(range.Holds(list), Name, shown, range.Words);
        }

        for (int i = 0; each is not null && i < list?.Count; i++)
        {
            problems.Require(each.Holds(list[i]), string.Create(CultureInfo.InvariantCulture, $"{Name}[{i}]"), list[i], each.Words);
        }
    }

    protected override void Bind(IConfigurationSection entry, IConfigurationSection[] children, TOptions options, List<string> problems)
    {
        if (!string.IsNullOrEmpty(entry.Value))
        {
            problems.Add(Unreadable(entry, $"a list of {kind}"));
            return;
        }

        List<T> values = [];
        foreach (IConfigurationSection child in children)
        {
            if (reader.TryParse(child.Value ?? "", out T value))
            {
                values.Add(value);
            }
            else
            {
                problems.Add(Unreadable(child, reader.Wanted));
            }
        }

        set(options, values);
    }
}
