namespace CacheCore.Tests.Tidy;

public class FileTests
{
    private const int MostLines = 400;

    private static readonly string[] TextFiles =
        [".cs", ".csproj", ".props", ".targets", ".sln", ".config", ".json", ".md", ".txt", ".yml", ".sh", ".editorconfig", "/run"];

    // Put together here, so that this file does not name them either.
    private static readonly string[] RegistryHosts =
    [
        string.Join('.', "nuget", "org"),
        string.Join('.', "nuget", "pkg", "github", "com"),
        string.Join('.', "pkgs", "dev", "azure", "com"),
        string.Join('.', "myget", "org"),
        string.Join('.', "npmjs", "org"),
        string.Join('.', "pypi", "org"),
        string.Join('.', "docker", "io"),
    ];

    [Test]
    public void No_source_file_is_long()
    {
        string[] tooLong = [.. SourceTree.Files("src", ".cs").Where(file => LinesOfCode(SourceTree.Read($"src/{file}")) > MostLines)];

        Assert.That(tooLong, Is.Empty);
    }

    [Test]
    public void No_file_names_a_package_registry()
    {
        string[] files = SourceTree.Files(".", TextFiles);

        Assert.That(files, Does.Contain("nuget.config"));
        Assert.That(files.Where(file => NamesRegistry(SourceTree.Read(file))), Is.Empty);
    }

    [Test]
    public void The_package_configuration_names_no_source() =>
        Assert.That(SourceTree.Read("nuget.config"), Does.Not.Contain("://").And.Not.Contain("<add"));

    [Test]
    public void A_named_registry_is_found() => Assert.That(NamesRegistry($"see https://API.{RegistryHosts[0]}/v3/index.json"), Is.True);

    private static int LinesOfCode(string text) =>
        text.Split('\n').Select(line => line.Trim()).Count(line => line.Length > 0 && !line.StartsWith("//", StringComparison.Ordinal));

    private static bool NamesRegistry(string text) => RegistryHosts.Any(host => text.Contains(host, StringComparison.OrdinalIgnoreCase));
}
