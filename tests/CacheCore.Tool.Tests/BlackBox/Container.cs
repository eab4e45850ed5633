namespace CacheCore.Tool.Tests.BlackBox;

/// <summary>
/// A control group of Linux with a bound for memory, as a container has one: below the group of the tests where that may be, else below
/// all. Gone when disposed of; its processes have to be before.
/// </summary>
internal sealed class Container : IDisposable
{
    private const string Root = "/sys/fs/cgroup";

    private readonly string _folder;

    private Container(string folder) => _folder = folder;

    /// <summary>What a shell does so that the program it becomes runs in it.</summary>
    public string Entry => $"echo $$ > {_folder}/cgroup.procs && exec \"$@\"";

    /// <summary>Makes one; skips the test where the system does not let these tests, or fails it on a build server.</summary>
    public static Container Make(long bytes)
    {
        List<string> problems = [];
        foreach ((string parent, bool isUnified) in Parents())
        {
            if (TryMake(parent, isUnified, bytes, problems) is { } made)
            {
                return made;
            }
        }

        Required.IsMissing(
            "No control group that bounds memory can be made here: "
                + $"{string.Join("; ", problems.DefaultIfEmpty("the process is in none"))}");
        throw new InvalidOperationException("The line above does not return.");
    }

    public void Dispose() => Directory.Delete(_folder);

    /// <summary>Where one might be made: in the hierarchy of version 1 if that has the memory, else in the one of version 2.</summary>
    private static IEnumerable<(string Folder, bool IsUnified)> Parents()
    {
        string[][] memberships = File.Exists("/proc/self/cgroup")
            ? [.. File.ReadLines("/proc/self/cgroup").Select(static line => line.Split(':', 3))]
            : [];
        foreach (string[] parts in memberships.Where(static parts => parts[1].Split(',').Contains("memory")))
        {
            yield return ($"{Root}/memory{parts[2]}", false);
            yield return ($"{Root}/memory", false);
        }

        foreach (string[] parts in memberships.Where(static parts => parts[1].Length == 0))
        {
            string top = Directory.Exists($"{Root}/unified") ? $"{Root}/unified" : Root;
            yield return (top + parts[2], true);
            yield return (top, true);
        }
    }

    private static Container? TryMake(string parent, bool isUnified, long bytes, List<string> problems)
    {
        string folder = Path.Combine(parent, "cachecore-" + Path.GetRandomFileName());
        try
        {
            if (isUnified)
            {
                Write($"{parent}/cgroup.subtree_control", "+memory"); // not where the parent has processes, but for the topmost
            }

            _ = Directory.CreateDirectory(folder);
            Write(Path.Combine(folder, isUnified ? "memory.max" : "memory.limit_in_bytes"), $"{bytes}");
            return new Container(folder);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            problems.Add(failure.Message);
            if (Directory.Exists(folder))
            {
                Directory.Delete(folder);
            }

            return null;
        }
    }

    /// <summary>To a file that is there: such folders let nobody make others.</summary>
    private static void Write(string file, string text)
    {
        using var writer = new StreamWriter(new FileStream(file, FileMode.Open, FileAccess.Write));
        writer.Write(text);
    }
}
