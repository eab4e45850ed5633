using CacheCore.Protocol.Binary;

namespace CacheCore.Protocol.Tests.Fuzzing;

/// <summary>Binary replies.</summary>
internal sealed class BinaryReplyTrace : ReplyTrace<BinaryReply>
{
    protected override ReplyStatus Read(ReadOnlySpan<byte> input, out BinaryReply reply, out int consumed)
    {
        var reader = new BinaryReplyReader(input);
        ReplyStatus status = reader.Read(out reply);
        consumed = reader.Consumed;
        return status;
    }

    protected override ByteRange ValueOf(in BinaryReply reply, out ValueBlock block)
    {
        block = reply.ValueBlock;
        return reply.Value;
    }

    protected override string Describe(in BinaryReply reply, ReadOnlySpan<byte> head)
    {
        Note($"{reply.Verb} {(Enum.IsDefined(reply.Status) ? reply.Status : "other")} {reply.IsLast} {reply.Extras.Length == 4}");
        return $"{reply.Opcode} {reply.Verb} {reply.Status} {reply.Opaque} {reply.Cas} {reply.ClientFlags} {reply.IsLast} "
            + $"{Convert.ToHexString(reply.Extras.In(head))} {Convert.ToHexString(reply.Key.In(head))}";
    }
}
