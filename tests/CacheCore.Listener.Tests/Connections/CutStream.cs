namespace CacheCore.Listener.Tests.Connections;

/// <summary>Below a client's encryption: keeps what is written, however many records, and sends it in pieces of any size.</summary>
internal sealed class CutStream(Stream inner) : Stream
{
    private readonly List<byte> _kept = [];

    /// <summary>True: what is written stays here until <see cref="SendAsync"/>.</summary>
    public bool Keeps { get; set; }

    public override bool CanRead => true;

    public override bool CanWrite => true;

    public override bool CanSeek => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <summary>Sends all that was kept, each time as many bytes as are said, with a moment in between.</summary>
    public async Task SendAsync(Func<int> pieces)
    {
        byte[] bytes = [.. _kept];
        _kept.Clear();
        for (int at = 0; at < bytes.Length;)
        {
            int length = Math.Min(pieces(), bytes.Length - at);
            await inner.WriteAsync(bytes.AsMemory(at, length));
            await Task.Yield();
            at += length;
        }
    }

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (Keeps)
        {
            _kept.AddRange(buffer.Span);
            return;
        }

        await inner.WriteAsync(buffer, cancellationToken);
    }

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        inner.ReadAsync(buffer, cancellationToken);

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Flush()
    {
    }

    public override Task FlushAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            inner.Dispose();
        }

        base.Dispose(disposing);
    }
}
