using CacheCore.Architecture.Tests.Source;

namespace CacheCore.Architecture.Tests.Locators;

/// <summary>
/// Whoever is made is given what it needs, and not one thing through which all others can be had: a type that offers much is taken by few.
/// </summary>
internal sealed class LocatorTests
{
    private const int Many = 12;
    private const int Few = 10;

    /// <summary>What the package is for is there for whoever builds on it.</summary>
    private static readonly string[] MeantForAll = ["CacheCore.CacheStore"];

    /// <summary>Those that are to be taken apart. The list only gets shorter.</summary>
    private static readonly string[] StillThere = ["CacheCore.Memory.PagePool", "CacheCore.Listener.Verbs.CommandContext"];

    [Test]
    public void What_offers_much_is_taken_by_few()
    {
        string[] locators =
        [
            .. from taken in SourceProjects.All.SelectMany(static project => project.Taken())
               where taken.Members > Many && !MeantForAll.Contains(taken.Type)
               group taken.File by taken.Type into takers
               where takers.Distinct().Count() > Few
               select takers.Key,
        ];

        Assert.That(locators.Except(StillThere), Is.Empty, "new ones");
        Assert.That(StillThere.Except(locators), Is.Empty, "no longer so, to be taken off the list");
    }
}
