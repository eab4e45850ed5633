using System.Buffers;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;
using CacheCore.Transport.Epoll;
using CacheCore.Transport.Memory;
using PipeResult = System.IO.Pipelines.ReadResult;

namespace CacheCore.Transport.Tls;

/// <summary>
/// What arrives on a stream, always in one piece, for connections whose bytes do not come straight from a socket of ours.
/// One that waits holds no memory for it.
/// </summary>
/// <param name="stream">Where from.</param>
/// <param name="below">
/// What the stream itself reads, in whatever way, or the stream.
/// Records are waited for there, which costs less than to wait through all layers of the stream.
/// </param>
/// <param name="memory">What it may take memory from; null = from where there is no limit.</param>
internal sealed class StreamInput(Stream stream, DuplexStream below, ConnectionMemory? memory = null) : PipeReader
{
    private readonly InputBuffer _buffer = new(loop: null, memory ?? ConnectionMemory.Unlimited);
    private readonly LoopTurn? _turn = below.Source is SocketReader reader ? new LoopTurn(reader.Loop) : null;
    private ReadOnlySequence<byte> _lent;
    private bool _hasUnexamined;

    /// <summary>
    /// True if the stream cannot hold anything that was decrypted, or could be: it had nothing when it was asked, and gave all of the one
    /// record that it has got since. Of several it may have kept one, be it but the farewell.
    /// </summary>
    private bool _isDrained;
    private bool _isEnded;
    private volatile bool _isCanceled;

    public override ValueTask<PipeResult> ReadAsync(CancellationToken cancellationToken = default) =>
        ReadAtLeastAsyncCore(1, cancellationToken);

    public override bool TryRead(out PipeResult result)
    {
        result = default;
        if (!_hasUnexamined || _buffer.Length == 0)
        {
            return false;
        }

        result = Lend(isCanceled: false);
        return true;
    }

    public override void AdvanceTo(SequencePosition consumed) => AdvanceTo(consumed, consumed);

    public override void AdvanceTo(SequencePosition consumed, SequencePosition examined)
    {
        int left = (int)_lent.Slice(consumed).Length;
        _hasUnexamined = _lent.Slice(examined).Length > 0;
        _lent = default;
        if (!_buffer.TryKeepLast(left))
        {
            throw new NoConnectionMemoryException();
        }
    }

    /// <summary>Ends reading for good.</summary>
    public override void CancelPendingRead()
    {
        _isCanceled = true;
        below.Source.CancelPendingRead();
    }

    public override void Complete(Exception? exception = null) => _buffer.Release();

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    protected override async ValueTask<PipeResult> ReadAtLeastAsyncCore(int minimumSize, CancellationToken cancellationToken)
    {
        if (_isCanceled)
        {
            return Lend(isCanceled: true); // before what is left to do: a pipeline may have much of it
        }

        if (_hasUnexamined && _buffer.Length >= minimumSize)
        {
            await LetOthersGoAsync().ConfigureAwait(false);
            return Lend(_isCanceled);
        }

        try
        {
            do
            {
                if (_isDrained && _buffer.Length == 0 && !below.HasUnread)
                {
                    below.Accept(await below.Source.ReadAsync(CancellationToken.None).ConfigureAwait(false));
                }

                if (_buffer.Length == 0 && !(_isDrained && below.HasWholeRecord))
                {
                    ValueTask<int> something = stream.ReadAsync(Memory<byte>.Empty, CancellationToken.None); // no memory is held meanwhile
                    _isDrained = below.HasRecords && !something.IsCompleted;
                    _ = await something.ConfigureAwait(false);
                }

                if (!_buffer.TryRoom(minimumSize, out Memory<byte> room))
                {
                    throw new NoConnectionMemoryException();
                }

                int count = await stream.ReadAsync(room, CancellationToken.None).ConfigureAwait(false);
                _buffer.Advance(count);
                int recordsRead = below.TakeRecordsRead();
                _isDrained &= count < room.Length && recordsRead <= 1;
                _isEnded = count == 0;
            }
            while (!_isEnded && _buffer.Length < minimumSize);

            return Lend(isCanceled: false);
        }
        catch (Exception exception) when (_isCanceled && exception is IOException or OperationCanceledException)
        {
            return Lend(isCanceled: true);
        }
    }

    /// <summary>Who stopped in the midst of what has arrived goes on after the others.</summary>
    private async ValueTask LetOthersGoAsync()
    {
        if (_turn is not null)
        {
            await _turn.WaitAsync().ConfigureAwait(false);
        }
        else
        {
            await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        }
    }

    private PipeResult Lend(bool isCanceled)
    {
        _lent = _buffer.Sequence;
        return new PipeResult(_lent, isCanceled, _isEnded);
    }
}
