using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using CacheCore.Index;
using CacheCore.Primitives;

namespace CacheCore.Parts;

/// <summary>The way of verbs into the buckets of a store, closed when it is disposed of.</summary>
internal sealed class StoreGate(HashIndex index)
{
    /// <summary>True once the store was disposed of. Looked at where a verb found nothing or has just taken a lock.</summary>
    public bool IsClosed { get; private set; }

    /// <summary>
    /// Ends the store while verbs may be running: no verb gets into a bucket from now on, those inside come out, and
    /// every slot is emptied. Then nobody can find an item, and the memory can go.
    /// </summary>
    public void Close()
    {
        IsClosed = true;
        index.StopShrinking();
        Interlocked.MemoryBarrier();
        for (uint number = 0; number < index.Shape.Buckets; number++)
        {
            index.Empty(number);
        }
    }

    /// <summary>Waits for the lock of a key's bucket.</summary>
    /// <exception cref="ObjectDisposedException">The store is closed.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)] // on the path of every write; a copied struct stalls it
    public void Enter(ulong hash, out LockedBucket locked)
    {
        index.Enter(hash, out locked);
        if (IsClosed)
        {
            LeaveClosed(in locked);
        }
    }

    /// <summary>Waits for the lock of a bucket by number; false: the index has become so small that there is none of this number.</summary>
    /// <exception cref="ObjectDisposedException">The store is closed.</exception>
    public bool TryEnterNumber(uint number, out LockedBucket locked)
    {
        bool entered = index.TryEnterNumber(number, out locked);
        if (entered && IsClosed)
        {
            LeaveClosed(in locked);
        }

        return entered;
    }

    /// <exception cref="ObjectDisposedException">The store is closed.</exception>
    public void ThrowIfClosed()
    {
        if (IsClosed)
        {
            Throw.Disposed();
        }
    }

    [DoesNotReturn]
    private static void LeaveClosed(in LockedBucket locked)
    {
        locked.ExitUnchanged();
        Throw.Disposed();
    }
}
