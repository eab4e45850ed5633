using CacheCore.Protocol;

namespace CacheCore.TestKit;

/// <summary>
/// A conversation with memcached, as a text file that tells its own story.
/// <code>
/// # what this is about
/// server: -m 64                 how memcached was started, if not just so
///
/// # why this is asked
/// > set a 0 0 1\r\n             sent; several lines go out as one
/// > x\r\n
/// &lt; STORED\r\n                  what memcached answered
/// ~ ...                         what memcached 1.6.45, and we, answer, where the recorded one is older and differs
/// = closed                      the connection was closed behind that
/// </code>
/// A blank line ends an exchange. All exchanges of a file go over one connection, until it is closed, to one server that was new.
/// </summary>
internal sealed class Transcript
{
    private const string Folder = "tests/CacheCore.Protocol.Tests/Transcripts";
    private const string ServerPrefix = "server: ";

    private Transcript(string name, string[] lines)
    {
        Name = name;
        Lines = lines;
        ServerArguments = lines.FirstOrDefault(
            line => line.StartsWith(ServerPrefix, StringComparison.Ordinal))?[ServerPrefix.Length..] ?? "";
        Exchanges = [.. Blocks(lines).Where(block => block.Any(line => Starts(line.Text, '>'))).Select(ToExchange)];
    }

    public string Name { get; }

    public string ServerArguments { get; }

    public IReadOnlyList<string> Lines { get; }

    public IReadOnlyList<Exchange> Exchanges { get; }

    public bool IsBinary => Exchanges[0].Request[0] == WireProtocols.BinaryRequestMagic;

    public string Path => System.IO.Path.Combine(SourceTree.Root, Folder, Name);

    public static Transcript[] All => [.. SourceTree.Files(Folder, ".txt").Select(Read)];

    public static Transcript Read(string name) => new(name, SourceTree.Read($"{Folder}/{name}").TrimEnd('\n').Split('\n'));

    public override string ToString() => Name;

    public static bool Starts(string line, char kind) => line.Length > 0 && line[0] == kind;

    private static IEnumerable<List<(int Number, string Text)>> Blocks(string[] lines)
    {
        List<(int Number, string Text)> block = [];
        foreach ((int index, string line) in lines.Index())
        {
            if (line.Length > 0)
            {
                block.Add((index + 1, line));
                continue;
            }

            yield return block;
            block = [];
        }

        yield return block;
    }

    private Exchange ToExchange(List<(int Number, string Text)> block)
    {
        string[] lines = [.. block.Select(line => line.Text)];
        byte[] recorded = Bytes(lines, '<');
        bool isChanged = lines.Any(line => Starts(line, '~'));
        return new Exchange(
            $"{Name}:{block[0].Number}",
            Bytes(lines, '>'),
            recorded,
            isChanged ? Bytes(lines, '~') : recorded,
            lines.Any(line => Starts(line, '=')));
    }

    private static byte[] Bytes(string[] lines, char kind) =>
        [.. lines.Where(line => Starts(line, kind)).SelectMany(line => EscapedBytes.Parse(line.Length > 2 ? line[2..] : ""))];
}
