using System.CommandLine;
using System.CommandLine.Invocation;
using System.CommandLine.Parsing;

namespace CacheCore.Tool.CommandLine;

/// <summary>What is wrong with a command line, in one line that says where help is.</summary>
internal static class UsageProblem
{
    private const string Program = "cachecore";

    /// <param name="parsed">What was made of it.</param>
    /// <param name="args">Its words.</param>
    /// <returns>Null: nothing is.</returns>
    public static string? Of(ParseResult parsed, string[] args)
    {
        bool isRefused = parsed.Action is ParseErrorAction;
        if (!isRefused && parsed.Action != parsed.CommandResult.Command.Action)
        {
            return null; // help, or the version, whatever else is there
        }

        string? problem = UnknownOption(parsed, args) is { } option ? $"there is no option {option}"
            : !isRefused ? null
            : parsed.UnmatchedTokens.Count > 0 ? Unmatched(parsed)
            : string.Join("; ", parsed.Errors.Select(static error => error.Message.TrimEnd('.')).Distinct());
        string command = NameOf(parsed.CommandResult);
        return problem is null ? null : $"{command}: {problem}; see {command} --help";
    }

    private static string Unmatched(ParseResult parsed) => parsed.CommandResult.Command is RootCommand
        ? $"there is no command {parsed.UnmatchedTokens[0]}"
        : $"{parsed.UnmatchedTokens[0]} is one word too many";

    /// <summary>A word that looks like an option and would be taken for a value, unless it stands behind <c>--</c>.</summary>
    private static string? UnknownOption(ParseResult parsed, string[] args)
    {
        HashSet<string> words = new(args.TakeWhile(static word => word != "--"), StringComparer.Ordinal);
        IEnumerable<string> values = parsed.CommandResult.Children.OfType<ArgumentResult>()
            .SelectMany(static argument => argument.Tokens)
            .Select(static token => token.Value);
        return parsed.UnmatchedTokens.Concat(values)
            .FirstOrDefault(word => word.Length > 1 && word[0] == '-' && words.Contains(word))?
            .Split('=')[0];
    }

    private static string NameOf(CommandResult command) =>
        command.Parent is CommandResult parent ? $"{NameOf(parent)} {command.Command.Name}" : Program;
}
