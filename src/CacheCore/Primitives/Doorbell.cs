using System.Runtime.CompilerServices;

namespace CacheCore.Primitives;

/// <summary>
/// Wakes one sleeper. Ringing costs those who work a look at a flag that hardly ever changes; only while the sleeper has
/// said that it waits for a ring does one of them do more. Taken after any other lock, and held for no time.
/// </summary>
internal sealed class Doorbell
{
    private readonly object _gate = new();
    private bool _rang;        // guarded by _gate
    private int _isAwaited;    // written under _gate, looked at without

    /// <summary>True once there will be no more sleep.</summary>
    public bool IsClosed { get; private set; }

    /// <summary>True while the sleeper has nothing to do but wait for a ring.</summary>
    public bool IsAwaited
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)] // one load
        get => Volatile.Read(ref _isAwaited) != 0;
    }

    /// <summary>Ends the sleep of a sleeper that waits for a ring; nothing if it does not.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)] // one comparison on the path of writes
    public void Ring()
    {
        if (IsAwaited)
        {
            RingLoudly();
        }
    }

    /// <summary>
    /// The sleeper says that a ring shall end its next sleep, and then looks for work once more. Whoever made work before
    /// that look is seen by it, and whoever makes some after it sees the flag: all processors are made to agree on the order
    /// here, once a sleep, so that those who work need no barrier between their work and their look at the flag.
    /// </summary>
    public void Await()
    {
        lock (_gate)
        {
            Volatile.Write(ref _isAwaited, 1);
        }

        Interlocked.MemoryBarrierProcessWide();
    }

    /// <summary>Sleeps for so long, or until somebody rings if that was said to be awaited. True: somebody did, or closed.</summary>
    public bool Sleep(int milliseconds)
    {
        lock (_gate)
        {
            if (!_rang && milliseconds > 0)
            {
                _ = Monitor.Wait(_gate, milliseconds);
            }

            bool rang = _rang;
            _rang = IsClosed;
            _isAwaited = 0;
            return rang;
        }
    }

    /// <summary>Ends this sleep and all later ones.</summary>
    public void Close()
    {
        lock (_gate)
        {
            IsClosed = true;
            _rang = true;
            Monitor.Pulse(_gate);
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void RingLoudly()
    {
        lock (_gate)
        {
            _isAwaited = 0;
            _rang = true;
            Monitor.Pulse(_gate);
        }
    }
}
