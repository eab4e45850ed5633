using CacheCore.Protocol.Administration;
using CacheCore.Protocol.Classic;
using CacheCore.Protocol.Meta;
using CacheCore.Protocol.Text;

namespace CacheCore.Protocol;

/// <summary>
/// Reads the replies to text commands, classic and meta ones mixed, from what a server has sent so far: <see cref="TextCommandReader"/>
/// from the other side. Nothing but the buffer decides what is read: the same bytes give the same replies, however they arrived.
/// <code>
/// buffer   | VALUE a 0 5\r\n hello\r\n | END\r\n | HD t60\r\n | NOT_FO |
///          0                                                  Consumed   NeedMore
/// </code>
/// </summary>
/// <remarks>
/// Replies say little about the command that they belong to, so whoever sends several at once keeps their order, and with each the form
/// of its reply. A line has no longest length: how much is received before its end must have come is up to whoever fills the buffer.
/// </remarks>
/// <example>
/// <code>
/// var reader = new TextReplyReader(buffer);
/// while (reader.Read(out TextReply reply) == ReplyStatus.Reply)
/// {
///     Take(reply, buffer);                                       // the next element for the oldest command
///     if (reply.Ends(VerbTable.RowOf(oldest.Verb).Form))
///     {
///         oldest = queue.Dequeue();
///     }
/// }
/// </code>
/// </example>
public ref struct TextReplyReader
{
    private readonly ReadOnlySpan<byte> _buffer;

    /// <summary>Begins at the first byte of a buffer, which must be the first byte of a line.</summary>
    /// <param name="buffer">What has arrived and was not consumed before.</param>
    public TextReplyReader(ReadOnlySpan<byte> buffer) => _buffer = buffer;

    /// <summary>How many bytes the replies take that were read as a whole. A reply whose value is pending is not among them.</summary>
    public int Consumed { get; private set; }

    /// <summary>
    /// What the last call of <see cref="Read"/> returned. Whoever asks again after anything but a reply gets the same
    /// answer.
    /// </summary>
    public ReplyStatus Status { get; private set; }

    /// <summary>Reads the next reply, or the next element of one.</summary>
    /// <param name="reply">What it says, if the result is <see cref="ReplyStatus.Reply"/> or <see
    /// cref="ReplyStatus.ValuePending"/>.</param>
    public ReplyStatus Read(out TextReply reply)
    {
        reply = default;
        int length = _buffer[Consumed..].IndexOf((byte)'\n');
        if (length < 0)
        {
            return Status = ReplyStatus.NeedMore;
        }

        TextLine line = TextLine.At(_buffer, Consumed, length);
        if (!TryParse(line, ref reply))
        {
            return Status = ReplyStatus.Malformed;
        }

        return Status = reply.HasValue ? ReadValue(reply.ValueBlock, line.Next) : Advance(line.Next);
    }

    /// <summary>False: the line does not say how long its value is.</summary>
    private readonly bool TryParse(in TextLine line, ref TextReply reply)
    {
        reply.Text = new ByteRange(line.Start, line.Length);
        Words.Enumerator words = new Words(_buffer, reply.Text).GetEnumerator();
        if (!words.MoveNext() || words.Range.Start != line.Start)
        {
            return true; // an empty line, or one that begins with a space: no server sends such, and no reply is lost by it
        }

        ReadOnlySpan<byte> word = words.Current;
        switch (word.Length)
        {
            case 2:
                return MetaReplyParser.TryParse(ref reply, ref words, line) ?? ParseRest(ref reply, ref words);

            case 5 when word.SequenceEqual("VALUE"u8):
                return ClassicReplyParser.TryParseValue(ref reply, ref words, line);

            default:
                return ParseRest(ref reply, ref words);
        }
    }

    private static bool ParseRest(ref TextReply reply, ref Words.Enumerator words)
    {
        bool isKnown = ReplyLineParser.TryParse(ref reply, ref words)
            || ClassicReplyParser.TryParseNumber(ref reply, ref words)
            || AdministrationReplyParser.TryParse(ref reply, ref words);
        reply.Kind = isKnown ? reply.Kind : TextReplyKind.Other;
        return true;
    }

    private ReplyStatus ReadValue(ValueBlock block, int start)
    {
        ValueStatus value = block.Take(_buffer[start..], out _, out int consumed);
        return value switch
        {
            ValueStatus.NeedMore => ReplyStatus.ValuePending,
            ValueStatus.Complete => Advance(start + consumed),
            _ => ReplyStatus.Malformed,
        };
    }

    private ReplyStatus Advance(int consumed)
    {
        Consumed = consumed;
        return ReplyStatus.Reply;
    }
}
