namespace CacheCore.Tool.CommandLine;

/// <summary>
/// Takes a command line apart as getopt_long does: <c>-vvp 11211</c>, <c>-p11211</c>, <c>--port=11211</c>, <c>--port 11211</c>, long names
/// cut short where that is unmistakable, <c>--</c> for the end. What is no option is passed over, as memcached does. Pure.
/// </summary>
internal sealed class OptionReader(string program, IReadOnlyList<OptionSpec> specs)
{
    /// <summary>The options in order.</summary>
    /// <exception cref="RefusedException">There is no such option, or its argument is missing.</exception>
    public IReadOnlyList<GivenOption> Read(IReadOnlyList<string> args)
    {
        var given = new List<GivenOption>();
        for (int at = 0; at < args.Count; at++)
        {
            string word = args[at];
            if (word == "--")
            {
                break;
            }

            if (word.StartsWith("--", StringComparison.Ordinal))
            {
                given.Add(ReadLong(word[2..], args, ref at));
            }
            else if (word.Length > 1 && word[0] == '-')
            {
                ReadLetters(word, args, ref at, given);
            }
        }

        return given;
    }

    private void ReadLetters(string word, IReadOnlyList<string> args, ref int at, List<GivenOption> given)
    {
        for (int i = 1; i < word.Length; i++)
        {
            OptionSpec spec = specs.FirstOrDefault(one => one.Letter == word[i]) ?? throw Wrong($"invalid option -- '{word[i]}'");
            if (!spec.TakesArgument)
            {
                given.Add(new GivenOption(spec.Letter, ""));
            }
            else if (i + 1 < word.Length)
            {
                given.Add(new GivenOption(spec.Letter, word[(i + 1)..]));
                return;
            }
            else
            {
                given.Add(new GivenOption(spec.Letter, Next(args, ref at, $"option requires an argument -- '{spec.Letter}'")));
                return;
            }
        }
    }

    private GivenOption ReadLong(string word, IReadOnlyList<string> args, ref int at)
    {
        int equals = word.IndexOf('=', StringComparison.Ordinal);
        string name = equals < 0 ? word : word[..equals];
        OptionSpec spec = Find(name);
        if (!spec.TakesArgument)
        {
            return equals < 0 ? new GivenOption(spec.Letter, "") : throw Wrong($"option '--{spec.Name}' doesn't allow an argument");
        }

        string argument = equals < 0 ? Next(args, ref at, $"option '--{spec.Name}' requires an argument") : word[(equals + 1)..];
        return new GivenOption(spec.Letter, argument);
    }

    private OptionSpec Find(string name)
    {
        if (specs.FirstOrDefault(one => one.Name == name) is { } exact)
        {
            return exact;
        }

        List<OptionSpec> candidates =
            [.. specs.Where(one => name.Length > 0 && one.Name?.StartsWith(name, StringComparison.Ordinal) == true)];
        return candidates.Count switch
        {
            1 => candidates[0],
            0 => throw Wrong($"unrecognized option '--{name}'"),
            _ => throw Wrong(
                $"option '--{name}' is ambiguous; possibilities: {string.Join(" ", candidates.Select(one => $"'--{one.Name}'"))}"),
        };
    }

    private string Next(IReadOnlyList<string> args, ref int at, string problem) => at + 1 < args.Count ? args[++at] : throw Wrong(problem);

    private RefusedException Wrong(string problem) => new(ExitCode.Failure, $"{program}: {problem}");
}
