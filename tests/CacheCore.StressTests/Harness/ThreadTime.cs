using System.Globalization;

namespace CacheCore.StressTests.Harness;

/// <summary>Processor time of one of this process's threads, found by its name. Linux counts it in nanoseconds.</summary>
internal sealed class ThreadTime
{
    private const string Tasks = "/proc/self/task";

    /// <summary>Linux keeps no more of a name.</summary>
    private const int LongestName = 15;

    private readonly string _file;

    private ThreadTime(string file) => _file = file;

    public TimeSpan Used => TimeSpan.FromMicroseconds(
        long.Parse(File.ReadAllText(_file).Split(' ')[0], CultureInfo.InvariantCulture) / 1000d);

    /// <summary>The thread of this name; a system that does not tell makes the test inconclusive.</summary>
    public static ThreadTime Of(string name)
    {
        string comm = name[..Math.Min(LongestName, name.Length)];
        string? task = Directory.Exists(Tasks)
            ? Directory.EnumerateDirectories(Tasks).FirstOrDefault(one => File.ReadAllText($"{one}/comm").TrimEnd('\n') == comm)
            : null;
        string file = $"{task}/schedstat";
        if (task is null || !File.Exists(file))
        {
            Assert.Inconclusive($"No processor time of a thread called '{comm}' here.");
        }

        return new ThreadTime(file);
    }
}
