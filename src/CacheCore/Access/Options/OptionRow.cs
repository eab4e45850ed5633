using Microsoft.Extensions.Configuration;

namespace CacheCore.Access.Options;

/// <summary>
/// An option: how it is called, read, and checked. What reads configuration, what checks options, and what documents say of them follow
/// from the rows. No reflection: whoever makes one hands over how to get at its property.
/// </summary>
/// <param name="name">The property's, and the key in configuration.</param>
internal abstract class OptionRow<TOptions>(string name)
{
    public string Name { get; } = name;

    /// <summary>What its values count, or are, as documents have it.</summary>
    public abstract string Unit { get; }

    /// <summary>Its values as documents have them; "-": all that can be written.</summary>
    public abstract string Range { get; }

    /// <summary>True: whoever runs takes a change on; false: it waits for the next start.</summary>
    public bool Moves { get; init; }

    /// <summary>What is set, to be compared and shown: a number, a text, a flag, null.</summary>
    public abstract object? ValueOf(TOptions options);

    /// <summary>Notes what is wrong with it alone.</summary>
    public abstract void Check(TOptions options, OptionProblems problems);

    /// <summary>Sets it to what configuration says. A JSON null says nothing.</summary>
    public void Bind(IConfigurationSection entry, TOptions options, List<string> problems)
    {
        IConfigurationSection[] children = [.. entry.GetChildren()];
        if (entry.Value is not null || children.Length > 0)
        {
            Bind(entry, children, options, problems);
        }
    }

    protected abstract void Bind(IConfigurationSection entry, IConfigurationSection[] children, TOptions options, List<string> problems);

    protected static string Unreadable(IConfigurationSection entry, string wanted) =>
        $"Configuration '{entry.Path}' is '{entry.Value}', which cannot be read; write {wanted}.";
}
