using System.Buffers;

namespace CacheCore.Listener.Buffers;

/// <summary><see cref="ConnectionMemory"/> for replies, as the platform's pipes ask for it.</summary>
internal sealed class CountedPool(ConnectionMemory memory) : MemoryPool<byte>
{
    private const int UsualLength = 16 << 10;

    public override int MaxBufferSize => Array.MaxLength;

    /// <exception cref="NoConnectionMemoryException">The limit is reached.</exception>
    public override IMemoryOwner<byte> Rent(int minBufferSize = -1) =>
        new Rented(memory.TryRentReply(Math.Max(minBufferSize, UsualLength)) ?? throw new NoConnectionMemoryException(), memory);

    protected override void Dispose(bool disposing)
    {
        // Nothing is kept here.
    }

    private sealed class Rented(byte[] bytes, ConnectionMemory memory) : IMemoryOwner<byte>
    {
        private byte[]? _bytes = bytes;

        public Memory<byte> Memory => _bytes;

        public void Dispose()
        {
            if (_bytes is { } bytes)
            {
                _bytes = null;
                memory.Return(bytes);
            }
        }
    }
}
