using System.Text.RegularExpressions;
using CacheCore.Tests.Tidy;

namespace CacheCore.Protocol.Tests.Tidy;

/// <summary>The house of src/CacheCore.Protocol: a folder is a namespace and stands on a floor, and code uses what is below it, never what is beside or above.</summary>
internal sealed partial class ProtocolFloorTests
{
    private const string Project = "src/CacheCore.Protocol";

    // The readers put the rooms together; they lie in the project's root, as do the values that every room speaks of.
    private const int DoorFloor = 4;

    private static readonly string[] Doors = ["TextCommandReader.cs", "BinaryCommandReader.cs"];

    private static readonly Dictionary<string, int> FloorOf = new(StringComparer.Ordinal)
    {
        ["Primitives"] = 0,
        [""] = 1,
        ["Text"] = 2,
        ["Binary"] = 2,
        ["Classic"] = 3,
        ["Meta"] = 3,
        ["Administration"] = 3,
    };

    private static readonly string[] ForeignWords = ["throw", "unsafe", "Socket", "Stream", "Task", "CacheStore", "Linq"];

    private static string[] Files => SourceTree.Files(Project, ".cs");

    [Test]
    public void Every_room_uses_only_what_is_below_it()
    {
        Assert.That(Files, Has.Length.GreaterThan(30));
        Assert.That(Files.SelectMany(file => Violations(file, SourceTree.Read($"{Project}/{file}"))), Is.Empty);
    }

    [TestCase("Meta/A.cs", "using CacheCore.Protocol.Text; namespace CacheCore.Protocol.Meta;", 0)]
    [TestCase("TextCommandReader.cs", "using CacheCore.Protocol.Meta; namespace CacheCore.Protocol;", 0)]
    [TestCase("Text/A.cs", "/* CacheCore.Protocol.Meta */ namespace CacheCore.Protocol.Text;", 0)]
    [TestCase("Meta/A.cs", "using CacheCore.Protocol.Classic; namespace CacheCore.Protocol.Meta;", 1)]
    [TestCase("Text/A.cs", "using CacheCore.Protocol.Meta; namespace CacheCore.Protocol.Text;", 1)]
    [TestCase("Text/A.cs", "using CacheCore.Protocol.Binary; namespace CacheCore.Protocol.Text;", 1)]
    [TestCase("ByteRange.cs", "using CacheCore.Protocol.Text; namespace CacheCore.Protocol;", 1)]
    [TestCase("Text/A.cs", "namespace CacheCore.Protocol.Meta;", 1)]
    [TestCase("Attic/A.cs", "namespace CacheCore.Protocol.Attic;", 1)]
    public void What_is_not_below_is_found(string file, string source, int violations) =>
        Assert.That(Violations(file, source).Count(), Is.EqualTo(violations));

    [Test]
    public void It_knows_neither_caches_nor_sockets_nor_exceptions([ValueSource(nameof(Files))] string file)
    {
        string code = CodeText.Of(SourceTree.Read($"{Project}/{file}"));

        Assert.That(ForeignWords.Where(word => CodeText.HasWord(code, word)), Is.Empty);
    }

    [Test]
    public void It_depends_on_nothing() =>
        Assert.That(SourceTree.Read($"{Project}/CacheCore.Protocol.csproj"), Does.Not.Contain("Reference"));

    private static IEnumerable<string> Violations(string path, string source)
    {
        string code = CodeText.Of(source);
        string folder = path.Contains('/') ? path[..path.IndexOf('/')] : "";
        if (!FloorOf.TryGetValue(folder, out int floor))
        {
            yield return $"{path}: the folder {folder} has no floor";
            yield break;
        }

        floor = Doors.Contains(path) ? DoorFloor : floor;
        string home = folder.Length == 0 ? "CacheCore.Protocol" : $"CacheCore.Protocol.{folder}";
        string lives = NamespaceDeclaration().Match(code).Groups[1].Value;
        if (lives != home)
        {
            yield return $"{path}: lives in namespace {lives}, its folder says {home}";
        }

        foreach (string other in NamespaceUse().Matches(code).Select(use => use.Groups[1].Value).Distinct())
        {
            if (other != folder && FloorOf.TryGetValue(other, out int otherFloor) && otherFloor >= floor)
            {
                yield return $"{path}: uses {other}, which is not below it";
            }
        }
    }

    [GeneratedRegex(@"\bnamespace\s+([\w.]+)")]
    private static partial Regex NamespaceDeclaration();

    [GeneratedRegex(@"(?<!namespace\s+)\bCacheCore\.Protocol\.(\w+)")]
    private static partial Regex NamespaceUse();
}
