using System.Collections.Concurrent;
using System.ComponentModel;
using System.Runtime.InteropServices;
using CacheCore.Transport.Memory;

namespace CacheCore.Transport.Epoll;

/// <summary>
/// A thread that waits for events on many sockets and lets each connection that has one take a turn. All that happens to a connection
/// happens here, so connections need no locks: others <see cref="Post"/>. Memory for what arrives and for replies is the loop's own, lent
/// to the connection whose turn it is; one that waits holds none.
/// </summary>
internal sealed class EventLoop : IDisposable
{
    /// <summary>
    /// What is received at a time, and the first piece of replies: many pipelined commands, and little beside a
    /// processor's second-level cache.
    /// </summary>
    public const int BufferSize = 64 << 10;

    /// <summary>So many connections' replies are sent together; a reply does not wait for more turns than that.</summary>
    private const int MostSends = 32;

    private const int MostEvents = 256;
    private const int BellTag = -1;

    private readonly Thread _thread;
    private readonly Action<Exception> _onError;
    private readonly int _poll;
    private readonly int _bell;
    private readonly ConcurrentQueue<(Action<object> Work, object State)> _posted = new();
    private readonly List<IPolled?> _polled = [];
    private readonly Stack<int> _freeTags = new();
    private readonly List<int> _leaving = [];
    private readonly Lock _bellLock = new();
    private Queue<IPolled> _turns = new();
    private Queue<IPolled> _nextTurns = new();
    private byte[]? _input;
    private readonly List<SocketWriter> _sends = new(MostSends);
    private OutputArena _arena = new();
    private int _isRung;
    private bool _isClosed;
    private volatile bool _isStopping;

    /// <param name="name">The thread's.</param>
    /// <param name="onError">Told of what a turn threw; the loop goes on.</param>
    /// <param name="memory">What its connections may take; null = without limit.</param>
    /// <exception cref="Win32Exception">The system has no descriptors left.</exception>
    public EventLoop(string name, Action<Exception> onError, ConnectionMemory? memory = null)
    {
        Memory = memory ?? ConnectionMemory.Unlimited;
        _onError = onError;
        _poll = ThrowIfFailed(LinuxCalls.CreatePoll());
        _bell = LinuxCalls.CreateBell();
        if (_bell < 0 || LinuxCalls.Control(_poll, LinuxCalls.AddToPoll, _bell, PollEvents.Readable, BellTag) < 0)
        {
            int error = Marshal.GetLastSystemError();
            _ = LinuxCalls.Close(_poll);
            _ = _bell < 0 ? 0 : LinuxCalls.Close(_bell);
            throw new Win32Exception(error);
        }

        _thread = new Thread(Run) { IsBackground = true, Name = name };
        _thread.Start();
    }

    /// <summary>What its connections hold beyond their turns, and what does not fit the loop's own buffers.</summary>
    public ConnectionMemory Memory { get; }

    /// <summary>True on the loop's own thread.</summary>
    public bool IsCurrent => Environment.CurrentManagedThreadId == _thread.ManagedThreadId;

    /// <summary>Has the loop do something soon. From any thread.</summary>
    public void Post(Action<object> work, object state)
    {
        _posted.Enqueue((work, state));
        if (Interlocked.Exchange(ref _isRung, 1) == 0)
        {
            lock (_bellLock)
            {
                if (!_isClosed)
                {
                    LinuxCalls.Ring(_bell);
                }
            }
        }
    }

    /// <summary>Begins to tell of a socket's events; false: the system refused. On the loop's thread.</summary>
    public bool TryAdd(IPolled polled, int socket, out int tag)
    {
        LoopThread.Assert(this);
        if (!_freeTags.TryPop(out tag))
        {
            tag = _polled.Count;
            _polled.Add(null);
        }

        if (LinuxCalls.Control(_poll, LinuxCalls.AddToPoll, socket, Interest(wantsWritable: false), tag) < 0)
        {
            _freeTags.Push(tag);
            tag = -1;
            return false;
        }

        _polled[tag] = polled;
        return true;
    }

    /// <summary>Whether a connection is told when its socket takes bytes again. On the loop's thread.</summary>
    public void WantWritable(int socket, int tag, bool wantsWritable)
    {
        LoopThread.Assert(this);
        _ = LinuxCalls.Control(_poll, LinuxCalls.ChangeInPoll, socket, Interest(wantsWritable), tag);
    }

    /// <summary>
    /// Forgets a socket that was closed. Its tag is used again only after the events that were already fetched. On the loop's thread.
    /// </summary>
    public void Remove(int tag)
    {
        LoopThread.Assert(this);
        _polled[tag] = null;
        _leaving.Add(tag);
    }

