namespace CacheCore.Tool.CommandLine;

/// <summary>An option of a command line: one letter, a long name, and whether an argument follows.</summary>
/// <param name="Letter">The letter after one dash; it also names the option in code.</param>
/// <param name="Name">The name after two dashes; null = none.</param>
/// <param name="Argument">What the help text calls the argument; null = there is none.</param>
internal sealed record OptionSpec(char Letter, string? Name, string? Argument = null)
{
    public bool TakesArgument => Argument is not null;
}
