using CacheCore.Protocol.Binary;

namespace CacheCore.Protocol;

/// <summary>
/// Reads binary replies from what a server has sent so far: <see cref="BinaryCommandReader"/> from the other side. Nothing but the buffer
/// decides what is read: the same bytes give the same replies, however they arrived.
/// </summary>
public ref struct BinaryReplyReader
{
    private readonly ReadOnlySpan<byte> _buffer;

    /// <summary>Begins at the first byte of a buffer, which must be the first byte of a frame.</summary>
    /// <param name="buffer">What has arrived and was not consumed before.</param>
    public BinaryReplyReader(ReadOnlySpan<byte> buffer) => _buffer = buffer;

    /// <summary>How many bytes the replies take that were read as a whole. A reply whose value is pending is not among them.</summary>
    public int Consumed { get; private set; }

    /// <summary>
    /// What the last call of <see cref="Read"/> returned. Whoever asks again after anything but a reply gets the same
    /// answer.
    /// </summary>
    public ReplyStatus Status { get; private set; }

    /// <summary>Reads the next reply.</summary>
    /// <param name="reply">What it says, if the result is <see cref="ReplyStatus.Reply"/> or <see
    /// cref="ReplyStatus.ValuePending"/>.</param>
    public ReplyStatus Read(out BinaryReply reply)
    {
        Status = FrameParser.ParseReply(_buffer, Consumed, out reply);
        if (Status == ReplyStatus.Reply && reply.Value.Length > _buffer.Length - reply.Value.Start)
        {
            Status = ReplyStatus.ValuePending;
        }

        Consumed = Status == ReplyStatus.Reply ? reply.Value.End : Consumed;
        return Status;
    }
}
