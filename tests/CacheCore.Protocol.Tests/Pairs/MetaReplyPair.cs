using CacheCore.Protocol.Meta;
using CacheCore.Protocol.Text;

namespace CacheCore.Protocol.Tests.Pairs;

/// <summary>
/// What answers meta commands. A reply has the flags that its command asked for, so each begins with a command at
/// random.
/// </summary>
internal sealed class MetaReplyPair : TextReplyPair
{
    private const MetaFlags Echo = MetaFlags.Opaque | MetaFlags.ReturnKey;

    private readonly byte[] _command = new byte[MaxLength];

    public override string Write(RandomText random, Span<byte> room, out int written)
    {
        TextVerb verb = random.Pick(TextVerb.MetaGet, TextVerb.MetaSet, TextVerb.MetaDelete, TextVerb.MetaArithmetic, TextVerb.MetaDebug);
        byte[] key = random.Key();
        byte[] opaque = random.Word(random.Next(ProtocolLimits.MaxOpaqueLength) + 1);
        const MetaFlags Asked = Echo | MetaFlags.ReturnCas | MetaFlags.ReturnClientFlags | MetaFlags.ReturnFetched | MetaFlags.ReturnIdle
            | MetaFlags.ReturnSize | MetaFlags.ReturnTtl;
        MetaFlags flags = (MetaFlags)random.Bits((ulong)Asked);
        TextCommand command = Parse(new MetaRequest { Verb = verb, Key = key, Flags = flags, Opaque = opaque });
        ReadOnlySpan<byte> value = random.Value();
        MetaItem item = RandomItem(random, value.Length);
        return verb == TextVerb.MetaDebug
            ? WriteDebug(random, command, item, room, out written)
            : WriteReply(random, command, item, (Text(key), Text(opaque)), value, room, out written);
    }

    protected override string Describe(in TextReply reply, ReadOnlySpan<byte> buffer)
    {
        if (reply.Kind == TextReplyKind.MetaDebug)
        {
            Assert.That(MetaReply.TryParseDebug(buffer, reply, out MetaItem debug, out int slabClass, out long size), Is.True);
            return Debug(Text(reply.Key, buffer), debug, slabClass, size);
        }

        Assert.That(reply.Kind, Is.EqualTo(TextReplyKind.Meta));
        Assert.That(MetaReply.TryParse(buffer, reply, out MetaReply meta), Is.True);
        return Words(
            reply.Status, reply.HasValue, meta.Flags, meta.Item, Text(
                meta.Key, buffer), Text(meta.Opaque, buffer), Text(reply.Value, buffer));
    }

    private TextCommand Parse(in MetaRequest request)
    {
        bool isSet = request.Verb == TextVerb.MetaSet;
        Assert.That(isSet ? request.TryWrite(_command, "x"u8, out int written) : request.TryWrite(_command, out written), Is.True);
        Assert.That(new TextCommandReader(_command.AsSpan(0, written)).Read(out TextCommand command), Is.EqualTo(ParseStatus.Command));
        return command;
    }

    private static MetaItem RandomItem(RandomText random, int length)
    {
        long ttl = random.Int64();
        return new()
        {
            Size = length,
            ClientFlags = random.UInt32(),
            Cas = random.UInt64(),
            Ttl = ttl,
            NewTtl = ttl,
            IdleSeconds = random.Int64(),
            WasFetched = random.Flip(),
            IsWon = random.OneIn(4),
            IsStale = random.OneIn(4),
            IsAwarded = random.OneIn(4),
        };
    }

    private string WriteDebug(RandomText random, in TextCommand command, in MetaItem item, Span<byte> room, out int written)
    {
        (int slabClass, long size) = (random.Next(int.MaxValue), random.Int64());
        Assert.That(MetaReplyWriter.TryWriteDebug(room, _command, command, item, slabClass, size, out written), Is.True);
        return Debug(Text(command.Key, _command), item, slabClass, size);
    }

    private string WriteReply(
        RandomText random, in TextCommand command, MetaItem item, (string Key, string Opaque) echo, ReadOnlySpan<byte> value,
            Span<byte> room,
        out int written)
    {
        MetaStatus status = random.Pick(MetaStatus.Done, MetaStatus.Miss, MetaStatus.NotFound, MetaStatus.NotStored, MetaStatus.Exists);
        bool hasValue = status == MetaStatus.Done && random.Flip() && command.Verb is TextVerb.MetaGet or TextVerb.MetaArithmetic;
        bool fits = hasValue
            ? MetaReplyWriter.TryWriteValue(room, _command, command, item, value, out written)
            : MetaReplyWriter.TryWrite(room, _command, command, status, item, out written);
        Assert.That(fits, Is.True);
        MetaFlags told = command.Meta.Flags & Told(command.Verb, status);
        bool hasMarks = command.Verb == TextVerb.MetaGet && status == MetaStatus.Done;
        MetaItem marks = hasMarks ? item : default;
        return Words(
            hasValue ? MetaStatus.Done : status,
            hasValue,
            told,
            item,
            Has(told, MetaFlags.ReturnKey) ? echo.Key : "",
            Has(told, MetaFlags.Opaque) ? echo.Opaque : "",
            hasValue ? Text(value) : "",
            (marks.IsWon, marks.IsStale, marks.IsAwarded));
    }

    private static MetaFlags Told(TextVerb verb, MetaStatus status) => (verb, status) switch
    {
        (TextVerb.MetaSet, _) => Echo | MetaFlags.ReturnCas | MetaFlags.ReturnSize,
        (TextVerb.MetaGet, MetaStatus.Done) => ~MetaFlags.None,
        (TextVerb.MetaArithmetic, MetaStatus.Done) => Echo | MetaFlags.ReturnCas | MetaFlags.ReturnTtl,
        _ => Echo,
    };

    private static string Words(
        MetaStatus status, bool hasValue, MetaFlags flags, in MetaItem item, string key, string opaque, string value) =>
        Words(status, hasValue, flags, item, key, opaque, value, (item.IsWon, item.IsStale, item.IsAwarded));

    private static string Words(
        MetaStatus status, bool hasValue, MetaFlags flags, in MetaItem item, string key, string opaque, string value,
        (bool IsWon, bool IsStale, bool IsAwarded) marks) => string.Join(
            ' ',
            status,
            hasValue,
            flags,
            key,
            opaque,
            Has(flags, MetaFlags.ReturnCas) ? item.Cas : "",
            Has(flags, MetaFlags.ReturnClientFlags) ? item.ClientFlags : "",
            Has(flags, MetaFlags.ReturnFetched) ? item.WasFetched : "",
            Has(flags, MetaFlags.ReturnIdle) ? item.IdleSeconds : "",
            Has(flags, MetaFlags.ReturnSize) ? item.Size : "",
            Has(flags, MetaFlags.ReturnTtl) ? item.Ttl : "",
            marks,
            value);

    private static string Debug(string key, in MetaItem item, int slabClass, long size) =>
        $"me {key} {item.Ttl} {item.IdleSeconds} {item.Cas} {item.WasFetched} {slabClass} {size}";

    private static bool Has(MetaFlags flags, MetaFlags flag) => (flags & flag) != 0;
}
