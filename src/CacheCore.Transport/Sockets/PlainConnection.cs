using System.IO.Pipelines;
using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http.Features;

namespace CacheCore.Transport.Sockets;

/// <summary>
/// A stream socket of the platform's as its connection abstraction. What arrives is received ahead into a pipe, up to a limit, so that an
/// end is heard of while nobody reads; while nothing arrives no memory is held.
/// </summary>
internal sealed class PlainConnection : ConnectionContext, IDuplexPipe
{
    private const int ReceivedAhead = 1 << 20;
    private const int Piece = 16 << 10;

    private readonly Socket _socket;
    private readonly Pipe _received = new(new PipeOptions(
        readerScheduler: PipeScheduler.Inline, writerScheduler: PipeScheduler.Inline,
        pauseWriterThreshold: ReceivedAhead, resumeWriterThreshold: ReceivedAhead / 2, minimumSegmentSize: Piece,
        useSynchronizationContext: false));

    private readonly NetworkStream _stream;
    private readonly CancellationTokenSource _closed = new();
    private readonly Task _receiving;
    private IDictionary<object, object?>? _items;
    private IFeatureCollection? _features;

    /// <param name="socket">Connected already; closed with this.</param>
    public PlainConnection(Socket socket)
    {
        _socket = socket;
        _stream = new NetworkStream(socket, ownsSocket: false);
        Output = PipeWriter.Create(_stream, new StreamPipeWriterOptions(leaveOpen: true));
        RemoteEndPoint = socket.RemoteEndPoint;
        ConnectionClosed = _closed.Token;
        Transport = this;
        _receiving = ReceiveAsync();
    }

    public PipeReader Input => _received.Reader;

    public PipeWriter Output { get; }

    public override IDuplexPipe Transport { get; set; }

    public override string ConnectionId { get; set; } = "";

    public override IFeatureCollection Features => _features ??= new FeatureCollection();

    public override IDictionary<object, object?> Items
    {
        get => _items ??= new Dictionary<object, object?>();
        set => _items = value;
    }

    public override void Abort(ConnectionAbortedException abortReason) => _socket.Dispose();

    public override void Abort() => _socket.Dispose();

    public override async ValueTask DisposeAsync()
    {
        try
        {
            _socket.Shutdown(SocketShutdown.Both); // after what was sent; a receive that waits ends
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            // It has ended without us.
        }

        _socket.Dispose();
        await _received.Reader.CompleteAsync().ConfigureAwait(false); // a receipt that waits for its reader ends
        await _receiving.ConfigureAwait(false);
        await _stream.DisposeAsync().ConfigureAwait(false);
        _closed.Dispose();
        await base.DisposeAsync().ConfigureAwait(false);
    }

    private async Task ReceiveAsync()
    {
        Exception? failure = null;
        try
        {
            FlushResult flush;
            do
            {
                _ = await _socket.ReceiveAsync(Memory<byte>.Empty, SocketFlags.None).ConfigureAwait(false);
                int count = await _socket.ReceiveAsync(_received.Writer.GetMemory(), SocketFlags.None).ConfigureAwait(false);
                if (count == 0)
                {
                    break;
                }

                _received.Writer.Advance(count);
                flush = await _received.Writer.FlushAsync().ConfigureAwait(false);
            }
            while (!flush.IsCompleted);
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            failure = new ConnectionResetException("The connection was lost.", exception);
        }

        await _received.Writer.CompleteAsync(failure).ConfigureAwait(false);
        await _closed.CancelAsync().ConfigureAwait(false);
    }
}
