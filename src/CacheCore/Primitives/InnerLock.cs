using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace CacheCore.Primitives;

/// <summary>
/// A spin lock of four bytes for what is held for a moment, by threads that may hold a bucket: waiting for it neither throws nor allocates
/// nor runs anybody's code (<see cref="BriefWait"/>), and nor may what is done under it. Not reentrant.
/// <code>
/// using (_lock.Enter())
/// {
/// }
/// </code>
/// </summary>
internal struct InnerLock
{
    private int _held;

    /// <summary>Waits for the lock. Disposing of what comes back leaves it.</summary>
    [UnscopedRef]
    [MethodImpl(MethodImplOptions.AggressiveInlining)] // one interlocked instruction
    public Scope Enter()
    {
        if (Interlocked.CompareExchange(ref _held, 1, 0) != 0)
        {
            EnterSlowly();
        }

        return new Scope(ref this);
    }

    /// <summary>Takes the lock if it is free. <see cref="Exit"/> leaves it.</summary>
    public bool TryEnter() => Volatile.Read(ref _held) == 0 && Interlocked.CompareExchange(ref _held, 1, 0) == 0;

    /// <summary>
    /// Leaves, by a full fence: what follows is done after all that was done under the lock. A plain release would let a chunk that was
    /// unlinked under the lock be filled before the bucket's word says so (tests/models/bucket.cpp, queue-lock-is-no-fence).
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)] // one interlocked instruction
    public void Exit()
    {
        Debug.Assert(_held == 1, "Only who holds the lock may leave it.");
        Interlocked.Decrement(ref _held);
    }

    [MethodImpl(MethodImplOptions.NoInlining)] // seldom called
    private void EnterSlowly()
    {
        var wait = default(BriefWait);
        do
        {
            wait.Pause();
        }
        while (!TryEnter());
    }

    /// <summary>The time in which the lock is held.</summary>
    public readonly ref struct Scope
    {
        private readonly ref InnerLock _lock;

        internal Scope(ref InnerLock held) => _lock = ref held;

        [MethodImpl(MethodImplOptions.AggressiveInlining)] // one interlocked instruction
        public void Dispose() => _lock.Exit();
    }
}
