using System.Runtime.CompilerServices;

namespace CacheCore.Primitives;

/// <summary>
/// Wakes whoever keeps a store in order. Ringing costs those who work a look at a flag that hardly ever changes; only while the sleeper has
/// said that it waits for a ring does one of them do more.
/// Takes no lock that anybody could be kept waiting for, so that it may be rung under any.
/// </summary>
internal sealed class Doorbell
{
    private EventWaitHandle? _sleeper;
    private int _isAwaited;
    private int _hasRung;

    /// <summary>True while the sleeper has nothing to do but wait for a ring.</summary>
    public bool IsAwaited
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)] // one load
        get => Volatile.Read(ref _isAwaited) != 0;
    }

    /// <summary>True if somebody rang, which the sleeper has not heard yet.</summary>
    public bool HasRung => Volatile.Read(ref _hasRung) != 0;

    /// <summary>What a ring sets; before there is anybody who rings.</summary>
    public void Wake(EventWaitHandle sleeper) => _sleeper = sleeper;

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
        Volatile.Write(ref _isAwaited, 1);
        Interlocked.MemoryBarrierProcessWide();
    }

    /// <summary>The sleeper is awake, and no ring is awaited any more. True: somebody rang.</summary>
    public bool Answer()
    {
        Volatile.Write(ref _isAwaited, 0);
        return Interlocked.Exchange(ref _hasRung, 0) != 0;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void RingLoudly()
    {
        if (Interlocked.Exchange(ref _isAwaited, 0) != 0)
        {
            Volatile.Write(ref _hasRung, 1);
            _ = _sleeper?.Set();
        }
    }
}
