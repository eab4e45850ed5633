using CacheCore.Protocol.Administration;
using CacheCore.Protocol.Binary;
using CacheCore.Protocol.Classic;
using CacheCore.Protocol.Meta;
using CacheCore.Protocol.Text;

namespace CacheCore.Protocol.Tests;

/// <summary>Every writer, of replies and of requests, given every room that is too small: it says so and stays inside.</summary>
internal sealed class ReplyRoomTests
{
    private const byte Untouched = 0xEE;
    private const int Longest = 2000;

    public delegate bool Writer(Span<byte> destination, out int written);

    [TestCaseSource(nameof(Writers))]
    public void Too_little_room_is_told(Writer writer)
    {
        byte[] room = new byte[Longest];
        Assert.That(writer(room, out int length), Is.True);
        byte[] reply = room[..length];

        for (int size = 0; size <= length; size++)
        {
            Array.Fill(room, Untouched);
            bool fits = writer(room.AsSpan(0, size), out int written);

            Assert.That((fits, written), Is.EqualTo(size < length ? (false, 0) : (true, length)));
            Assert.That(room.AsSpan(size).ContainsAnyExcept(Untouched), Is.False, "nothing is written behind the room");
        }

        Assert.That(room[..length], Is.EqualTo(reply));
    }

    [Test]
    public void What_surrounds_a_value_has_a_limit()
    {
        byte[] room = new byte[Longest];
        byte[] key = new byte[ProtocolLimits.MaxKeyLength];
        string opaque = new('o', ProtocolLimits.MaxOpaqueLength);
        TextCommand command = Parsing.Text($"mg {EscapedBytes.Format("k"u8)} O{opaque} c f h l s t v\\r\\n", out byte[] buffer);
        MetaItem item = new()
        {
            Cas = ulong.MaxValue,
            ClientFlags = uint.MaxValue,
            IdleSeconds = uint.MaxValue,
            Size = int.MaxValue,
            Ttl = int.MinValue,
            IsAwarded = true,
            IsStale = true,
            IsWon = true,
        };

        Assert.That(ClassicReplyWriter.TryWriteValueHead(room, key, uint.MaxValue, int.MaxValue, ulong.MaxValue, out int written), Is.True);
        Assert.That(written + ClassicReplyWriter.LineEnd.Length, Is.EqualTo(key.Length + ClassicReplyWriter.MaxValueOverhead));
        Assert.That(MetaReplyWriter.TryWriteValueHead(room, buffer, command, item, int.MaxValue, out written), Is.True);
        Assert.That(written + " kk b\r\n".Length - 1, Is.LessThanOrEqualTo(opaque.Length + MetaReplyWriter.MaxValueOverhead));
    }

