namespace CacheCore.Protocol.Tests.Tidy;

/// <summary>What src/CacheCore.Protocol may not speak of.</summary>
internal sealed class ProtocolWordTests
{
    private const string Project = "src/CacheCore.Protocol";

    private static readonly string[] ForeignWords = ["throw", "unsafe", "Socket", "Stream", "Task", "CacheStore", "Linq"];

    private static string[] Files => SourceTree.Files(Project, ".cs");

    [Test]
    public void It_knows_neither_caches_nor_sockets_nor_exceptions([ValueSource(nameof(Files))] string file)
    {
        string code = CodeText.Of(SourceTree.Read($"{Project}/{file}"));

        Assert.That(ForeignWords.Where(word => CodeText.HasWord(code, word)), Is.Empty);
    }

    [Test]
    public void It_depends_on_nothing() =>
        Assert.That(SourceTree.Read($"{Project}/CacheCore.Protocol.csproj"), Does.Not.Contain("Reference"));
}
