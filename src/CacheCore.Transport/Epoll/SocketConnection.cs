using System.IO.Pipelines;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http.Features;

namespace CacheCore.Transport.Epoll;

/// <summary>
/// A stream socket that an <see cref="EventLoop"/> serves, as the platform's connection abstraction. What awaits its reader or its writer
/// goes on on the loop's thread, inside the turn, so it must not block.
/// </summary>
internal sealed class SocketConnection : ConnectionContext, IDuplexPipe, IPolled
{
    private readonly SocketReader _reader;
    private readonly SocketWriter _writer;
    private IDictionary<object, object?>? _items;
    private IFeatureCollection? _features;
    private CancellationTokenSource? _closed;
    private int _tag = -1;
    private bool _isClosed;
    private volatile bool _hasEnded;

    /// <param name="descriptor">A connected socket's number, closed with the connection.</param>
    /// <param name="loop">Who serves it.</param>
    public SocketConnection(int descriptor, EventLoop loop)
    {
        Loop = loop;
        Descriptor = descriptor;
        _reader = new SocketReader(this);
        _writer = new SocketWriter(this);
        Transport = this;
    }

    public EventLoop Loop { get; }

    /// <summary>The socket's number; valid on the loop's thread while <see cref="IsClosed"/> is false.</summary>
    public int Descriptor { get; }

    /// <summary>True once the socket is closed. On the loop's thread.</summary>
    public bool IsClosed => _isClosed;

    public PipeReader Input => _reader;

    public PipeWriter Output => _writer;

    public override IDuplexPipe Transport { get; set; }

    public override string ConnectionId { get; set; } = "";

    public override IFeatureCollection Features => _features ??= new FeatureCollection();

    public override IDictionary<object, object?> Items
    {
        get => _items ??= new Dictionary<object, object?>();
        set => _items = value;
    }

    /// <summary>Cancelled when the peer has ended or the connection is closed. Made when first asked for.</summary>
    public override CancellationToken ConnectionClosed
    {
        get
        {
            CancellationTokenSource closed = LazyInitializer.EnsureInitialized(ref _closed, static () => new CancellationTokenSource());
            if (_hasEnded)
            {
                closed.Cancel(); // nobody had asked for it when the peer ended
            }

            return closed.Token;
        }

        set => throw new NotSupportedException("The transport itself knows when its connection is closed.");
    }

    /// <summary>Lets the loop tell of events from now on. Called on the loop's thread, again and again without harm.</summary>
    public void Begin()
    {
        LoopThread.Assert(Loop);
        if (_tag < 0 && !_isClosed && !Loop.TryAdd(this, Descriptor, out _tag))
        {
            _reader.Fail();
        }
    }

    /// <summary>Whether the socket is watched for taking bytes again. On the loop's thread.</summary>
    public void WantWritable(bool wantsWritable)
    {
        Begin();
        if (!_isClosed)
        {
            Loop.WantWritable(Descriptor, _tag, wantsWritable);
        }
    }

    public void OnEvents(PollEvents events)
    {
        if ((events & (PollEvents.Writable | PollEvents.HungUp | PollEvents.Failed)) != 0)
        {
            _writer.OnWritable();
        }

        if (!_isClosed && (events & (PollEvents.Readable | PollEvents.Ending)) != 0)
        {
            if ((events & PollEvents.Ending) != 0)
            {
                TellOfEnd();
            }

            _reader.OnReadable((events & PollEvents.Ending) != 0);
        }
    }

    public void OnTurn()
    {
        if (!_isClosed)
        {
            _reader.OnTurn();
        }
    }

    public override void Abort(ConnectionAbortedException abortReason) =>
        Loop.Post(static connection => ((SocketConnection)connection).Close(), this);

    public override void Abort() => Abort(new ConnectionAbortedException());

    public override ValueTask DisposeAsync()
    {
        if (Loop.IsCurrent)
        {
            Close();
        }
        else
        {
            Loop.Post(static connection => ((SocketConnection)connection).Close(), this);
        }

        return base.DisposeAsync();
    }

    private void Close()
    {
        LoopThread.Assert(Loop);
        if (_isClosed)
        {
            return;
        }

        _writer.SendFlushed();
        _isClosed = true;
        _ = LinuxCalls.Close(Descriptor);
        if (_tag >= 0)
        {
            Loop.Remove(_tag);
        }

        TellOfEnd();
        _writer.OnClosed();
        _reader.OnClosed();
    }

    private void TellOfEnd()
    {
        _hasEnded = true;
        Interlocked.MemoryBarrier(); // whoever makes the token now sees the end, or is seen here
        _closed?.Cancel();
    }
}