    internal static IEnumerable<TestCaseData<Writer>> Writers()
    {
        TextCommand mg = Parsing.Text("mg Zm9v Oabc k b t T30 t c f h l s v\\r\\n", out byte[] mgBuffer);
        TextCommand me = Parsing.Text("me key\\r\\n", out byte[] meBuffer);
        MetaItem item =
            new() { Cas = 1234567, ClientFlags = 99, IdleSeconds = 12, Size = 5, Ttl = 100, NewTtl = 30, IsStale = true, IsWon = true };
        BinaryCommand getK = Parsing.Binary("\\[800c 0003 0000 0000 00000003 11223344 0102030405060708]key", out _);

        yield return Case(
            "VALUE",
            (Span<byte> room, out int written) => ClassicReplyWriter.TryWriteValue(room, "key"u8, 4294967295, "value"u8, out written));
        yield return Case(
            "VALUE with cas",
            (Span<byte> room, out int written) => ClassicReplyWriter.TryWriteValue(room, "key"u8, 0, "value"u8, 18446744073709551615,
            out written));
        yield return Case(
            "head of VALUE",
            (Span<byte> room, out int written) => ClassicReplyWriter.TryWriteValueHead(room, "key"u8, 0, 1 << 20, out written));
        yield return Case(
            "head of VALUE with cas",
            (Span<byte> room, out int written) => ClassicReplyWriter.TryWriteValueHead(room, "key"u8, 0, 1 << 20, 5, out written));
        yield return Case("number", (Span<byte> room, out int written) => ClassicReplyWriter.TryWriteNumber(room, 1234567890, out written));
        yield return Case(
            "line", (Span<byte> room, out int written) => ReplyLines.TryWrite(room, ReplyLine.BadCommandLineFormat, out written));
        yield return Case(
            "HD", (Span<byte> room, out int written) => MetaReplyWriter.TryWrite(room, mgBuffer, mg, MetaStatus.Done, item, out written));
        yield return Case(
            "EN", (Span<byte> room, out int written) => MetaReplyWriter.TryWrite(room, mgBuffer, mg, MetaStatus.Miss, item, out written));
        yield return Case(
            "VA", (Span<byte> room, out int written) => MetaReplyWriter.TryWriteValue(room, mgBuffer, mg, item, "value"u8, out written));
        yield return Case(
            "head of VA",
            (Span<byte> room, out int written) => MetaReplyWriter.TryWriteValueHead(room, mgBuffer, mg, item, 1 << 20, out written));
        yield return Case(
            "ME", (Span<byte> room, out int written) => MetaReplyWriter.TryWriteDebug(room, meBuffer, me, item, 1, 61, out written));
        yield return Case(
            "VERSION", (Span<byte> room, out int written) => AdministrationReplyWriter.TryWriteVersion(room, "1.6.45"u8, out written));
        yield return Case(
            "STAT text",
            (Span<byte> room, out int written) => AdministrationReplyWriter.TryWriteStatistic(room, "name"u8, "value"u8, out written));
        yield return Case(
            "STAT number",
            (Span<byte> room, out int written) => AdministrationReplyWriter.TryWriteStatistic(room, "name"u8, -12345, out written));
        yield return Case(
            "STAT fraction",
            (Span<byte> room, out int written) => AdministrationReplyWriter.TryWriteStatistic(room, "name"u8, 1.5, 3, out written));
        yield return Case(
            "ITEM",
            (Span<byte> room, out int written) => AdministrationReplyWriter.TryWriteCacheDumpItem(room, "key"u8, 5, 1_000_000_000,
            out written));
        yield return Case(
            "PREFIX",
            (Span<byte> room, out int written) => AdministrationReplyWriter.TryWritePrefix(room, "key"u8, 1, 2, 3, 4, out written));
        yield return Case(
            "mgdump",
            (Span<byte> room, out int written) => AdministrationReplyWriter.TryWriteKeyDumpItem(room, "key"u8, isBinaryKey: false,
            out written));
        yield return Case(
            "mgdump of a binary key",
            (Span<byte> room, out int written) => AdministrationReplyWriter.TryWriteKeyDumpItem(room, "keys"u8, isBinaryKey: true,
            out written));
        yield return Case(
            "metadump", (Span<byte> room, out int written) => new MetadumpItem { Key = "a b"u8, Size = 61 }.TryWrite(room, out written));
        yield return Case(
            "binary error",
            (Span<byte> room, out int written) => BinaryReplyWriter.TryWriteError(room, getK, BinaryStatus.OutOfMemory, out written));
        yield return Case(
            "binary miss", (Span<byte> room, out int written) => BinaryReplyWriter.TryWriteMiss(room, getK, "key"u8, out written));
        yield return Case(
            "binary success", (Span<byte> room, out int written) => BinaryReplyWriter.TryWriteSuccess(room, getK, 5, out written));
        yield return Case(
            "binary item",
            (Span<byte> room, out int written) => BinaryReplyWriter.TryWriteItem(room, getK, "key"u8, 1, 2, "value"u8, out written));
        yield return Case(
            "head of binary item",
            (Span<byte> room, out int written) => BinaryReplyWriter.TryWriteItemHead(room, getK, "key"u8, 1, 2, 1 << 20, out written));
        yield return Case(
            "binary touched", (Span<byte> room, out int written) => BinaryReplyWriter.TryWriteTouched(room, getK, 1, 2, out written));
        yield return Case(
            "binary number", (Span<byte> room, out int written) => BinaryReplyWriter.TryWriteNumber(room, getK, 5, 2, out written));
        yield return Case(
            "binary text",
            (Span<byte> room, out int written) => BinaryReplyWriter.TryWriteText(room, getK, BinaryStatus.Success, "1.6.45"u8,
            out written));
        yield return Case(
            "binary statistic",
            (Span<byte> room, out int written) => BinaryReplyWriter.TryWriteStatistic(room, getK, "name"u8, "value"u8, out written));
        foreach (TestCaseData<Writer> request in Requests())
        {
            yield return request;
        }
    }

