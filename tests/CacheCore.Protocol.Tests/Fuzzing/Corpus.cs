namespace CacheCore.Protocol.Tests.Fuzzing;

/// <summary>
/// Streams that are worth keeping, a line each in <c>Corpus/NAME.txt</c>, written as in the transcripts: those that once led where no
/// other had, and
/// those that once went wrong. Every run reads all of them, and bends them into new ones.
/// </summary>
internal sealed class Corpus(string name)
{
    private const string Folder = "tests/CacheCore.Protocol.Tests/Fuzzing/Corpus";
    private const string KeepVariable = "CACHECORE_FUZZ_KEEP";
    private const int LargestKept = 400;

    private readonly string _path = $"{Folder}/{name}.txt";

    public byte[][] Streams => [.. Lines.Select(EscapedBytes.Parse)];

    private string[] Lines => SourceTree.Read(_path).Split('\n', StringSplitOptions.RemoveEmptyEntries);

    /// <summary>Keeps a stream if the environment says so, and it is not long.</summary>
    public void Keep(byte[] stream)
    {
        if (stream.Length <= LargestKept && Environment.GetEnvironmentVariable(KeepVariable) == "1")
        {
            File.AppendAllText(Path.Combine(SourceTree.Root, _path), EscapedBytes.Format(stream) + "\n");
        }
    }
}
