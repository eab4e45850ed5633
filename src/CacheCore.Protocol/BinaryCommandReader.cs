using CacheCore.Protocol.Binary;

namespace CacheCore.Protocol;

/// <summary>
/// Reads binary requests from what a connection has sent so far, as <see cref="TextCommandReader"/> reads text. Nothing but the buffer
/// decides what is read: the same bytes give the same commands, however they arrived.
/// </summary>
public ref struct BinaryCommandReader
{
    private readonly ReadOnlySpan<byte> _buffer;
    private bool _isOver;

    /// <summary>Begins at the first byte of a buffer, which must be the first byte of a frame.</summary>
    /// <param name="buffer">What has arrived and was not consumed before.</param>
    public BinaryCommandReader(ReadOnlySpan<byte> buffer) => _buffer = buffer;

    /// <summary>How many bytes the commands take that were read as a whole. A command whose value is pending is not among them.</summary>
    public int Consumed { get; private set; }

    /// <summary>
    /// What the last call of <see cref="Read"/> returned. Whoever asks again after anything but a command gets the same answer.
    /// </summary>
    public ParseStatus Status { get; private set; }

    /// <summary>Reads the next command.</summary>
    /// <param name="command">
    /// What it says, if the result is <see cref="ParseStatus.Command"/> or <see cref="ParseStatus.ValuePending"/>.
    /// </param>
    public ParseStatus Read(out BinaryCommand command)
    {
        command = default;
        if (_isOver)
        {
            return Status = ParseStatus.Close;
        }

        Status = FrameParser.Parse(_buffer, Consumed, out command);
        if (Status != ParseStatus.Command)
        {
            return Status;
        }

        if (command.Value.Length > _buffer.Length - command.Value.Start)
        {
            return Status = ParseStatus.ValuePending;
        }

        _isOver = command.ClosesConnection;
        Consumed = command.Value.End;
        return Status;
    }
}
