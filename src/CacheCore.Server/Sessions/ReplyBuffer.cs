using System.Buffers;
using CacheCore.Protocol.Text;

namespace CacheCore.Server.Sessions;

/// <summary>
/// Where replies are written: a piece of the transport's own memory at a time, so that they go out without a further copy. Whoever writes
/// asks for <see cref="Room"/>, writes, and says how much; if it was too little, asks for more and writes again.
/// </summary>
/// <param name="writer">The memory.</param>
public sealed class ReplyBuffer(IBufferWriter<byte> writer)
{
    private const int SmallestPiece = 4096;

    private Memory<byte> _piece;
    private int _used;

    /// <summary>What can be written to now.</summary>
    public Span<byte> Room => _piece.Span[_used..];

    /// <summary>Bytes written since the last <see cref="Commit"/>.</summary>
    public long Pending { get; private set; }

    /// <summary>So many bytes of the room are written.</summary>
    public void Advance(int count)
    {
        _used += count;
        Pending += count;
    }

    /// <summary>Room for so many bytes at least.</summary>
    public Span<byte> RoomFor(int length)
    {
        if (_piece.Length - _used < length)
        {
            TakePiece(length);
        }

        return Room;
    }

    /// <summary>Twice the room that was too little.</summary>
    public void Grow() => TakePiece(Math.Max(SmallestPiece, checked(2 * (_piece.Length - _used))));

    /// <summary>Writes a line.</summary>
    public void Add(ReplyLine line) => Add(ReplyLines.TextOf(line));

    /// <summary>Writes bytes.</summary>
    public void Add(scoped ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(RoomFor(bytes.Length));
        Advance(bytes.Length);
    }

    /// <summary>Hands over what was written; the transport may send it.</summary>
    public void Commit()
    {
        if (_used > 0)
        {
            writer.Advance(_used);
        }

        _piece = default;
        _used = 0;
        Pending = 0;
    }

    private void TakePiece(int length)
    {
        if (_used > 0)
        {
            writer.Advance(_used);
        }

        // Before there may be no memory: what was written is the writer's already.
        _piece = default;
        _used = 0;
        _piece = writer.GetMemory(Math.Max(length, SmallestPiece));
    }
}
