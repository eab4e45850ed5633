using CacheCore.Protocol.Text;

namespace CacheCore.Protocol.Tests.Pairs;

/// <summary>Pairs whose messages are replies to text commands.</summary>
internal abstract class TextReplyPair : Pair
{
    public override int Read(ReadOnlySpan<byte> arrived, List<string> said)
    {
        var reader = new TextReplyReader(arrived);
        while (reader.Read(out TextReply reply) == ReplyStatus.Reply)
        {
            said.Add(Describe(reply, arrived));
        }

        Assert.That(reader.Status, Is.Not.EqualTo(ReplyStatus.Malformed));
        return reader.Consumed;
    }

    /// <summary>What a reply says, in the words that <see cref="Pair.Write"/> has for it.</summary>
    protected abstract string Describe(in TextReply reply, ReadOnlySpan<byte> buffer);
}
