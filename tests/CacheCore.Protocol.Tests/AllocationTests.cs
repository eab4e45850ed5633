using CacheCore.Protocol.Administration;
using CacheCore.Protocol.Binary;
using CacheCore.Protocol.Meta;
using CacheCore.Protocol.Text;

namespace CacheCore.Protocol.Tests;

/// <summary>Parsing and writing take nothing from the garbage-collected heap, whatever is sent.</summary>
[NonParallelizable]
internal sealed class AllocationTests
{
    private const int Calls = 100;

    private static readonly byte[] Room = new byte[4096];
    private static readonly byte[] Scratch = new byte[ProtocolLimits.MaxDecodedKeyLength];

    private static readonly byte[][] AdministrationLines =
    [
        "slabs reassign 1 2\r\n"u8.ToArray(),
        "lru tune 20 40 0.2 2.0\r\n"u8.ToArray(),
        "lru_crawler crawl 1,2,3\r\n"u8.ToArray(),
        "stats cachedump 1 2\r\n"u8.ToArray(),
        "watch fetchers\r\n"u8.ToArray(),
        "shutdown graceful\r\n"u8.ToArray(),
    ];

    [TestCaseSource(typeof(Transcript), nameof(Transcript.All))]
    public void Parsing_costs_nothing(Transcript transcript)
    {
        foreach (Exchange exchange in transcript.Exchanges.Where(exchange => exchange.Request.Length < 10_000))
        {
            byte[] request = exchange.Request;
            Assert.That(BytesFor(transcript.IsBinary ? () => ReadBinary(request) : () => ReadText(request)), Is.Zero, exchange.Name);
        }
    }

    [TestCaseSource(typeof(ReplyRoomTests), nameof(ReplyRoomTests.Writers))]
    public void Writing_costs_nothing(ReplyRoomTests.Writer writer)
    {
        Assert.That(BytesFor(() => writer(Room, out _)), Is.Zero);
        Assert.That(BytesFor(() => writer(Room.AsSpan(0, 5), out _)), Is.Zero, "too little room");
    }

    [TestCaseSource(typeof(Transcript), nameof(Transcript.All))]
    public void Parsing_replies_costs_nothing(Transcript transcript)
    {
        foreach (Exchange exchange in transcript.Exchanges.Where(exchange => exchange.Expected.Length < 10_000))
        {
            byte[] reply = exchange.Expected;
            Assert.That(
                BytesFor(transcript.IsBinary ? () => ReadBinaryReplies(reply) : () => ReadTextReplies(reply)), Is.Zero, exchange.Name);
        }
    }

    [TestCase("key=a%20b exp=-1 la=5 cas=7 fetch=yes cls=1 size=65 flags=0 \n")]
    [TestCase("ITEM key [5 b; 0 s]\r\n")]
    [TestCase("PREFIX user get 1 hit 1 set 1 del 1\r\n")]
    [TestCase("mg Zm9v b\r\nEN\r\n")]
    public void Parsing_dumps_costs_nothing(string line)
    {
        byte[] bytes = System.Text.Encoding.ASCII.GetBytes(line);

        Assert.That(BytesFor(() => ReadTextReplies(bytes)), Is.Zero);
    }

    [Test]
    public void Administration_costs_nothing()
    {
        Assert.That(BytesFor(() => ParseWords()), Is.Zero);
    }

    private static void ReadText(byte[] request)
    {
        var reader = new TextCommandReader(request);
        while (reader.Read(out TextCommand command) == ParseStatus.Command)
        {
            if (command.Error != ReplyLine.None)
            {
                continue;
            }

            foreach (ReadOnlySpan<byte> key in command.KeysIn(request))
            {
                Room[0] += (byte)key.Length;
            }

            _ = command.ItemKeyIn(request, Scratch);
        }
    }

    private static void ReadTextReplies(byte[] replies)
    {
        var reader = new TextReplyReader(replies);
        while (reader.Read(out TextReply reply) == ReplyStatus.Reply)
        {
            _ = MetaReply.TryParse(replies, reply, out _);
            _ = MetaReply.TryParseDebug(replies, reply, out _, out _, out _);
            _ = CacheDumpItem.TryParse(replies, reply, out _);
            _ = PrefixFigures.TryParse(replies, reply, out _);
            _ = MetadumpItem.TryParse(reply.Text.In(replies), Room, out _);
            _ = Base64Key.TryDecode(reply.Key.In(replies), Room, out _);
            Room[0] += reply.Ends(ReplyForm.Listing) ? (byte)1 : (byte)0;
        }
    }

    private static void ReadBinaryReplies(byte[] replies)
    {
        var reader = new BinaryReplyReader(replies);
        while (reader.Read(out BinaryReply reply) == ReplyStatus.Reply)
        {
            _ = reply.TryReadNumber(replies, out _);
            _ = reply.Key.In(replies);
        }
    }

    private static void ReadBinary(byte[] request)
    {
        var reader = new BinaryCommandReader(request);
        while (reader.Read(out BinaryCommand command) == ParseStatus.Command)
        {
            _ = command.Key.In(request);
        }
    }

    private static void ParseWords()
    {
        foreach (byte[] line in AdministrationLines)
        {
            _ = new TextCommandReader(line).Read(out TextCommand command);
            Words words = command.ArgumentsIn(line);
            _ = SlabsCommand.Parse(words, out _);
            _ = LruCommand.Parse(words, out _);
            _ = CrawlerCommand.Parse(words, out _);
            _ = StatsCommand.Parse(words, out _);
            _ = WatchCommand.Parse(words, out _);
            _ = ShutdownCommand.Parse(words, out _);
        }
    }

    private static long BytesFor(Action call)
    {
        for (int i = 0; i < 10; i++)
        {
            call();
        }

        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < Calls; i++)
        {
            call();
        }

        return GC.GetAllocatedBytesForCurrentThread() - before;
    }
}
