using System.Buffers;
using CacheCore.Transport.Memory;

namespace CacheCore.Listener.Tests.Execution;

/// <summary>Replies, kept. What asks for more room than there is meant to be finds none.</summary>
internal sealed class SentBytes(int largestPiece) : IBufferWriter<byte>
{
    private readonly ArrayBufferWriter<byte> _bytes = new();

    public byte[] Take()
    {
        byte[] all = _bytes.WrittenSpan.ToArray();
        _bytes.Clear();
        return all;
    }

    public void Advance(int count) => _bytes.Advance(count);

    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        Memory<byte> room = sizeHint > largestPiece ? throw new NoConnectionMemoryException() : _bytes.GetMemory(sizeHint);
        return room[..Math.Min(room.Length, largestPiece)];
    }

    public Span<byte> GetSpan(int sizeHint = 0) => GetMemory(sizeHint).Span;
}
