namespace CacheCore.Architecture.Tests.Source;

/// <summary>The projects of src as they are, compiled once for all tests.</summary>
internal static class SourceProjects
{
    /// <summary>Of all of them, each before those that use it.</summary>
    public static readonly string[] Names =
    [
        "CacheCore.Protocol", "CacheCore.Transport", "CacheCore", "CacheCore.Server", "CacheCore.Listener", "CacheCore.Tool",
    ];

    private static readonly Lazy<IReadOnlyList<SourceProject>> Loaded = new(Load);

    private static readonly Lazy<IReadOnlyList<SourceUse>> Found = new(static () => [.. All.SelectMany(static project => project.Uses())]);

    public static IReadOnlyList<SourceProject> All => Loaded.Value;

    /// <summary>What any file of them uses of any other.</summary>
    public static IReadOnlyList<SourceUse> Uses => Found.Value;

    private static List<SourceProject> Load()
    {
        List<SourceProject> projects = [];
        foreach (string name in Names)
        {
            IEnumerable<(string, string)> files = SourceTree.Files($"src/{name}", ".cs")
                .Select(file => (file, SourceTree.Read($"src/{name}/{file}")));
            projects.Add(new SourceProject(name, files, [.. projects]));
        }

        return projects;
    }
}
