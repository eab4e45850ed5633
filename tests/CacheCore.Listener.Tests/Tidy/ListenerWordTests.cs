namespace CacheCore.Listener.Tests.Tidy;

/// <summary>What the rooms of src/CacheCore.Listener may not speak of.</summary>
internal sealed class ListenerWordTests
{
    private const string Project = "src/CacheCore.Listener";

    // Who talks to sockets; all others carry out commands whatever they come over.
    private static readonly string[] TransportRooms = ["Hosting", "Options", ""];
    private static readonly string[] TransportWords = ["Socket", "ConnectionContext", "PipeReader", "PipeWriter", "IDuplexPipe"];

    private static string[] Files => SourceTree.Files(Project, ".cs");

    [Test]
    public void Commands_do_not_know_what_they_come_over()
    {
        IEnumerable<string> found =
            from file in Files
            where !TransportRooms.Contains(FolderOf(file))
            let code = CodeText.Of(SourceTree.Read($"{Project}/{file}"))
            from word in TransportWords
            where CodeText.HasWord(code, word)
            select $"{file}: {word}";

        Assert.That(found, Is.Empty);
    }

    [Test]
    public void Nothing_is_unsafe() =>
        Assert.That(Files.Where(file => CodeText.HasWord(CodeText.Of(SourceTree.Read($"{Project}/{file}")), "unsafe")), Is.Empty);

    private static string FolderOf(string path) => path.Contains('/') ? path[..path.IndexOf('/')] : "";
}
