namespace CacheCore.TestKit;

/// <summary>What the transcripts have of one direction of one protocol, but for what is very long.</summary>
internal static class Recorded
{
    private const int LargestMessage = 3000;

    public static byte[][] Requests(bool isBinary) => Of(isBinary, static exchange => exchange.Request);

    public static byte[][] Replies(bool isBinary) => Of(isBinary, static exchange => exchange.Expected);

    private static byte[][] Of(bool isBinary, Func<Exchange, byte[]> message) =>
    [
        .. Transcript.All
            .Where(transcript => transcript.IsBinary == isBinary)
            .SelectMany(static transcript => transcript.Exchanges)
            .Select(message)
            .Where(static bytes => bytes.Length is > 0 and <= LargestMessage),
    ];
}
