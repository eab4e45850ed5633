using System.Buffers.Binary;
using CacheCore.Protocol.Binary;

namespace CacheCore.Protocol.Tests.Pairs;

/// <summary>Binary replies, each to a request at random.</summary>
internal sealed class BinaryReplyPair : Pair
{
    private static readonly BinaryStatus[] Errors =
        [.. Enum.GetValues<BinaryStatus>().Where(static status => status != BinaryStatus.Success)];

    private readonly byte[] _request = new byte[MaxLength];

    public override string Write(RandomText random, Span<byte> room, out int written)
    {
        BinaryVerb verb = random.Pick(
            BinaryVerb.Get, BinaryVerb.GetAndTouch, BinaryVerb.Set, BinaryVerb.Increment, BinaryVerb.Touch, BinaryVerb.Stat);
        byte[] key = random.Bytes(ProtocolLimits.MaxKeyLength);
        BinaryCommand command = Parse(random, verb, key);
        ulong cas = random.UInt64();
        uint flags = random.UInt32();
        ulong number = random.UInt64();
        ReadOnlySpan<byte> value = random.Value();
        string head = $"{command.Opcode} {verb} {command.Opaque}";
        string done = $"{head} {BinaryStatus.Success}";
        string item = $"{done} {cas} {flags} {(command.ReturnsKey ? Text(key) : "")} {Text(value)}";
        (string words, bool fits) = random.Next(7) switch
        {
            0 => ($"{done} {cas} 0  ", BinaryReplyWriter.TryWriteSuccess(room, command, cas, out written)),
            1 => (item, BinaryReplyWriter.TryWriteItem(room, command, key, flags, cas, value, out written)),
            2 => ($"{done} {cas} {flags}  ", BinaryReplyWriter.TryWriteTouched(room, command, flags, cas, out written)),
            3 => ($"{done} {cas} 0  {BigEndian(number)}", BinaryReplyWriter.TryWriteNumber(room, command, number, cas, out written)),
            4 => WriteText(done, command, value, room, out written),
            5 => ($"{done} 0 0 {Text(key)} {Text(value)}", BinaryReplyWriter.TryWriteStatistic(room, command, key, value, out written)),
            _ => WriteError(random, head, command, key, room, out written),
        };
        Assert.That(fits, Is.True);
        return words;
    }

    public override int Read(ReadOnlySpan<byte> arrived, List<string> said)
    {
        var reader = new BinaryReplyReader(arrived);
        while (reader.Read(out BinaryReply reply) == ReplyStatus.Reply)
        {
            string value = Text(reply.Value, arrived);
            said.Add(
                $"{reply.Opcode} {reply.Verb} {reply.Opaque} {reply.Status} {reply.Cas} {reply.ClientFlags} "
                + $"{Text(reply.Key, arrived)} {value}");
            bool isNumber = reply.TryReadNumber(arrived, out ulong number);
            Assert.That(
                isNumber, Is.EqualTo(reply is { Verb: BinaryVerb.Increment, Status: BinaryStatus.Success, Value.Length: sizeof(ulong) }));
            Assert.That(isNumber ? BigEndian(number) : value, Is.EqualTo(value));
        }

        Assert.That(reader.Status, Is.Not.EqualTo(ReplyStatus.Malformed));
        return reader.Consumed;
    }

    private BinaryCommand Parse(RandomText random, BinaryVerb verb, byte[] key)
    {
        var request = new BinaryRequest
        {
            Verb = verb,
            IsQuiet = random.Flip(),
            ReturnsKey = random.Flip(),
            Key = key,
            Opaque = random.UInt32(),
        };
        Assert.That(request.TryWrite(_request, out int written), Is.True);
        Assert.That(new BinaryCommandReader(_request.AsSpan(0, written)).Read(out BinaryCommand command), Is.EqualTo(ParseStatus.Command));
        return command;
    }

    private static string BigEndian(ulong number)
    {
        Span<byte> bytes = stackalloc byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64BigEndian(bytes, number);
        return Text(bytes);
    }

    private static (string, bool) WriteText(
        string done, in BinaryCommand command, ReadOnlySpan<byte> text, Span<byte> room, out int written) =>
        ($"{done} 0 0  {Text(text)}", BinaryReplyWriter.TryWriteText(room, command, BinaryStatus.Success, text, out written));

    private static (string, bool) WriteError(
        RandomText random, string head, in BinaryCommand command, byte[] key, Span<byte> room, out int written)
    {
        if (random.Flip())
        {
            string text = Text(BinaryReplyWriter.TextOf(BinaryStatus.NotFound));
            string words = command.ReturnsKey ? $"{head} NotFound 0 0 {Text(key)} " : $"{head} NotFound 0 0  {text}";
            return (words, BinaryReplyWriter.TryWriteMiss(room, command, key, out written));
        }

        BinaryStatus status = random.Pick<BinaryStatus>(Errors);
        return (
            $"{head} {status} 0 0  {Text(BinaryReplyWriter.TextOf(status))}",
            BinaryReplyWriter.TryWriteError(room, command, status, out written));
    }
}
