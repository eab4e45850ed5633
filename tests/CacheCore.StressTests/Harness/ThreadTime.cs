using System.Globalization;

namespace CacheCore.StressTests.Harness;

/// <summary>Processor time of this process's threads of one name, together. Linux counts it in nanoseconds.</summary>
internal sealed class ThreadTime
{
    private const string Tasks = "/proc/self/task";

    /// <summary>Linux keeps no more of a name.</summary>
    private const int LongestName = 15;

    private readonly string[] _files;

    private ThreadTime(string[] files) => _files = files;

    public TimeSpan Used => _files.Aggregate(TimeSpan.Zero, static (all, file) => all + UsedBy(file));

    /// <summary>The threads that have this name now; a system that does not tell makes the test inconclusive.</summary>
    public static ThreadTime Of(string name)
    {
        string comm = name[..Math.Min(LongestName, name.Length)];
        string[] tasks = Directory.Exists(Tasks)
            ? [.. Directory.EnumerateDirectories(Tasks).Where(one => File.ReadAllText($"{one}/comm").TrimEnd('\n') == comm)]
            : [];
        string[] files = [.. tasks.Select(static task => $"{task}/schedstat").Where(File.Exists)];
        if (files.Length == 0)
        {
            Assert.Inconclusive($"No processor time of a thread called '{comm}' here.");
        }

        return new ThreadTime(files);
    }

    /// <summary>None from a thread that has ended.</summary>
    private static TimeSpan UsedBy(string file) =>
        File.Exists(file)
            ? TimeSpan.FromMicroseconds(long.Parse(File.ReadAllText(file).Split(' ')[0], CultureInfo.InvariantCulture) / 1000d)
            : TimeSpan.Zero;
}
