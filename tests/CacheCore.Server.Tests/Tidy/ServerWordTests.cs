namespace CacheCore.Server.Tests.Tidy;

/// <summary>What the rooms of src/CacheCore.Server may not speak of.</summary>
internal sealed class ServerWordTests
{
    private const string Project = "src/CacheCore.Server";

    // Who talks to sockets; all others carry out commands whatever they come over.
    private static readonly string[] TransportRooms = ["Connections", "Endpoints", ""];
    private static readonly string[] TransportWords = ["Socket", "ConnectionContext", "PipeReader", "PipeWriter", "IDuplexPipe"];

    [Test]
    public void Commands_do_not_know_what_they_come_over() => Assert.That(Found(TransportWords, TransportRooms), Is.Empty);

    [Test]
    public void Nothing_is_unsafe_and_nobody_knows_a_cache() => Assert.That(Found(["unsafe", "CacheStore"], []), Is.Empty);

    private static IEnumerable<string> Found(string[] words, string[] rooms) =>
        from file in SourceTree.Files(Project, ".cs")
        where !rooms.Contains(file.Contains('/') ? file[..file.IndexOf('/')] : "")
        let code = CodeText.Of(SourceTree.Read($"{Project}/{file}"))
        from word in words
        where CodeText.HasWord(code, word)
        select $"{file}: {word}";
}
