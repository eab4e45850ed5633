using System.Text.RegularExpressions;

namespace CacheCore.Tests.Tidy;

/// <summary>Two files fit beside each other on a screen: code, scripts, mutations, and what documents say in sentences.</summary>
public partial class LineTests
{
    private const int MostColumns = 140;

    [TestCase(".cs")]
    [TestCase(".md")]
    [TestCase(".mutation")]
    [TestCase("")]
    public void No_line_is_long(string ending)
    {
        string[] files = ending.Length > 0 ? SourceTree.Files(".", ending) : [.. SourceTree.Files(".").Where(IsScript)];
        string[] tooLong = [.. files.SelectMany(static file => LongLines(file, SourceTree.Read(file)))];

        Assert.That(files, Is.Not.Empty);
        Assert.That(tooLong, Is.Empty, $"More than {MostColumns} columns:\n{string.Join('\n', tooLong)}");
    }

    [TestCase("a.cs", "int a = LONG;", true)]
    [TestCase("a.cs", "// LONG", true)]
    [TestCase("a.cs", "/// see https://example.com/LONG", false)]
    [TestCase("a.cs", "string a = \"\"\"\n    LONG words\n    \"\"\";", false)]
    [TestCase("a.cs", "    \"LONG\";", false)]
    [TestCase("a.cs", "    \"LONG and words\";", true)]
    [TestCase("a.cs", "    Call(\"a\", \"LONG\");", true)]
    [TestCase("a.md", "LONG", true)]
    [TestCase("a.md", "| LONG |", false)]
    [TestCase("a.md", "```\nLONG\n```", false)]
    [TestCase("a.md", "```\na\n```\nLONG", true)]
    [TestCase("a.md", "[a](LONG)", false)]
    [TestCase("run", "LONG", true)]
    public void A_long_line_is_found(string file, string text, bool isFound)
    {
        string source = "\n" + text.Replace("LONG", new string('x', MostColumns + 1), StringComparison.Ordinal);
        Assert.That(LongLines(file, source), isFound ? Has.One.StartsWith(file + ":") : Is.Empty);
    }

    /// <summary>Each such line's file, number and length. Without those that nobody could break.</summary>
    private static IEnumerable<string> LongLines(string file, string text)
    {
        string[] lines = text.ReplaceLineEndings("\n").Split('\n');
        if (!lines.Any(static line => line.Length > MostColumns))
        {
            return [];
        }

        string[] rest = WithoutWhatMayBeLong(file, text.ReplaceLineEndings("\n")).Split('\n');
        return
        [
            .. from number in Enumerable.Range(0, lines.Length)
               where lines[number].Length > MostColumns && !MayBeLong(lines[number].Trim(), rest[number].Trim())
               select $"{file}:{number + 1}: {lines[number].Length}",
        ];
    }

    /// <summary>Literals of code, and of documents rows of tables and what stands there as it is (code, drawings).</summary>
    private static string WithoutWhatMayBeLong(string file, string text) => Path.GetExtension(file) switch
    {
        ".cs" => CodeText.Of(text),
        ".md" => RowOrBlock().Replace(text, static found => new string('\n', found.Value.Count(static c => c == '\n'))),
        _ => text,
    };

    /// <summary>
    /// Nothing is left of it: a row, or a line of a raw literal, whose lines are the text's own. A literal without a blank at which it
    /// could be taken apart. An address.
    /// </summary>
    private static bool MayBeLong(string line, string rest) =>
        !line.StartsWith("//", StringComparison.Ordinal) && (rest.Length == 0 || (OnlyMarks().IsMatch(rest) && !line.Contains(' ')))
        || Address().IsMatch(line);

    private static bool IsScript(string file)
    {
        using StreamReader reader = new(Path.Combine(SourceTree.Root, file));
        return reader.Read() == '#' && reader.Read() == '!' && reader.ReadLine()?.EndsWith("sh", StringComparison.Ordinal) == true;
    }

    // So long by itself that no line could hold it with what little stands before.
    [GeneratedRegex(@"https?://\S{100,}|\]\([^)]{100,}\)")]
    private static partial Regex Address();

    [GeneratedRegex(@"^[$@+,;()\]\[]*$")]
    private static partial Regex OnlyMarks();

    [GeneratedRegex(@"^ *```[\s\S]*?^ *```|^ *\|.*$", RegexOptions.Multiline)]
    private static partial Regex RowOrBlock();
}
