using System.Text;
using CacheCore.Listener.Tests.Differential;
using CacheCore.Listener.Tests.Execution;
using CacheCore.Listener.Verbs;
using Microsoft.Extensions.Time.Testing;

namespace CacheCore.Listener.Tests.Transcripts;

/// <summary>
/// What memcached 1.6.45 was heard to answer to commands that a program made up, sensible and broken ones, is what our server answers.
/// </summary>
internal sealed class RecordingTests
{
    private const string BadLine = "CLIENT_ERROR bad command line format\\r\\n";

    private static readonly byte[] Sentinel = "mn\r\n"u8.ToArray();

    /// <summary>
    /// Where we differ knowingly, by conversation and turn, and what we answer; docs/protocol.md and docs/memcached-compatibility.md have
    /// the same reasons for their readers.
    /// </summary>
    private static readonly Dictionary<string, string> KnownDifferences = new(StringComparer.Ordinal)
    {
        // A key that is too long is answered by its error; there is no empty line behind it.
        ["2.19"] = BadLine,
        ["34.11"] = BadLine,

        // What is wrong with a line is said before all of the value that belongs to it has come.
        ["14.4"] = "CLIENT_ERROR duplicate flag\\r\\n",
        ["19.8"] = BadLine,
        ["26.16"] = "CLIENT_ERROR error decoding key\\r\\n",
        ["32.1"] = "CLIENT_ERROR error decoding key\\r\\n",
        ["55.9"] = "CLIENT_ERROR bad token in command line format\\r\\n",

        // Client flags are unsigned: no sign stands before them, not even before 0.
        ["17.7"] = BadLine,
        ["54.3"] = BadLine,
        ["55.0"] = BadLine,

        // A time that 32 bits do not hold is refused, and not cut to another time.
        ["21.0"] = BadLine,
        ["56.6"] = BadLine,
    };

    private FakeTimeProvider _clock = null!;
    private CacheStore _store = null!;
    private CommandContext _context = null!;

    [SetUp]
    public void SetUp()
    {
        _clock = new FakeTimeProvider();
        _store = new CacheStore(new CacheCoreOptions { BackgroundMaintenance = false }, _clock);
        _context = new CommandContext(_store, new MemcachedListenerOptions(), _clock);
    }

    [TearDown]
    public void TearDown() => _store.Dispose();

    [TestCase(int.MaxValue)]
    [TestCase(1)]
    public void Every_answer_is_memcacheds_but_for_those_that_are_listed(int pieceLength)
    {
        List<string> wrong = [];
        foreach (Recording one in Recording.All)
        {
            _store.Clear();
            InMemoryConnection client = new(_context);
            foreach ((int index, Turn turn) in one.Turns.Index())
            {
                string recorded = Masked(turn.Reply);
                bool isKnown = KnownDifferences.TryGetValue($"{one.Number}.{index}", out string? ours);
                string actual = Answer(client, turn, pieceLength);
                if (actual != (isKnown ? ours : recorded) || (isKnown && ours == recorded))
                {
                    wrong.Add($"{one.Number}.{index} {EscapedBytes.Format(turn.Request)}\n  1.6.45: {recorded}\n  ours:   {actual}");
                }
            }
        }

        Assert.That(string.Join('\n', wrong), Is.Empty);
    }

    /// <summary>
    /// What comes back for a request and the sentinel behind it, which the recording leaves out.
    /// Where the value did not come as a whole, the sentinel is taken for a part of it.
    /// </summary>
    private static string Answer(InMemoryConnection client, Turn turn, int pieceLength)
    {
        List<byte> answer = [];
        foreach (byte[] piece in turn.Request.Concat(Sentinel).Chunk(Math.Min(pieceLength, 1 << 20)))
        {
            answer.AddRange(client.Receive(piece));
        }

        string masked = Masked([.. answer]);
        const string SentinelReply = "MN\\r\\n";
        return !turn.IsSilent && masked.EndsWith(SentinelReply, StringComparison.Ordinal) ? masked[..^SentinelReply.Length] : masked;
    }

    private static string Masked(byte[] answer) =>
        EscapedBytes.Format(Encoding.Latin1.GetBytes(CasMask.Over(Encoding.Latin1.GetString(answer))));
}
