using System.Globalization;

namespace CacheCore.Tests.DependencyInjection;

[TestFixture]
public sealed class ConfigurationDocumentTests
{
    private static readonly IReadOnlyList<string[]> Rows = DocumentTables.Rows("configuration.md", "Option");

    [Test]
    public void EveryOptionIsListed() => Assert.That(
        Rows.Select(row => row[0]),
        Is.EqualTo(typeof(CacheCoreOptions).GetProperties().Select(property => property.Name)));

    [TestCaseSource(nameof(OptionNames))]
    public void DefaultsAreTheOnesInForce(string option)
    {
        string documented = Rows.Single(row => row[0] == option)[3];
        object? value = typeof(CacheCoreOptions).GetProperty(option)!.GetValue(new CacheCoreOptions());

        Assert.That(documented, Does.Match($"^{Shown(option, value)}($|[ ,])"));
    }

    [Test]
    public void RowsAreComplete() => Assert.That(Rows, Has.All.Length.EqualTo(5).And.All.All.Not.Empty);

    private static IEnumerable<string> OptionNames() => typeof(CacheCoreOptions).GetProperties().Select(property => property.Name);

    private static string Shown(string option, object? value) => (option, value) switch
    {
        (nameof(CacheCoreOptions.MemoryLimit) or nameof(CacheCoreOptions.MaxItemSize), _) =>
            $"{Convert.ToInt64(value, CultureInfo.InvariantCulture) >> 20} MiB",
        (_, null) => "null",
        (_, IEnumerable<string> texts) => string.Join(", ", texts),
        (_, bool flag) => flag ? "true" : "false",
        (_, int number) => number.ToString("N0", CultureInfo.InvariantCulture),
        _ => Convert.ToString(value, CultureInfo.InvariantCulture)!,
    };
}
