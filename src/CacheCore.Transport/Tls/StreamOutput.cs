using System.IO.Pipelines;
using CacheCore.Transport.Memory;

namespace CacheCore.Transport.Tls;

/// <summary>
/// What is sent on a stream: gathered in one piece of memory, which the stream gets when it is flushed. Between flushes none is held.
/// </summary>
/// <param name="stream">Where to.</param>
/// <param name="memory">What it takes memory from.</param>
internal sealed class StreamOutput(Stream stream, ConnectionMemory memory) : PipeWriter
{
    private const int SmallestPiece = 16 << 10;

    private byte[]? _bytes;
    private int _length;

    public override bool CanGetUnflushedBytes => true;

    public override long UnflushedBytes => _length;

    public override Memory<byte> GetMemory(int sizeHint = 0)
    {
        int wanted = _length + Math.Max(1, sizeHint);
        if (_bytes is null)
        {
            _bytes = Rent(Math.Max(SmallestPiece, wanted));
        }
        else if (_bytes.Length < wanted)
        {
            byte[] larger = Rent(Math.Max(2 * _length, wanted));
            _bytes.AsSpan(0, _length).CopyTo(larger);
            memory.Return(_bytes);
            _bytes = larger;
        }

        return _bytes.AsMemory(_length);
    }

    public override Span<byte> GetSpan(int sizeHint = 0) => GetMemory(sizeHint).Span;

    public override void Advance(int bytes)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)bytes, (uint)((_bytes?.Length ?? 0) - _length), nameof(bytes));
        _length += bytes;
    }

    public override ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken = default)
    {
        if (_length == 0)
        {
            return default;
        }

        ValueTask write = stream.WriteAsync(_bytes.AsMemory(0, _length), cancellationToken);
        if (!write.IsCompletedSuccessfully)
        {
            return WaitAsync(write);
        }

        write.GetAwaiter().GetResult();
        Release();
        return default;
    }

    public override void CancelPendingFlush() => throw new NotSupportedException("A stream's write ends with its connection.");

    public override void Complete(Exception? exception = null) => Release();

    private async ValueTask<FlushResult> WaitAsync(ValueTask write)
    {
        await write.ConfigureAwait(false);
        Release();
        return default;
    }

    private byte[] Rent(int length) => memory.TryRentReply(length) ?? throw new NoConnectionMemoryException();

    private void Release()
    {
        if (_bytes is { } bytes)
        {
            _bytes = null;
            _length = 0;
            memory.Return(bytes);
        }
    }
}
