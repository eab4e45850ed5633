using System.Reflection;

namespace CacheCore.Tool;

/// <summary>The version of this program, without what a build adds to tell commits apart.</summary>
internal static class ToolVersion
{
    public static string Number { get; } =
        (typeof(ToolVersion).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion
            ?? "0").Split('+')[0];

    public static string Text => $"cachecore {Number}";
}
