using CacheCore.Protocol.Administration;
using CacheCore.Protocol.Meta;
using CacheCore.Protocol.Text;

namespace CacheCore.Protocol.Tests.Fuzzing;

/// <summary>Replies to text commands.</summary>
internal sealed class TextReplyTrace : ReplyTrace<TextReply>
{
    private readonly byte[] _scratch = new byte[1 << 16];

    protected override ReplyStatus Read(ReadOnlySpan<byte> input, out TextReply reply, out int consumed)
    {
        var reader = new TextReplyReader(input);
        ReplyStatus status = reader.Read(out reply);
        consumed = reader.Consumed;
        return status;
    }

    protected override ByteRange ValueOf(in TextReply reply, out ValueBlock block)
    {
        block = reply.ValueBlock;
        return reply.Value;
    }

    protected override string Describe(in TextReply reply, ReadOnlySpan<byte> head)
    {
        Note($"{reply.Kind} {reply.Line} {reply.Refusal} {reply.Status} {reply.HasValue}");
        Assert.That(reply.IsRefusal, Is.EqualTo(reply.Kind == TextReplyKind.Refusal));
        Assert.That(reply.Kind != TextReplyKind.Line || reply.Line != ReplyLine.None, Is.True);
        Assert.That(reply.HasValue, Is.EqualTo(reply.Value != default), "a value begins behind a line");
        Assert.That(head.Slice(reply.Text.Start, reply.Text.Length).Contains((byte)'\n'), Is.False);
        return $"{reply.Kind} {reply.Line} {reply.Refusal} {reply.Status} {reply.ClientFlags} {reply.Cas} {reply.Number} "
            + $"{reply.IsBase64Key} {Hex(reply.Text, head)} {Hex(reply.Key, head)} {Hex(reply.Arguments, head)} {Details(reply, head)}";
    }

    private string Details(in TextReply reply, ReadOnlySpan<byte> head)
    {
        bool isMeta = MetaReply.TryParse(head, reply, out MetaReply meta);
        bool isDebug = MetaReply.TryParseDebug(head, reply, out MetaItem item, out int slabClass, out long size);
        bool isItem = CacheDumpItem.TryParse(head, reply, out CacheDumpItem dumped);
        bool isPrefix = PrefixFigures.TryParse(head, reply, out PrefixFigures figures);
        bool isMetadump = MetadumpItem.TryParse(reply.Text.In(head), _scratch, out MetadumpItem metadump);
        Note($"{isMeta} {isDebug} {isItem} {isPrefix} {isMetadump} {ulong.TrailingZeroCount((ulong)meta.Flags)}");
        return $"{isMeta} {meta.Flags} {meta.Item.Ttl} {meta.Item.Cas} {Hex(meta.Key, head)} {Hex(meta.Opaque, head)} {isDebug} {item.Ttl} "
            + $"{slabClass} {size} {isItem} {dumped} {isPrefix} {figures} {isMetadump} {Convert.ToHexString(metadump.Key)} {metadump.Size}";
    }

    private static string Hex(ByteRange range, ReadOnlySpan<byte> buffer) => Convert.ToHexString(range.In(buffer));
}
