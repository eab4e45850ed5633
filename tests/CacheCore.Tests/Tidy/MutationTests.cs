using System.Text.RegularExpressions;

namespace CacheCore.Tests.Tidy;

/// <summary>The mutations that documents speak of are those that there are.</summary>
public partial class MutationTests
{
    private const string Folder = "tests/mutations";
    private const string Ending = ".mutation";

    [Test]
    public void Every_mutation_that_a_document_names_is_there()
    {
        string[] missing =
        [
            .. from document in Documents()
               from name in NamesIn(SourceTree.Read(document))
               where !Mutations().Contains(name)
               select $"{document}: {name}",
        ];

        Assert.That(missing, Is.Empty);
    }

    [Test]
    public void Every_mutation_is_named_in_a_document() =>
        Assert.That(Mutations().Except(Documents().SelectMany(document => NamesIn(SourceTree.Read(document)))), Is.Empty);

    [Test]
    public void Every_mutation_fits_the_source()
    {
        foreach (string name in Mutations())
        {
            string mutation = SourceTree.Read($"{Folder}/{name}{Ending}").ReplaceLineEndings("\n");
            string source = SourceTree.Read(FileLine().Match(mutation).Groups[1].Value).ReplaceLineEndings("\n");
            foreach (Match old in OldText().Matches(mutation))
            {
                Assert.That(
                    source.Split(old.Groups[1].Value),
                    Has.Length.EqualTo(2),
                    $"{name}: the old text must be there once:\n{old.Groups[1].Value}");
            }
        }
    }

    [Test]
    public void Every_mutation_names_tests_that_its_project_has()
    {
        Dictionary<string, string[]> read = [];
        foreach (string name in Mutations())
        {
            string mutation = SourceTree.Read($"{Folder}/{name}{Ending}").ReplaceLineEndings("\n");
            string project = ProjectLine().Match(mutation) is { Success: true } line ? line.Groups[1].Value : "tests/CacheCore.StressTests";
            if (!read.TryGetValue(project, out string[]? sources))
            {
                sources = [.. SourceTree.Files(project, ".cs").Select(file => SourceTree.Read($"{project}/{file}"))];
                read.Add(project, sources);
            }

            foreach (string test in TestLine().Match(mutation).Groups[1].Value.Split('|'))
            {
                string sought = TestName().Match(test).Groups[1].Value;
                Assert.That(sources.Any(source => source.Contains(sought, StringComparison.Ordinal)), $"{name}: no {sought} in {project}");
            }
        }
    }

    [TestCase("| a rule | why | `one-thing`, `other-thing` → `SomeTests` |", new[] { "one-thing", "other-thing" })]
    [TestCase("| a `half-told` rule | why | `Type.Member` → `SomeTests` |", new string[0])]
    [TestCase("```\ntests/mutations/run one-thing\ntests/mutations/run NAME...\n```", new[] { "one-thing" })]
    public void Names_are_found(string markdown, string[] names) => Assert.That(NamesIn(markdown), Is.EqualTo(names));

    private static string[] Mutations() => [.. SourceTree.Files(Folder, Ending).Select(file => file[..^Ending.Length])];

    private static IEnumerable<string> Documents() =>
        SourceTree.Files("docs", ".md").Select(file => "docs/" + file).Append($"{Folder}/README.md");

    /// <summary>In tables they stand before the arrow to the test that notices.</summary>
    private static IEnumerable<string> NamesIn(string markdown) =>
        LastCell().Matches(markdown).SelectMany(cell => Name().Matches(cell.Groups[1].Value)).Concat(RunLine().Matches(markdown))
            .Select(name => name.Groups[1].Value);

    [GeneratedRegex(@"^\|.*\|([^|\n]*→[^|\n]*)\|$", RegexOptions.Multiline)]
    private static partial Regex LastCell();

    [GeneratedRegex("`([a-z0-9]+(?:-[a-z0-9]+)+)`")]
    private static partial Regex Name();

    [GeneratedRegex(@"^tests/mutations/run ([a-z0-9-]+)$", RegexOptions.Multiline)]
    private static partial Regex RunLine();

    [GeneratedRegex(@"^file: (.+)$", RegexOptions.Multiline)]
    private static partial Regex FileLine();

    [GeneratedRegex("^test: (.+)$", RegexOptions.Multiline)]
    private static partial Regex TestLine();

    /// <summary>What a filter looks for first, without what it looks in.</summary>
    [GeneratedRegex("^(?:Name~|FullyQualifiedName~)?([A-Za-z_][A-Za-z0-9_]*)")]
    private static partial Regex TestName();

    [GeneratedRegex("^project: (.+)/[^/]+$", RegexOptions.Multiline)]
    private static partial Regex ProjectLine();

    [GeneratedRegex(@"^--- old\n([\s\S]*?)\n--- new$", RegexOptions.Multiline)]
    private static partial Regex OldText();
}
