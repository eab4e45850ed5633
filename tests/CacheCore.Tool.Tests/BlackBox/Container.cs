namespace CacheCore.Tool.Tests.BlackBox;

/// <summary>
/// A control group of Linux with a bound for memory, as a container has one, below the group of the tests. Gone when disposed of; its processes
/// have to be before.
/// </summary>
internal sealed class Container : IDisposable
{
    private const string Root = "/sys/fs/cgroup";

    private readonly string _folder;

    private Container(string folder) => _folder = folder;

    /// <summary>What a shell does so that the program it becomes runs in it.</summary>
    public string Entry => $"echo $$ > {_folder}/cgroup.procs && exec \"$@\"";

    /// <summary>Makes one; null: the system does not let these tests.</summary>
    public static Container? TryMake(long bytes)
    {
        string[][] memberships = File.Exists("/proc/self/cgroup") ? [.. File.ReadLines("/proc/self/cgroup").Select(static line => line.Split(':', 3))] : [];
        string[]? first = memberships.FirstOrDefault(static parts => parts[1].Split(',').Contains("memory"));
        string[]? second = memberships.FirstOrDefault(static parts => parts[1].Length == 0);
        if ((first ?? second) is null)
        {
            return null;
        }

        string parent = first is not null ? $"{Root}/memory{first[2]}" : Root + second![2];
        var container = new Container(Path.Combine(parent, "cachecore-" + Path.GetRandomFileName()));
        try
        {
            _ = Directory.CreateDirectory(container._folder);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return null;
        }

        string limit = Path.Combine(container._folder, first is not null ? "memory.limit_in_bytes" : "memory.max");
        try
        {
            using var writer = new StreamWriter(new FileStream(limit, FileMode.Open, FileAccess.Write));
            writer.Write(bytes);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            container.Dispose();
            return null;
        }

        return container;
    }

    public void Dispose() => Directory.Delete(_folder);
}
