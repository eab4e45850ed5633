namespace CacheCore.TestKit;

/// <summary>The files of the repository that these tests were built from, as somebody who opens it sees them.</summary>
internal static class SourceTree
{
    private static readonly string[] SkippedFolders = [".git", ".vs", ".idea", "bin", "obj", "artifacts", "TestResults",
        "BenchmarkDotNet.Artifacts"];

    /// <summary>The folder that holds CacheCore.sln, looked for upwards from where the tests run.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>
    /// All files under a folder of the repository whose names end so, sorted; paths are relative to that folder, with forward slashes.
    /// </summary>
    public static string[] Files(string folder, params string[] endings)
    {
        string start = Path.Combine(Root, folder);
        return [.. Walk(start)
            .Where(file => endings.Length == 0 || endings.Any(ending => file.EndsWith(ending, StringComparison.Ordinal)))
            .Select(file => Path.GetRelativePath(start, file).Replace('\\', '/'))
            .Order(StringComparer.Ordinal)];
    }

    /// <summary>The text of a file by its path from the root.</summary>
    public static string Read(string path) => File.ReadAllText(Path.Combine(Root, path));

    private static IEnumerable<string> Walk(string folder)
    {
        foreach (string file in Directory.EnumerateFiles(folder))
        {
            yield return file;
        }

        foreach (string inner in Directory.EnumerateDirectories(folder))
        {
            if (SkippedFolders.Contains(Path.GetFileName(inner)))
            {
                continue;
            }

            foreach (string file in Walk(inner))
            {
                yield return file;
            }
        }
    }

    private static string FindRoot()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "CacheCore.sln")))
            {
                return folder.FullName;
            }
        }

        throw new InvalidOperationException(
            $"No CacheCore.sln above {AppContext.BaseDirectory}: these tests read the sources they were built from.");
    }
}
