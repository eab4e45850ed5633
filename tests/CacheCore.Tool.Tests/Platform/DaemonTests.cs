using CacheCore.Tool.Platform;

namespace CacheCore.Tool.Tests.Platform;

internal sealed class DaemonTests
{
    /// <summary>As a tool that was installed, too: what stands in its place there names the library by itself.</summary>
    [TestCase("/usr/bin/dotnet", "/opt/CacheCore.Tool.dll", "/opt/CacheCore.Tool.dll")]
    [TestCase("/home/ann/.dotnet/tools/cachecore", "/home/ann/.dotnet/tools/.store/any/CacheCore.Tool.dll")]
    [TestCase("/usr/local/bin/cachecore", "cachecore")]
    public void It_starts_itself_as_it_was_started(string program, string first, params string[] words) =>
        Assert.That(Daemon.SelfArguments(program, first), Is.EqualTo(words));
}
