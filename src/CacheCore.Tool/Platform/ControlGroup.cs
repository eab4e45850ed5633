using System.Globalization;

namespace CacheCore.Tool.Platform;

/// <summary>
/// The control groups of Linux that the process is in, as of a container or a service: of both versions, as far as they bound its memory.
/// </summary>
internal static class ControlGroup
{
    private const string Root = "/sys/fs/cgroup";

    /// <summary>
    /// Bytes that the process and others in its group may have before somebody is ended; null = nothing is known of a bound.
    /// </summary>
    public static long? MemoryLimit => OperatingSystem.IsLinux() ? LimitIn(Text("/proc/self/cgroup") ?? "", Text) : null;

    /// <summary>The lowest limit of a group and those above it. Pure but for <paramref name="read"/>.</summary>
    /// <param name="memberships">Lines such as <c>0::/system.slice/cachecore.service</c>, or <c>4:memory:/docker/1f</c>.</param>
    /// <param name="read">A file's text; null = there is none.</param>
    internal static long? LimitIn(string memberships, Func<string, string?> read)
    {
        long? lowest = null;
        foreach (string[] parts in memberships.Split('\n')
            .Select(static line => line.Split(':', 3))
            .Where(static parts => parts.Length == 3))
        {
            bool isFirstVersion = parts[1].Split(',').Contains("memory", StringComparer.Ordinal);
            if (!isFirstVersion && parts[1].Length > 0)
            {
                continue;
            }

            (string folder, string file) = isFirstVersion ? ($"{Root}/memory", "memory.limit_in_bytes") : (Root, "memory.max");
            for (string path = parts[2].TrimEnd('/'); ; path = path[..path.LastIndexOf('/')])
            {
                if (long.TryParse(
                    read($"{folder}{path}/{file}"), NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture, out long limit))
                {
                    lowest = Math.Min(lowest ?? long.MaxValue, limit);
                }

                if (path.Length == 0)
                {
                    break;
                }
            }
        }

        return lowest;
    }

    private static string? Text(string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
