using CacheCore.Architecture.Tests.Source;

namespace CacheCore.Architecture.Tests.Friends;

/// <summary>
/// What projects use of each other's internals. Of the core that is to be <c>CacheCore.Access</c> alone; until then the files that go in by
/// another way are listed in cellar-door.txt, and the list only gets shorter.
/// </summary>
internal sealed class FriendTests
{
    private const string Door = "CacheCore.Access.";
    private const string List = "tests/CacheCore.Architecture.Tests/Friends/cellar-door.txt";

    [Test]
    public void Nobody_comes_in_by_another_way_than_those_on_the_list()
    {
        string[] found = [.. Entrants()];
        string[] listed =
            [.. SourceTree.Read(List).Split('\n', StringSplitOptions.RemoveEmptyEntries).Where(static line => line[0] != '#')];

        string[] newcomers = [.. found.Except(listed)];
        string[] gone = [.. listed.Except(found)];
        Assert.That(newcomers, Is.Empty, () => $"The door is {Door}*, for these as well:\n{string.Join('\n', newcomers)}");
        Assert.That(gone, Is.Empty, () => $"No longer so; to be taken off {List}:\n{string.Join('\n', gone)}");
    }

    private static IEnumerable<string> Entrants() => SourceProjects.Uses
        .Where(static use => use.Project != use.UsedProject && !use.IsPublic && !use.Type.StartsWith(Door, StringComparison.Ordinal))
        .GroupBy(static use => $"{use.Project}/{use.File}")
        .Select(static uses =>
            $"{uses.Key}: {string.Join(' ', uses.Select(FolderOfUsed).Distinct().Order(StringComparer.Ordinal))}")
        .Order(StringComparer.Ordinal);

    private static string FolderOfUsed(SourceUse use) => $"{use.UsedProject}/{SourceUse.FolderOf(use.UsedFile)}";
}
