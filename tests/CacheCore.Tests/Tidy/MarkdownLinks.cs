using System.Text.RegularExpressions;

namespace CacheCore.Tests.Tidy;

/// <summary>The links of a Markdown text that lead to files of the repository, or to places in them.</summary>
internal static partial class MarkdownLinks
{
    /// <summary>
    /// Files and fragments as written; the file is empty in a link within the text itself. Links to the web are left out.
    /// </summary>
    public static IEnumerable<(string File, string Fragment)> Of(string markdown)
    {
        string prose = CodeBlockOrSpan().Replace(markdown, "");
        return InlineLink().Matches(prose).Concat(Definition().Matches(prose))
            .Select(link => link.Groups[1].Value)
            .Where(target => !Scheme().IsMatch(target))
            .Select(target => target.Split('#', 2))
            .Select(parts => (Uri.UnescapeDataString(parts[0]), parts.Length > 1 ? parts[1] : ""));
    }

    /// <summary>
    /// The fragments that lead to a text's headings: small letters, no punctuation, a hyphen for each blank; a second of
    /// the same gets a number.
    /// </summary>
    public static IReadOnlyList<string> Anchors(string markdown)
    {
        List<string> anchors = [];
        foreach (Match heading in Heading().Matches(CodeBlock().Replace(markdown, "")))
        {
            string plain = NeitherLetterNorHyphen().Replace(LinkTarget().Replace(heading.Groups[1].Value.Trim(), "$1"), "");
            string anchor = plain.ToLowerInvariant().Replace(' ', '-');
            int same = anchors.Count(other => other == anchor);
            anchors.Add(same == 0 ? anchor : $"{anchor}-{same}");
        }

        return anchors;
    }

    [GeneratedRegex(@"^#{1,6}\s+(.+)$", RegexOptions.Multiline)]
    private static partial Regex Heading();

    [GeneratedRegex(@"^```[\s\S]*?^```", RegexOptions.Multiline)]
    private static partial Regex CodeBlock();

    [GeneratedRegex(@"\[([^\]]*)\]\([^)]*\)")]
    private static partial Regex LinkTarget();

    [GeneratedRegex(@"[^\w\- ]")]
    private static partial Regex NeitherLetterNorHyphen();

    [GeneratedRegex(@"^```[\s\S]*?^```|`[^`\n]*`", RegexOptions.Multiline)]
    private static partial Regex CodeBlockOrSpan();

    [GeneratedRegex(@"\]\(\s*<?([^)\s>]+)")]
    private static partial Regex InlineLink();

    [GeneratedRegex(@"^\s{0,3}\[[^\]]+\]:\s*<?([^\s>]+)", RegexOptions.Multiline)]
    private static partial Regex Definition();

    [GeneratedRegex("^[a-z][a-z0-9+.-]*:", RegexOptions.IgnoreCase)]
    private static partial Regex Scheme();
}
