namespace CacheCore.Tests.Tidy;

public class FloorTests
{
    [Test]
    public void Every_room_uses_only_what_is_below_it()
    {
        string[] files = SourceTree.Files("src/CacheCore", ".cs");

        Assert.That(files, Is.Not.Empty);
        Assert.That(files.SelectMany(file => Floors.Violations(file, SourceTree.Read($"src/CacheCore/{file}"))), Is.Empty);
    }

    [TestCase("Store/A.cs", "using CacheCore.Memory; namespace CacheCore.Store;")]
    [TestCase("Store/A.cs", "namespace CacheCore.Store; // CacheCore.Maintenance is above")]
    [TestCase("Primitives/A.cs", "namespace CacheCore.Primitives; class A(CacheKey key);")]
    [TestCase("Store/A.cs", "namespace CacheCore.Store; class A { void B() => parts.Maintenance.Run(); }")]
    [TestCase("CacheStore.cs", "using CacheCore.Maintenance; namespace CacheCore;")]
    [TestCase("DistributedCache/A.cs", "namespace CacheCore.DistributedCache; class A(CacheStore store);")]
    [TestCase("DependencyInjection/A.cs", "using CacheCore.Diagnostics; namespace Microsoft.Extensions.DependencyInjection;")]
    public void Downwards_is_allowed(string path, string source) => Assert.That(Floors.Violations(path, source), Is.Empty);

    [TestCase("Memory/A.cs", "using CacheCore.Index; namespace CacheCore.Memory;")]
    [TestCase("Index/A.cs", "using CacheCore.Eviction; namespace CacheCore.Index;")]
    [TestCase("Eviction/A.cs", "namespace CacheCore.Eviction; class A { CacheCore.Index.B b; }")]
    [TestCase("Reclaiming/A.cs", "using CacheCore.Store; namespace CacheCore.Reclaiming;")]
    [TestCase("Store/A.cs", "using static CacheCore.Maintenance.B; namespace CacheCore.Store;")]
    [TestCase("Maintenance/A.cs", "namespace CacheCore.Maintenance; class A(CacheStore store);")]
    [TestCase("CacheStore.cs", "using CacheCore.Diagnostics; namespace CacheCore;")]
    [TestCase("ItemOptions.cs", "using CacheCore.Store; namespace CacheCore;")]
    [TestCase("Eviction/A.cs", "namespace CacheCore.Eviction; class A { Index.B b; }")]
    [TestCase("CacheKey.cs", "using CacheCore.Primitives; namespace CacheCore;")]
    [TestCase("CacheKey.cs", "namespace CacheCore; class A : Primitives.B;")]
    [TestCase("Store/A.cs", "namespace CacheCore.Memory;")]
    [TestCase("Attic/A.cs", "namespace CacheCore.Attic;")]
    public void Sideways_and_upwards_is_not(string path, string source) =>
        Assert.That(Floors.Violations(path, source).Count(), Is.EqualTo(1));
}
