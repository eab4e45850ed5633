using System.Text.RegularExpressions;

namespace CacheCore.Tests.Tidy;

/// <summary>
/// The rules that models break are those that the document on locking tells of, and the litmus tests those of which the outcome is known.
/// </summary>
public partial class ModelTests
{
    private const string Folder = "tests/models";

    [Test]
    public void The_document_has_every_models_rules()
    {
        var inModels = SourceTree.Files(Folder, ".cpp")
            .SelectMany(file => Head().Matches(SourceTree.Read($"{Folder}/{file}"))
                .SelectMany(line => line.Groups[1].Value.Split(' '), (_, rule) => $"{file}: {rule}"))
            .Where(rule => !rule.EndsWith(" as-coded", StringComparison.Ordinal))
            .Distinct();
        var inDocument = Row().Matches(SourceTree.Read("docs/locking.md"))
            .SelectMany(row => Name().Matches(row.Groups[2].Value), (row, rule) => $"{row.Groups[1].Value}.cpp: {rule.Groups[1].Value}");

        Assert.That(inDocument, Is.Not.Empty.And.EquivalentTo(inModels));
    }

    [Test]
    public void Every_litmus_test_has_an_outcome()
    {
        var files = SourceTree.Files($"{Folder}/litmus", ".litmus").Select(file => file[..^".litmus".Length]);
        var outcomes = Outcome().Matches(SourceTree.Read($"{Folder}/litmus/outcomes")).Select(line => line.Groups[1].Value);

        Assert.That(outcomes, Is.Not.Empty.And.EquivalentTo(files));
    }

    [GeneratedRegex(@"^// (?:found|holds): *([a-z-]+(?: [a-z-]+)*)", RegexOptions.Multiline)]
    private static partial Regex Head();

    [GeneratedRegex(@"\| \[`(\w+)`\]\(\.\./tests/models/\w+\.cpp\): (.*) \|$", RegexOptions.Multiline)]
    private static partial Regex Row();

    [GeneratedRegex("`([a-z-]+)`")]
    private static partial Regex Name();

    [GeneratedRegex(@"^([A-Z]\S+) +(?:Never|Sometimes) ", RegexOptions.Multiline)]
    private static partial Regex Outcome();
}
