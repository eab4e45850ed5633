using CacheCore.Listener.Tests.Execution;
using CacheCore.Listener.Verbs;

namespace CacheCore.Listener.Tests.Transcripts;

/// <summary>What memcached was heard to answer, byte for byte, is what our server answers over a real store.</summary>
internal sealed class TranscriptTests
{
    /// <summary>
    /// What we answer where we differ knowingly. The policy of a store is chosen when it is made, so no client can ask for another.
    /// </summary>
    private static readonly Dictionary<string, string> KnownDifferences = new(StringComparer.Ordinal)
    {
        ["> lru mode flat\\r\\n"] = "ERROR\\r\\n",
    };

    [TestCaseSource(typeof(Transcript), nameof(Transcript.All))]
    public void Every_answer_is_memcacheds(Transcript transcript) => Replay(transcript, pieceLength: int.MaxValue);

    [TestCaseSource(typeof(Transcript), nameof(Transcript.All))]
    public void Every_answer_is_memcacheds_byte_by_byte(Transcript transcript) => Replay(transcript, pieceLength: 1);

    private static void Replay(Transcript transcript, int pieceLength)
    {
        using CacheStore store = new(new CacheCoreOptions { BackgroundMaintenance = false });
        CommandContext context = new(store, new MemcachedListenerOptions { Version = "1.6.18" }, TimeProvider.System);
        InMemoryConnection connection = new(context);
        using (Assert.EnterMultipleScope())
        {
            foreach (Exchange exchange in transcript.Exchanges)
            {
                List<byte> answer = [];
                foreach (byte[] piece in exchange.Request.Chunk(
                    Math.Max(Math.Min(pieceLength, exchange.Request.Length), exchange.Request.Length / 300)))
                {
                    answer.AddRange(connection.Receive(piece));
                }

                string expected = KnownDifferences.GetValueOrDefault($"> {EscapedBytes.Format(exchange.Request)}")
                    ?? EscapedBytes.Format(exchange.Expected);
                Assert.That(EscapedBytes.Format([.. answer]), Is.EqualTo(expected), exchange.Name);
                Assert.That(connection.IsClosed, Is.EqualTo(exchange.IsClosed), $"{exchange.Name}: closed");
                connection = connection.IsClosed ? new InMemoryConnection(context) : connection;
            }
        }
    }
}