    private static IEnumerable<TestCaseData<Writer>> Requests()
    {
        yield return Case("get", (Span<byte> room, out int written) => Get(TextVerb.Gats).TryWrite(room, out written));
        yield return Case("delete", (Span<byte> room, out int written) => Get(TextVerb.Delete).TryWrite(room, out written));
        yield return Case("incr", (Span<byte> room, out int written) => Get(TextVerb.Increment).TryWrite(room, out written));
        yield return Case("cas", (Span<byte> room, out int written) => Get(TextVerb.Cas).TryWrite(room, "value"u8, out written));
        yield return Case("head of set", (Span<byte> room, out int written) => Get(TextVerb.Set).TryWriteHead(room, 1 << 20, out written));
        yield return Case(
            "start of gat", (Span<byte> room, out int written) => ClassicRequest.TryBeginRetrieval(room, TextVerb.Gat, -1, out written));
        yield return Case("a key more", (Span<byte> room, out int written) => ClassicRequest.TryAddKey(room, "key"u8, out written));
        yield return Case("mg", (Span<byte> room, out int written) => Meta(TextVerb.MetaGet).TryWrite(room, out written));
        yield return Case("ms", (Span<byte> room, out int written) => Meta(TextVerb.MetaSet).TryWrite(room, "value"u8, out written));
        yield return Case("head of ms", (Span<byte> room, out int written) => Meta(TextVerb.MetaSet).TryWriteHead(room, 5, out written));
        yield return Case("ma", (Span<byte> room, out int written) => Meta(TextVerb.MetaArithmetic).TryWrite(room, out written));
        yield return Case("binary get", (Span<byte> room, out int written) => Binary(BinaryVerb.Get).TryWrite(room, out written));
        yield return Case(
            "binary set", (Span<byte> room, out int written) => Binary(BinaryVerb.Set).TryWrite(room, "value"u8, out written));
        yield return Case(
            "head of binary set", (Span<byte> room, out int written) => Binary(BinaryVerb.Add).TryWriteHead(room, 9, out written));
        yield return Case(
            "binary increment", (Span<byte> room, out int written) => Binary(BinaryVerb.Increment).TryWrite(room, out written));
        yield return Case(
            "credentials", (Span<byte> room, out int written) => TextCredentials.TryWrite(room, "fred"u8, "secret"u8, out written));
        yield return Case(
            "PLAIN", (Span<byte> room, out int written) => SaslPlain.TryWrite(room, "joe"u8, "fred"u8, "secret"u8, out written));
        yield return Case(
            "version", (Span<byte> room, out int written) => AdministrationRequest.TryWrite(room, TextVerb.Version, out written));
        yield return Case(
            "stats proxy", (Span<byte> room, out int written) =>
                AdministrationRequest.TryWrite(room, TextVerb.Stats, "proxy"u8, out written));
        yield return Case(
            "flush_all", (Span<byte> room, out int written) => AdministrationRequest.TryWriteFlushAll(room, 5, true, out written));
        yield return Case(
            "verbosity", (Span<byte> room, out int written) => AdministrationRequest.TryWriteVerbosity(room, 1, true, out written));
        yield return Case(
            "cache_memlimit", (Span<byte> room, out int written) =>
                AdministrationRequest.TryWriteCacheMemoryLimit(room, 64, false, out written));
        yield return Case(
            "slabs", (Span<byte> room, out int written) =>
                new SlabsCommand(SlabsAction.AutomoveRatio, Ratio: 0.85).TryWrite(room, out written));
        yield return Case(
            "lru", (Span<byte> room, out int written) => new LruCommand(LruAction.Tune, 20, 40, 0.2, 2).TryWrite(room, out written));
        yield return Case(
            "lru_crawler", (Span<byte> room, out int written) =>
                new CrawlerCommand(CrawlerAction.Crawl, Classes: 6).TryWrite(room, out written));
        yield return Case(
            "stats", (Span<byte> room, out int written) => new StatsCommand(StatsGroup.CacheDump, 1, 10).TryWrite(room, out written));
        yield return Case(
            "watch", (Span<byte> room, out int written) =>
                new WatchCommand(WatchStreams.Fetchers | WatchStreams.Evictions).TryWrite(room, out written));
        yield return Case(
            "shutdown", (Span<byte> room, out int written) => new ShutdownCommand(IsGraceful: true).TryWrite(room, out written));
    }

    private static ClassicRequest Get(TextVerb verb) =>
        new() { Verb = verb, Key = "key"u8, ClientFlags = 9, Exptime = -60, Cas = 77, Delta = 10, NoReply = true };

    private static MetaRequest Meta(TextVerb verb) => new()
    {
        Verb = verb,
        Key = "key"u8,
        Flags = MetaLetters.Known,
        Mode = MetaMode.Append,
        Opaque = "17"u8,
        Cas = ulong.MaxValue,
    };

    private static BinaryRequest Binary(BinaryVerb verb) =>
        new() { Verb = verb, Key = "key"u8, Exptime = 60, IsQuiet = true, ReturnsKey = true };

    private static TestCaseData<Writer> Case(string name, Writer writer) => new TestCaseData<Writer>(writer).SetArgDisplayNames(name);
}
