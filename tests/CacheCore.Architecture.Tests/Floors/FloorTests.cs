using CacheCore.Architecture.Tests.Source;

namespace CacheCore.Architecture.Tests.Floors;

internal sealed class FloorTests
{
    private static IEnumerable<string> Projects => SourceProjects.Names;

    [TestCaseSource(nameof(Projects))]
    public void Every_room_uses_only_what_is_below_it(string project)
    {
        House house = Houses.All.Single(one => one.Project == project);
        SourceProject source = SourceProjects.All.Single(one => one.Name == project);

        Assert.That(source.Files, Has.Count.GreaterThan(30));
        string[] violations = [.. house.Violations(SourceProjects.Uses).Select(static use => use.ToString())];
        Assert.That(violations, Is.Empty, () => string.Join('\n', violations));
    }

    [TestCaseSource(nameof(Projects))]
    public void Every_folder_has_a_floor_and_its_name_is_the_namespace(string project)
    {
        House house = Houses.All.Single(one => one.Project == project);
        SourceProject source = SourceProjects.All.Single(one => one.Name == project);

        Assert.That(house.Strays(source), Is.Empty);
        Assert.That(house.Rooms.Except(source.Files.Select(SourceUse.FolderOf)), Is.Empty, "rooms without a file");
    }
}
