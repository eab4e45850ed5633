namespace CacheCore.Transport.Tests.Tidy;

/// <summary>What the rooms of src/CacheCore.Transport may not speak of.</summary>
internal sealed class TransportWordTests
{
    private const string Project = "src/CacheCore.Transport";

    private static IEnumerable<string> FilesWith(string word) =>
        SourceTree.Files(Project, ".cs").Where(file => CodeText.HasWord(CodeText.Of(SourceTree.Read($"{Project}/{file}")), word));

    [Test]
    public void Unsafe_lives_only_where_the_system_is_called() => Assert.That(FilesWith("unsafe"), Is.EqualTo(["Epoll/LinuxCalls.cs"]));

    [Test]
    public void No_web_server_is_in_it([Values("Kestrel", "Hosting", "Builder")] string word) => Assert.That(FilesWith(word), Is.Empty);
}
