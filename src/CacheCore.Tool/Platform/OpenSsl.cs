using System.Runtime.InteropServices;

namespace CacheCore.Tool.Platform;

/// <summary>
/// The library that encrypts on Linux. The platform looks for it at its first use, and ends the process without a chance for anybody to
/// say why if there is none.
/// </summary>
internal static class OpenSsl
{
    /// <summary>A version that is to be used instead, by the platform's rule.</summary>
    private const string Override = "CLR_OPENSSL_VERSION_OVERRIDE";

    private static readonly string[] Versions = ["3", "1.1", "1.0.2", "1.0.0", "10"];

    /// <summary>True where it is not needed, too.</summary>
    public static bool IsThere =>
        !OperatingSystem.IsLinux() || Candidates().Any(static version => NativeLibrary.TryLoad($"libssl.so.{version}", out _));

    private static IEnumerable<string> Candidates() =>
        Environment.GetEnvironmentVariable(Override) is { Length: > 0 } version ? Versions.Prepend(version) : Versions;
}
