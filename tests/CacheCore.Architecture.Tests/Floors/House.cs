using CacheCore.Architecture.Tests.Source;

namespace CacheCore.Architecture.Tests.Floors;

/// <summary>
/// A project as a house: a folder is a room and a namespace, it stands on a floor, and code uses what is below it, never what is beside or
/// above. What everybody is offered may have the project's own namespace, whichever room it stands in.
/// </summary>
/// <param name="project">Its name, which is its root namespace.</param>
/// <param name="floors">The floor of each folder; "" are the values in the project's root, of which every room speaks.</param>
/// <param name="doors">Files in the root that put rooms together, or stand above some of them, with the floors that they stand on.</param>
internal sealed class House(string project, IReadOnlyDictionary<string, double> floors, params (string File, double Floor)[] doors)
{
    /// <summary>Where extension methods live so that whoever registers something finds them.</summary>
    private const string Registrations = "Microsoft.Extensions.DependencyInjection";

    public string Project { get; } = project;

    /// <summary>The folders that have a floor.</summary>
    public IEnumerable<string> Rooms => floors.Keys;

    /// <summary>What is wrong about where files are, and what they call themselves.</summary>
    public IEnumerable<string> Strays(SourceProject source)
    {
        foreach (string file in source.Files)
        {
            string folder = SourceUse.FolderOf(file);
            string home = folder.Length == 0 ? Project : $"{Project}.{folder.Replace('/', '.')}";
            string lives = source.NamespaceOf(file);
            if (!floors.ContainsKey(folder))
            {
                yield return $"{Project}/{file}: the folder {folder} has no floor";
            }
            else if (lives.Length > 0 && lives != home && lives != Registrations && !(lives == Project && source.IsPublic(file)))
            {
                yield return $"{Project}/{file}: lives in namespace {lives}, its folder says {home}";
            }
        }
    }

    /// <summary>The uses among these that go sideways or upwards.</summary>
    public IEnumerable<SourceUse> Violations(IEnumerable<SourceUse> uses) => uses
        .Where(use => use.Project == Project && use.UsedProject == Project)
        .Where(use => RoomOf(use.File) != RoomOf(use.UsedFile) && FloorOf(use.UsedFile) >= FloorOf(use.File));

    private double FloorOf(string file) =>
        Array.Find(doors, door => door.File == file) is { File: not null } door
            ? door.Floor
            : floors.GetValueOrDefault(SourceUse.FolderOf(file), double.NaN);

    /// <summary>A door is a room of its own, and doors on one floor are one.</summary>
    private string RoomOf(string file) =>
        Array.Exists(doors, door => door.File == file) ? $"door {FloorOf(file)}" : SourceUse.FolderOf(file);
}
