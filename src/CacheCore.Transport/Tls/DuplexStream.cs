using System.Buffers;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;
using PipeResult = System.IO.Pipelines.ReadResult;

namespace CacheCore.Transport.Tls;

/// <summary>
/// A pipe in both directions as a stream, for who knows only streams. A read of no bytes waits until there are some; what has arrived is
/// then read without waiting, however small the pieces.
/// </summary>
/// <param name="pipe">The pipe.</param>
/// <param name="hasRecords">
/// True: what arrives is records of TLS, which are counted, so that who has them decrypted can wait for the next one below the encryption.
/// </param>
internal sealed class DuplexStream(IDuplexPipe pipe, bool hasRecords = false) : Stream
{
    private TlsRecords _records;
    private int _recordsRead;

    /// <summary>What the pipe has lent and nobody has read; empty: nothing is lent.</summary>
    private ReadOnlySequence<byte> _lent;

    /// <summary>What arrives, as it comes.</summary>
    public PipeReader Source => pipe.Input;

    public bool HasRecords => hasRecords;

    /// <summary>True if anything has arrived ever.</summary>
    public bool HasReceived { get; private set; }

    /// <summary>True if something has arrived that nobody has read.</summary>
    public bool HasUnread => !_lent.IsEmpty;

    /// <summary>
    /// True if what has arrived, and nobody has read, begins with a whole record.
    /// Whoever decrypts it will not wait, unless there is nothing in it.
    /// </summary>
    public bool HasWholeRecord => hasRecords && _records.IsWhole(_lent.FirstSpan);

    /// <summary>How the handshake went, as far as what was written says it; null: that was nothing of a handshake.</summary>
    public TlsServerFlight? Flight { get; private set; }

    /// <summary>How many records were read to their end since this was asked last.</summary>
    public int TakeRecordsRead()
    {
        int count = _recordsRead;
        _recordsRead = 0;
        return count;
    }

    public override bool CanRead => true;

    public override bool CanWrite => true;

    public override bool CanSeek => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <exception cref="OperationCanceledException">The token was cancelled, or the pipe's pending read.</exception>
    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (!_lent.IsEmpty)
        {
            return new ValueTask<int>(Take(buffer.Span));
        }

        ValueTask<PipeResult> read = pipe.Input.ReadAsync(cancellationToken);
        return read.IsCompletedSuccessfully ? new ValueTask<int>(Take(read.Result, buffer.Span)) : WaitAsync(read, buffer);
    }

    /// <summary>Takes what was read from <see cref="Source"/> by who did not want to wait here.</summary>
    /// <exception cref="InvalidOperationException">There is something unread.</exception>
    /// <exception cref="OperationCanceledException">The read was cancelled.</exception>
    public void Accept(PipeResult read)
    {
        if (HasUnread)
        {
            throw new InvalidOperationException("There is something unread.");
        }

        if (read.IsCanceled)
        {
            pipe.Input.AdvanceTo(read.Buffer.Start);
            throw new OperationCanceledException();
        }

        _lent = read.Buffer;
        HasReceived |= !_lent.IsEmpty;
        if (_lent.IsEmpty)
        {
            pipe.Input.AdvanceTo(_lent.End);
        }
    }

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        Flight ??= hasRecords ? TlsServerFlight.Read(buffer.Span) : null;
        ValueTask<FlushResult> flush = pipe.Output.WriteAsync(buffer, cancellationToken);
        if (!flush.IsCompletedSuccessfully)
        {
            return WaitAsync(flush);
        }

        ThrowIfGone(flush.Result);
        return default;
    }

    public override async Task FlushAsync(CancellationToken cancellationToken) =>
        ThrowIfGone(await pipe.Output.FlushAsync(cancellationToken).ConfigureAwait(false));

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException("Only the asynchronous ways work.");

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException("Only the asynchronous ways work.");

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<int> WaitAsync(ValueTask<PipeResult> read, Memory<byte> buffer) =>
        Take(await read.ConfigureAwait(false), buffer.Span);

    private static async ValueTask WaitAsync(ValueTask<FlushResult> flush) => ThrowIfGone(await flush.ConfigureAwait(false));

    private static void ThrowIfGone(FlushResult result)
    {
        if (result.IsCompleted)
        {
            throw new IOException("The peer has gone.");
        }
    }

    private int Take(PipeResult read, Span<byte> buffer)
    {
        Accept(read);
        return _lent.IsEmpty ? 0 : Take(buffer);
    }

    private int Take(Span<byte> buffer)
    {
        ReadOnlySpan<byte> first = _lent.FirstSpan;
        int count = Math.Min(first.Length, buffer.Length);
        _recordsRead += hasRecords ? _records.Pass(first[..count]) : 0;
        first[..count].CopyTo(buffer);
        SequencePosition taken = _lent.GetPosition(count);
        _lent = _lent.Slice(taken);
        if (_lent.IsEmpty)
        {
            _lent = default;
            pipe.Input.AdvanceTo(taken);
        }

        return count;
    }
}
