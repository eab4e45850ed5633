using CacheCore.Protocol.Text;

namespace CacheCore.Protocol.Tests.Model;

/// <summary>What the model has answered and not yet sent.</summary>
internal sealed class ModelOutput
{
    private readonly byte[] _bytes = new byte[4 << 20];
    private int _length;

    /// <summary>Where the next reply goes.</summary>
    public Span<byte> Room => _bytes.AsSpan(_length);

    /// <summary>Keeps what a writer has just written into <see cref="Room"/>.</summary>
    public void Add(bool fits, int written)
    {
        Assert.That(fits, Is.True, "the model has room for every reply");
        _length += written;
    }

    public void Add(ReplyLine line) => Add(ReplyLines.TryWrite(Room, line, out int written), written);

    /// <summary>Takes back what was written since.</summary>
    public void Rewind(int length) => _length = length;

    public int Length => _length;

    public byte[] Take()
    {
        byte[] taken = _bytes[.._length];
        _length = 0;
        return taken;
    }
}
