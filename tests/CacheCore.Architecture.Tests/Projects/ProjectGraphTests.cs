using System.Xml.Linq;
using CacheCore.Architecture.Tests.Source;

namespace CacheCore.Architecture.Tests.Projects;

/// <summary>
/// The projects of src and what each may use.
/// <code>
///                  Tool
///                   ▼
///               Listener
///           ▼            ▼
///       CacheCore      Server
///                     ▼      ▼
///               Protocol    Transport
/// </code>
/// </summary>
internal sealed class ProjectGraphTests
{
    private static readonly Dictionary<string, string[]> Uses = new(StringComparer.Ordinal)
    {
        ["CacheCore"] = [],
        ["CacheCore.Protocol"] = [],
        ["CacheCore.Transport"] = [],
        ["CacheCore.Server"] = ["CacheCore.Protocol", "CacheCore.Transport"],
        ["CacheCore.Listener"] = ["CacheCore", "CacheCore.Protocol", "CacheCore.Server"],
        ["CacheCore.Tool"] = ["CacheCore.Listener", "CacheCore.Protocol"],
    };

    [Test]
    public void Each_project_is_known()
    {
        string[] projects = [.. SourceTree.Files(
            "src", ".csproj").Select(static path => Path.GetFileNameWithoutExtension(path)!).Order(StringComparer.Ordinal)];

        Assert.That(projects, Is.EqualTo(Uses.Keys.Order(StringComparer.Ordinal)));
        Assert.That(projects, Is.EquivalentTo(SourceProjects.Names));
    }

    [Test]
    public void Each_project_refers_to_those_below_it_alone([ValueSource(nameof(Names))] string project) =>
        Assert.That(ReferencesOf(project), Is.EquivalentTo(Uses[project]));

    private static IEnumerable<string> Names => Uses.Keys;

    private static IEnumerable<string> ReferencesOf(string project) => XDocument.Parse(SourceTree.Read($"src/{project}/{project}.csproj"))
        .Descendants("ProjectReference")
        .Select(static reference => Path.GetFileNameWithoutExtension(reference.Attribute("Include")!.Value));
}
