using CacheCore.Architecture.Tests.Source;

namespace CacheCore.Architecture.Tests.Floors;

/// <summary>What the tests of floors see, shown on a small house.</summary>
internal sealed class HouseTests
{
    private const string Project = "CacheCore";

    private static readonly House Small = new(
        Project, new Dictionary<string, double> { [""] = 0, ["Cellar"] = 1, ["Kitchen"] = 2, ["Parlour"] = 2, ["Roof"] = 4 },
        ("Door.cs", 3));

    private static readonly (string, string)[] Furniture =
    [
        ("Value.cs", "namespace CacheCore; public enum Value { One }"),
        ("Door.cs", "using CacheCore.Kitchen; namespace CacheCore; public class Door { Stove stove = new(); }"),
        ("Cellar/Barrel.cs", "namespace CacheCore.Cellar; static class Barrel { public const int Size = 7; "
            + "public static int Filled(this int by) => by; public class Tap; }"),
        ("Kitchen/Stove.cs", "namespace CacheCore.Kitchen; class Stove { public static Stove Instance { get; } = new(); }"),
    ];

    [TestCase("Parlour/A.cs", "namespace CacheCore.Parlour; class A { int size = CacheCore.Cellar.Barrel.Size; Value value; }")]
    [TestCase("Parlour/A.cs", "namespace CacheCore.Parlour; class A; // CacheCore.Roof is above, CacheCore.Kitchen beside")]
    [TestCase("Parlour/A.cs", "namespace CacheCore.Parlour; class A { A Kitchen; A B() => Kitchen.B(); }")]
    [TestCase("Roof/A.cs", "namespace CacheCore.Roof; class A { Door door; }")]
    [TestCase("Roof/A.cs", "namespace Microsoft.Extensions.DependencyInjection; class A { CacheCore.Door door; }")]
    [TestCase("Parlour/A.cs", "namespace CacheCore; public class A { public enum B; class C; }")]
    public void Downwards_is_allowed(string path, string source) => Assert.That(Wrongs(path, source), Is.Empty);

    [TestCase("Parlour/A.cs", "using CacheCore.Kitchen; namespace CacheCore.Parlour; class A { Stove stove; }")]
    [TestCase("Parlour/A.cs", "namespace CacheCore.Parlour; class A { object stove = Kitchen.Stove.Instance; }")]
    [TestCase("Parlour/A.cs", "namespace CacheCore.Parlour; class A { Door door; }")]
    [TestCase("Cellar/A.cs", "namespace CacheCore.Cellar; class A { Door door; }")]
    [TestCase("A.cs", "namespace CacheCore; class A { int size = Cellar.Barrel.Size; }")]
    [TestCase("A.cs", "using CacheCore.Cellar; namespace CacheCore; class A { int size = 1.Filled(); }")]
    [TestCase("A.cs", "using static CacheCore.Cellar.Barrel; namespace CacheCore; class A { int size = Size; }")]
    [TestCase("A.cs", "namespace CacheCore; class A { Cellar.Barrel.Tap tap; }")]
    [TestCase("Parlour/A.cs", "namespace CacheCore.Kitchen; class A;")]
    [TestCase("Parlour/A.cs", "namespace CacheCore; public class A; class B;")]
    [TestCase("Attic/A.cs", "namespace CacheCore.Attic; class A;")]
    public void Sideways_and_upwards_is_not(string path, string source) => Assert.That(Wrongs(path, source).Count(), Is.EqualTo(1));

    private static IEnumerable<string> Wrongs(string path, string source)
    {
        var project = new SourceProject(Project, [.. Furniture, (path, source)]);
        return [.. Small.Strays(project), .. Small.Violations(project.Uses()).Select(static use => use.ToString())];
    }
}
