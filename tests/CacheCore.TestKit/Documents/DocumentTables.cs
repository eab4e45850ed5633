namespace CacheCore.TestKit;

/// <summary>Tables of the markdown files under docs/, so that tests can hold code and documents together.</summary>
internal static class DocumentTables
{
    /// <summary>The rows of the first table whose header begins with <paramref name="firstColumn"/>, as trimmed cells without
    /// backticks.</summary>
    public static IReadOnlyList<string[]> Rows(string document, string firstColumn)
    {
        string[] lines = File.ReadAllLines(Path.Combine(SourceTree.Root, "docs", document));
        return [.. lines
            .SkipWhile(line => !line.StartsWith($"| {firstColumn} |", StringComparison.Ordinal))
            .Skip(2)
            .TakeWhile(line => line.StartsWith('|'))
            .Select(line =>
                line.Trim().Trim('|').Split(" | ").Select(cell => cell.Trim().Replace("`", "", StringComparison.Ordinal)).ToArray())];
    }
}
