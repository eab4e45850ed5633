using System.Text;
using CacheCore.Protocol;
using CacheCore.Protocol.Text;

namespace CacheCore.Tool.Bench;

/// <summary>Finds where the replies end in what a server sends, and counts what they say. Replies may be split anywhere. Pure, but for its
/// counts.</summary>
/// <remarks>Understands what retrievals, storage, deletion and the meta commands answer, whatever their order.</remarks>
internal sealed class ReplyCounter
{
    private ValueBlock _value;          // still to come, if anything of it is
    private bool _endsWithValue;
    private bool _isInRetrieval;

    /// <summary>Values that were sent.</summary>
    public long Hits { get; private set; }

    /// <summary>Replies of other kinds, refusals not counted.</summary>
    public long Others { get; private set; }

    /// <summary>Replies that say that something was not found, and retrievals without any value.</summary>
    public long Misses { get; private set; }

    /// <summary>Replies that refuse.</summary>
    public long Errors { get; private set; }

    /// <summary>The last refusal, for people; empty = there was none.</summary>
    public string LastError { get; private set; } = "";

    /// <summary>Passes over replies.</summary>
    /// <param name="input">What has arrived.</param>
    /// <param name="outstanding">How many replies are waited for; less by those that were found.</param>
    /// <returns>How much is done with; the rest is the beginning of a line.</returns>
    /// <exception cref="InvalidDataException">This is not what a memcached sends.</exception>
    public int Scan(ReadOnlySpan<byte> input, ref int outstanding)
    {
        int start = PassOverValue(input, ref outstanding);
        if (_value.Remaining > 0)
        {
            return start;
        }

        ReadOnlySpan<byte> rest = input[start..];
        var reader = new TextReplyReader(rest);
        while (outstanding > 0 && reader.Read(out TextReply reply) != ReplyStatus.NeedMore)
        {
            switch (reader.Status)
            {
                case ReplyStatus.Reply:
                    Count(reply, rest);
                    outstanding -= reply.Kind == TextReplyKind.Value ? 0 : 1;
                    break;

                case ReplyStatus.ValuePending:
                    Count(reply, rest);
                    _value = reply.ValueBlock;
                    _endsWithValue = reply.Kind != TextReplyKind.Value;
                    return start + reply.Value.Start + PassOverValue(rest[reply.Value.Start..], ref outstanding);

                default:
                    throw new InvalidDataException("The server's reply is not one of memcached's.");
            }
        }

        return start + reader.Consumed;
    }

    private int PassOverValue(ReadOnlySpan<byte> input, ref int outstanding)
    {
        if (_value.Remaining == 0)
        {
            return 0;
        }

        ValueStatus status = _value.Take(input, out _, out int consumed);
        outstanding -= status == ValueStatus.Complete && _endsWithValue ? 1 : 0;
        return status == ValueStatus.BadDataChunk
            ? throw new InvalidDataException("A value does not end where the server said.")
            : consumed;
    }

    private void Count(in TextReply reply, ReadOnlySpan<byte> buffer)
    {
        switch (reply.Kind)
        {
            case TextReplyKind.Refusal:
                Errors++;
                LastError = Encoding.UTF8.GetString(reply.Text.In(buffer));
                break;

            case TextReplyKind.Value:
                Hits++;
                _isInRetrieval = true;
                break;

            case TextReplyKind.Line when reply.Line == ReplyLine.End:
                Misses += _isInRetrieval ? 0 : 1;
                _isInRetrieval = false;
                break;

            case TextReplyKind.Line when reply.Line == ReplyLine.NotFound:
            case TextReplyKind.Meta when reply.Status is MetaStatus.Miss or MetaStatus.NotFound:
                Misses++;
                break;

            default:
                Hits += reply.HasValue ? 1 : 0;
                Others += reply.HasValue ? 0 : 1;
                break;
        }
    }
}