    /// <summary>Lets one go on after all others that have something to do. On the loop's thread.</summary>
    public void AddTurn(IPolled polled)
    {
        LoopThread.Assert(this);
        _nextTurns.Enqueue(polled);
    }

    /// <summary>Lends memory to receive into. On the loop's thread.</summary>
    public byte[] TakeInput()
    {
        LoopThread.Assert(this);
        byte[] buffer = _input ?? GC.AllocateUninitializedArray<byte>(BufferSize);
        _input = null;
        return buffer;
    }

    /// <summary>Memory for replies, from where it is used up on; null: it is too small. On the loop's thread.</summary>
    public OutputArena? ArenaFor(SocketWriter writer, int room)
    {
        LoopThread.Assert(this);
        if (room > BufferSize)
        {
            return null;
        }

        if (_arena.Owner is not null || BufferSize - _arena.Used < room)
        {
            Send();
            if (!_arena.TryClear())
            {
                _arena = new OutputArena(); // somebody is slow to take replies, or in the midst of one
            }
        }

        _arena.Owner = writer;
        return _arena;
    }

    /// <summary>Has replies sent when the turns are over, or enough others wait. On the loop's thread.</summary>
    public void AddSend(SocketWriter writer)
    {
        LoopThread.Assert(this);
        _sends.Add(writer);
        if (_sends.Count >= MostSends)
        {
            Send();
        }
    }

    /// <summary>Takes memory back, if the loop has none of its own meanwhile.</summary>
    public void ReturnInput(byte[] buffer)
    {
        if (IsCurrent)
        {
            _input ??= buffer;
        }
    }

    /// <summary>Ends the thread. Connections have to be gone before.</summary>
    public void Dispose()
    {
        Post(static loop => ((EventLoop)loop)._isStopping = true, this);
        if (!IsCurrent)
        {
            _thread.Join();
        }
    }

    private static PollEvents Interest(bool wantsWritable) =>
        PollEvents.Readable | PollEvents.PeerEnded | PollEvents.EdgeTriggered | (wantsWritable ? PollEvents.Writable : PollEvents.None);

    private static int ThrowIfFailed(int result) => result >= 0 ? result : throw new Win32Exception(Marshal.GetLastSystemError());

    private void Run()
    {
        LoopThread.Become(this);
        _ = ExecutionContext.SuppressFlow(); // nothing that is awaited here belongs to anybody's context
        byte[] records = new byte[MostEvents * PollRecords.Size];
        while (!_isStopping)
        {
            int count = LinuxCalls.Wait(_poll, records, _nextTurns.Count > 0 ? 0 : -1);
            for (int i = 0; i < count; i++)
            {
                (PollEvents events, int tag) = PollRecords.Read(records, i);
                if (tag == BellTag)
                {
                    LinuxCalls.Silence(_bell);
                    _ = Interlocked.Exchange(ref _isRung, 0); // before the queue is emptied: whoever adds to it later rings again
                }
                else if (_polled[tag] is { } polled)
                {
                    Notify(polled, events);
                }
            }

            RunTurns();
            RunPosted();
            Send();
            FreeTags();
        }

        _ = LinuxCalls.Close(_poll);
        lock (_bellLock)
        {
            _isClosed = true; // its number may be another file's from now on
            _ = LinuxCalls.Close(_bell);
        }
    }

    private void Send()
    {
        foreach (SocketWriter writer in _sends)
        {
            Guard(static writer => ((SocketWriter)writer).SendFlushed(), writer);
        }

        _sends.Clear();
        _ = _arena.TryClear();
    }

    private void RunTurns()
    {
        (_turns, _nextTurns) = (_nextTurns, _turns);
        while (_turns.TryDequeue(out IPolled? polled))
        {
            Guard(static polled => ((IPolled)polled).OnTurn(), polled);
        }
    }

    private void RunPosted()
    {
        while (_posted.TryDequeue(out (Action<object> Work, object State) one))
        {
            Guard(one.Work, one.State);
        }
    }

    private void FreeTags()
    {
        foreach (int tag in _leaving)
        {
            _freeTags.Push(tag);
        }

        _leaving.Clear();
    }

    private void Notify(IPolled polled, PollEvents events)
    {
        try
        {
            polled.OnEvents(events);
        }
#pragma warning disable CA1031 // whatever one connection met, the others of the loop must not hear of
        catch (Exception exception)
#pragma warning restore CA1031
        {
            _onError(exception);
            polled.Abort();
        }
    }

    private void Guard(Action<object> work, object state)
    {
        try
        {
            work(state);
        }
#pragma warning disable CA1031 // as above
        catch (Exception exception)
#pragma warning restore CA1031
        {
            _onError(exception);
        }
    }
}
