namespace CacheCore.Tests.Tidy;

/// <summary>What test projects have in common is in tests/CacheCore.TestKit, and so is the one client that knows no protocol.</summary>
internal sealed class SharedTestFilesTests
{
    // It looks inside stores, as the kit cannot: only those whom the engine trusts with its internals compile it.
    private const string Trusted = "../CacheCore.Tests/Integrity/StoreIntegrity.cs";

    private static readonly string[] Projects = SourceTree.Files("tests", ".csproj");

    [Test]
    public void No_test_project_compiles_files_of_another([ValueSource(nameof(Projects))] string project)
    {
        string[] lines = SourceTree.Read($"tests/{project}").Split('\n');

        Assert.That(
            lines.Where(static line => line.Contains("Compile Include=\"../", StringComparison.Ordinal)
            && !line.Contains(Trusted, StringComparison.Ordinal)), Is.Empty);
    }
}
