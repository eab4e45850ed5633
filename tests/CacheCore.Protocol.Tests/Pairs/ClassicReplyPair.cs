using CacheCore.Protocol.Classic;
using CacheCore.Protocol.Text;

namespace CacheCore.Protocol.Tests.Pairs;

/// <summary>Values, numbers, and the lines that never change.</summary>
internal sealed class ClassicReplyPair : TextReplyPair
{
    // EN is a meta reply as well, which has flags: that is how it is read.
    private static readonly ReplyLine[] Lines =
        [.. Enum.GetValues<ReplyLine>().Where(static line => line is not (ReplyLine.None or ReplyLine.MetaEnd))];

    public override string Write(RandomText random, Span<byte> room, out int written)
    {
        (string words, bool fits) = random.Next(4) switch
        {
            0 => WriteNumber(random.UInt64(), room, out written),
            1 => WriteLine(random.Pick<ReplyLine>(Lines), room, out written),
            2 => WriteValue(random.Key(), random.UInt32(), random.Value(), room, out written),
            _ => WriteValue(random.Key(), random.UInt32(), random.Value(), random.UInt64(), room, out written),
        };
        Assert.That(fits, Is.True);
        return words;
    }

    protected override string Describe(in TextReply reply, ReadOnlySpan<byte> buffer)
    {
        Assert.That(reply.HasValue, Is.EqualTo(reply.Kind == TextReplyKind.Value));
        return reply.Kind switch
        {
            TextReplyKind.Number => $"number {reply.Number}",
            TextReplyKind.Value => Value(Text(reply.Key, buffer), reply.ClientFlags, Text(reply.Value, buffer), reply.Cas),
            _ => $"line {reply.Line} {reply.IsRefusal}",
        };
    }

    private static (string, bool) WriteNumber(ulong number, Span<byte> room, out int written) =>
        ($"number {number}", ClassicReplyWriter.TryWriteNumber(room, number, out written));

    private static (string, bool) WriteLine(ReplyLine line, Span<byte> room, out int written)
    {
        string text = Text(ReplyLines.TextOf(line));
        bool refuses = text.StartsWith("ERROR", StringComparison.Ordinal) || text.StartsWith("CLIENT_ERROR", StringComparison.Ordinal)
            || text.StartsWith("SERVER_ERROR", StringComparison.Ordinal) || text.StartsWith("BUSY", StringComparison.Ordinal);
        return ($"line {line} {refuses}", ReplyLines.TryWrite(room, line, out written));
    }

    private static (string, bool) WriteValue(byte[] key, uint flags, ReadOnlySpan<byte> value, Span<byte> room, out int written) =>
        (Value(Text(key), flags, Text(value), 0), ClassicReplyWriter.TryWriteValue(room, key, flags, value, out written));

    private static (string, bool) WriteValue(
        byte[] key, uint flags, ReadOnlySpan<byte> value, ulong cas, Span<byte> room, out int written) =>
        (Value(Text(key), flags, Text(value), cas), ClassicReplyWriter.TryWriteValue(room, key, flags, value, cas, out written));

    private static string Value(string key, uint flags, string value, ulong cas) => $"value {key} {flags} {value} {cas}";
}
