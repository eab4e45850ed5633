using CacheCore.Memory;

namespace CacheCore.Parts;

/// <summary>
/// The large values that readers hold on to while they copy them, because writers would not let them finish otherwise. A held value may be
/// replaced or removed like any other, but its memory is then left to its readers, of whom the last one frees it; and it does not move.
/// <code>
/// slot   63            32 31    30               0
///        |  head's handle | left |    readers     |      all zero = free
/// </code>
/// </summary>
internal sealed class HeldValues
{
    private const int Slots = 64;
    private const int HeadShift = 32;
    private const ulong Left = 1UL << 31;
    private const ulong ReadersMask = Left - 1;

    private readonly ulong[] _slots = new ulong[Slots];
    private int _count;

    /// <summary>True while any value is held.</summary>
    public bool AreAny => Volatile.Read(ref _count) != 0;

    /// <summary>Holds a value. Needs the lock of the bucket that it is linked in. False: too many values are held, look again.</summary>
    public bool TryHold(ItemRef head)
    {
        Interlocked.Increment(ref _count);
        while (TryFind(head, out int slot, out ulong seen) || TryFindFree(out slot, out seen))
        {
            ulong held = seen == 0 ? Of(head) + 1 : seen + 1;
            if (Interlocked.CompareExchange(ref _slots[slot], held, seen) == seen)
            {
                return true;
            }
        }

        Interlocked.Decrement(ref _count);
        return false;
    }

    /// <summary>Lets a value go. True: it has left its bucket meanwhile, and the caller, who was its last reader, frees it.</summary>
    public bool Release(ItemRef head)
    {
        bool mustFree = false;
        while (TryFind(head, out int slot, out ulong seen))
        {
            bool isLast = (seen & ReadersMask) == 1;
            if (Interlocked.CompareExchange(ref _slots[slot], isLast ? 0 : seen - 1, seen) == seen)
            {
                mustFree = isLast && (seen & Left) != 0;
                break;
            }
        }

        Interlocked.Decrement(ref _count);
        return mustFree;
    }

    /// <summary>
    /// For whoever has taken a value out of its bucket and is about to free it. True: it is held, and its last reader will free it.
    /// </summary>
    public bool TryLeaveToReaders(ItemRef head)
    {
        while (AreAny && TryFind(head, out int slot, out ulong seen))
        {
            if (Interlocked.CompareExchange(ref _slots[slot], seen | Left, seen) == seen)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>True if a value is held; stays false, if it is, as long as the bucket's lock is held.</summary>
    public bool IsHeld(ItemRef head) => AreAny && TryFind(head, out _, out _);

    private static ulong Of(ItemRef head) => (ulong)head.Value << HeadShift;

    private bool TryFind(ItemRef head, out int slot, out ulong seen)
    {
        for (slot = 0; slot < Slots; slot++)
        {
            seen = Volatile.Read(ref _slots[slot]);
            if (seen >> HeadShift == head.Value)
            {
                return true;
            }
        }

        seen = 0;
        return false;
    }

    private bool TryFindFree(out int slot, out ulong seen)
    {
        seen = 0;
        for (slot = 0; slot < Slots; slot++)
        {
            if (Volatile.Read(ref _slots[slot]) == 0)
            {
                return true;
            }
        }

        return false;
    }
}
