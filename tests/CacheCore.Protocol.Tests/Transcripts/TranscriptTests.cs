using CacheCore.Protocol.Tests.Model;

namespace CacheCore.Protocol.Tests.Transcripts;

/// <summary>
/// What memcached was heard to answer, byte for byte: parsed by our parsers, carried out by the model, written by our writers.
/// </summary>
internal sealed class TranscriptTests
{
    [TestCaseSource(typeof(Transcript), nameof(Transcript.All))]
    public void Every_answer_is_memcacheds(Transcript transcript) =>
        Replay(transcript, takesValuesInPieces: false, pieceLength: int.MaxValue);

    [TestCaseSource(typeof(Transcript), nameof(Transcript.All))]
    public void Every_answer_is_memcacheds_byte_by_byte(Transcript transcript) =>
        Replay(transcript, takesValuesInPieces: false, pieceLength: 1);

    [TestCaseSource(typeof(Transcript), nameof(Transcript.All))]
    public void Every_answer_is_memcacheds_with_values_in_pieces(Transcript transcript) =>
        Replay(transcript, takesValuesInPieces: true, pieceLength: 7);

    private static void Replay(Transcript transcript, bool takesValuesInPieces, int pieceLength)
    {
        ModelStore store = new();
        IModelConnection connection = Connect();
        using (Assert.EnterMultipleScope())
        {
            foreach (Exchange exchange in transcript.Exchanges)
            {
                List<byte> answer = [];
                foreach (byte[] piece in Pieces(exchange.Request, pieceLength))
                {
                    answer.AddRange(connection.Receive(piece));
                }

                Assert.That(EscapedBytes.Format([.. answer]), Is.EqualTo(EscapedBytes.Format(exchange.Expected)), exchange.Name);
                Assert.That(connection.IsClosed, Is.EqualTo(exchange.IsClosed), $"{exchange.Name}: closed");
                connection = connection.IsClosed ? Connect() : connection;
            }
        }

        IModelConnection Connect() =>
            transcript.IsBinary ? new BinaryModel(store, takesValuesInPieces) : new TextModel(store, takesValuesInPieces);
    }

    // A large value byte by byte would take the model, which copies all that has arrived each time, minutes.
    private static IEnumerable<byte[]> Pieces(byte[] bytes, int length) =>
        bytes.Chunk(Math.Max(Math.Min(length, bytes.Length), bytes.Length / 300));
}
