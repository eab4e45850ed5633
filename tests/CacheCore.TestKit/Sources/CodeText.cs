using System.Text.RegularExpressions;

namespace CacheCore.TestKit;

/// <summary>C# text with comments and literals blanked out, so that a word found in it is code. Line breaks stay.</summary>
internal static partial class CodeText
{
    public static string Of(string source) =>
        CommentOrLiteral().Replace(source, found => new string('\n', found.Value.Count(c => c == '\n')));

    public static bool HasWord(string code, string word) => Regex.IsMatch(code, $@"\b{word}\b");

    // One alternation, first come first served: a quote inside a comment opens nothing, nor does a comment inside a string.
    [GeneratedRegex("""
        //[^\n]*
        | /\*[\s\S]*?\*/
        | \"{3}[\s\S]*?\"{3}
        | \$?@\$?"(?:[^"]|"")*"
        | "(?:\\.|[^"\\\n])*"
        | '(?:\\.[^'\n]*|[^'\\\n])'
        """, RegexOptions.IgnorePatternWhitespace | RegexOptions.CultureInvariant)]
    private static partial Regex CommentOrLiteral();
}
