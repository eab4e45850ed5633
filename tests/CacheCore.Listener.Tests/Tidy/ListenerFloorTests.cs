using System.Text.RegularExpressions;
using CacheCore.Tests.Tidy;

namespace CacheCore.Listener.Tests.Tidy;

/// <summary>The house of src/CacheCore.Listener: a folder is a namespace and stands on a floor, and code uses what is below it, never what is beside or above.</summary>
internal sealed partial class ListenerFloorTests
{
    private const string Project = "src/CacheCore.Listener";
    private const string Roof = "Hosting";

    // MemcachedServer puts the rooms together; the options beside it are values that every room speaks of.
    private static readonly string[] Doors = ["MemcachedServer.cs"];
    private const double DoorFloor = 7;

    private static readonly Dictionary<string, double> FloorOf = new(StringComparer.Ordinal)
    {
        [""] = 0,
        ["Buffers"] = 0.5,
        ["Transport"] = 1,
        ["Primitives"] = 1,
        ["Security"] = 1.5,
        ["Statistics"] = 2,
        ["Watching"] = 2,
        ["Verbs"] = 3,
        ["Administration"] = 4,
        ["Entry"] = 4,
        ["Execution"] = 5,
        ["Connections"] = 6,
        [Roof] = 6.5,
    };

    // Who talks to sockets; all others carry out commands whatever they come over.
    private static readonly string[] TransportRooms = ["Transport", "Connections", Roof, ""];
    private static readonly string[] TransportWords = ["Socket", "ConnectionContext", "PipeReader", "PipeWriter", "IDuplexPipe"];

    private static string[] Files => SourceTree.Files(Project, ".cs");

    [Test]
    public void Every_room_uses_only_what_is_below_it()
    {
        Assert.That(Files, Has.Length.GreaterThan(30));
        Assert.That(Files.SelectMany(file => Violations(file, SourceTree.Read($"{Project}/{file}"))), Is.Empty);
    }

    [TestCase("Verbs/A.cs", "using CacheCore.Listener.Primitives; namespace CacheCore.Listener.Verbs;", 0)]
    [TestCase("Verbs/A.cs", "using CacheCore.Listener.Execution; namespace CacheCore.Listener.Verbs;", 1)]
    [TestCase("Watching/A.cs", "using CacheCore.Listener.Statistics; namespace CacheCore.Listener.Watching;", 1)]
    [TestCase("Attic/A.cs", "namespace CacheCore.Listener.Attic;", 1)]
    public void What_is_not_below_is_found(string file, string source, int violations) =>
        Assert.That(Violations(file, source).Count(), Is.EqualTo(violations));

    [Test]
    public void Commands_do_not_know_what_they_come_over()
    {
        IEnumerable<string> found =
            from file in Files
            where !TransportRooms.Contains(FolderOf(file))
            let code = CodeText.Of(SourceTree.Read($"{Project}/{file}"))
            from word in TransportWords
            where CodeText.HasWord(code, word)
            select $"{file}: {word}";

        Assert.That(found, Is.Empty);
    }

    [Test]
    public void Unsafe_lives_only_where_the_system_is_called() =>
        Assert.That(Files.Where(file => CodeText.HasWord(CodeText.Of(SourceTree.Read($"{Project}/{file}")), "unsafe")), Is.EqualTo(["Transport/LinuxCalls.cs"]));

    private static string FolderOf(string path) => path.Contains('/') ? path[..path.IndexOf('/')] : "";

    private static IEnumerable<string> Violations(string path, string source)
    {
        string code = CodeText.Of(source);
        string folder = FolderOf(path);
        if (!FloorOf.TryGetValue(folder, out double floor))
        {
            yield return $"{path}: the folder {folder} has no floor";
            yield break;
        }

        floor = Doors.Contains(path) ? DoorFloor : floor;
        string home = folder.Length == 0 ? "CacheCore.Listener" : $"CacheCore.Listener.{folder}";
        string lives = NamespaceDeclaration().Match(code).Groups[1].Value;
        if (lives != home && !(folder == Roof && lives == "Microsoft.Extensions.DependencyInjection"))
        {
            yield return $"{path}: lives in namespace {lives}, its folder says {home}";
        }

        foreach (string other in NamespaceUse().Matches(code).Select(use => use.Groups[1].Value).Distinct())
        {
            if (other != folder && FloorOf.TryGetValue(other, out double otherFloor) && otherFloor >= floor)
            {
                yield return $"{path}: uses {other}, which is not below it";
            }
        }
    }

    [GeneratedRegex(@"\bnamespace\s+([\w.]+)")]
    private static partial Regex NamespaceDeclaration();

    [GeneratedRegex(@"(?<!namespace\s+)\bCacheCore\.Listener\.(\w+)")]
    private static partial Regex NamespaceUse();
}
