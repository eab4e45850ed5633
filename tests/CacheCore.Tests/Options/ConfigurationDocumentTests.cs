using System.Globalization;
using System.Text.RegularExpressions;
using CacheCore.Access.Options;
using CacheCore.Options;

namespace CacheCore.Tests.Options;

/// <summary>docs/configuration.md and the table of the options say the same, and leave no property out.</summary>
[TestFixture]
public sealed partial class ConfigurationDocumentTests
{
    private static readonly IReadOnlyList<string[]> Documented = DocumentTables.Rows("configuration.md", "Option");

    private static IEnumerable<string> Names => CacheCoreOptionsTable.All.Rows.Select(static row => row.Name);

    [Test]
    public void Every_property_has_a_row() => Assert.That(
        Names,
        Is.EqualTo(typeof(CacheCoreOptions).GetProperties().Select(static property => property.Name)));

    [Test]
    public void Every_row_is_documented() => Assert.That(Documented.Select(static row => row[0]), Is.EqualTo(Names));

    [TestCaseSource(nameof(Names))]
    public void Units_and_ranges_are_those_that_are_checked(string option)
    {
        OptionRow<CacheCoreOptions> row = RowOf(option);
        string[] documented = DocumentOf(option);

        Assert.That(documented[1], Is.EqualTo(row.Unit));
        Assert.That(documented[2], Does.StartWith(row.Range));
    }

    [TestCaseSource(nameof(Names))]
    public void Defaults_are_the_ones_in_force(string option)
    {
        object? value = RowOf(option).ValueOf(new CacheCoreOptions());

        Assert.That(DocumentOf(option)[3], Does.Match($"^{Shown(option, value)}($|[ ,])"));
    }

    [TestCaseSource(nameof(Names))]
    public void A_row_gets_the_property_that_it_is_named_after(string option)
    {
        CacheCoreOptions options = new();
        object? before = RowOf(option).ValueOf(options);
        OptionSamples.Change(options, option);

        Assert.That(RowOf(option).ValueOf(options), Is.Not.EqualTo(before));
        Assert.That(
            CacheCoreOptionsTable.All.Rows.Where(row => !Equals(row.ValueOf(options), row.ValueOf(new CacheCoreOptions())))
                .Select(static row => row.Name),
            Is.EqualTo((string[])[option]));
    }

    [Test]
    public void Those_that_move_are_named()
    {
        string text = SourceTree.Read("docs/configuration.md");
        string paragraph = text[text.IndexOf("## When configuration changes", StringComparison.Ordinal)..];
        paragraph = paragraph[..paragraph.IndexOf("at once", StringComparison.Ordinal)];
        paragraph = paragraph[paragraph.IndexOf("follows a change of it", StringComparison.Ordinal)..];

        Assert.That(
            InBackticks().Matches(paragraph).Select(static match => match.Groups[1].Value),
            Is.EquivalentTo(CacheCoreOptionsTable.All.Rows.Where(static row => row.Moves).Select(static row => row.Name)));
    }

    [Test]
    public void Rows_are_complete() => Assert.That(Documented, Has.All.Length.EqualTo(5).And.All.All.Not.Empty);

    private static OptionRow<CacheCoreOptions> RowOf(string option) => CacheCoreOptionsTable.All.Rows.Single(row => row.Name == option);

    private static string[] DocumentOf(string option) => Documented.Single(row => row[0] == option);

    private static string Shown(string option, object? value) => (option, value) switch
    {
        (nameof(CacheCoreOptions.MemoryLimit) or nameof(CacheCoreOptions.MaxItemSize), _) =>
            $"{Convert.ToInt64(value, CultureInfo.InvariantCulture) >> 20} MiB",
        (_, null) => "null",
        (_, bool flag) => flag ? "true" : "false",
        (_, int number) => number.ToString("N0", CultureInfo.InvariantCulture),
        _ => Convert.ToString(value, CultureInfo.InvariantCulture)!,
    };

    [GeneratedRegex("`([A-Za-z]+)`")]
    private static partial Regex InBackticks();
}
