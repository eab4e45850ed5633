using System.Text.RegularExpressions;

namespace CacheCore.Tests.Tidy;

/// <summary>The links of a Markdown text that lead to other files of the repository.</summary>
internal static partial class MarkdownLinks
{
    /// <summary>Targets as written, without their fragments. Links to the web, and those within the text itself, are left out.</summary>
    public static IEnumerable<string> Of(string markdown)
    {
        string prose = CodeBlockOrSpan().Replace(markdown, "");
        return InlineLink().Matches(prose).Concat(Definition().Matches(prose))
            .Select(link => Uri.UnescapeDataString(link.Groups[1].Value.Split('#')[0]))
            .Where(target => target.Length > 0 && !Scheme().IsMatch(target));
    }

    [GeneratedRegex(@"^```[\s\S]*?^```|`[^`\n]*`", RegexOptions.Multiline)]
    private static partial Regex CodeBlockOrSpan();

    [GeneratedRegex(@"\]\(\s*<?([^)\s>]+)")]
    private static partial Regex InlineLink();

    [GeneratedRegex(@"^\s{0,3}\[[^\]]+\]:\s*<?([^\s>]+)", RegexOptions.Multiline)]
    private static partial Regex Definition();

    [GeneratedRegex("^[a-z][a-z0-9+.-]*:", RegexOptions.IgnoreCase)]
    private static partial Regex Scheme();
}
