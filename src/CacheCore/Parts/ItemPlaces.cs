using CacheCore.Primitives;

namespace CacheCore.Parts;

/// <summary>The places of a store that holds a limited number of items. Without a limit nothing is counted.</summary>
internal sealed class ItemPlaces(long limit)
{
    private PaddedCount _taken;

    /// <summary>True once the last place is taken.</summary>
    public bool AreAllTaken => limit != 0 && Volatile.Read(ref _taken.Value) >= limit;

    /// <summary>
    /// Takes a place if there is one. What is taken never exceeds the limit, not for a moment: another writer would evict for nothing.
    /// </summary>
    public bool TryTake()
    {
        if (limit == 0)
        {
            return true;
        }

        long taken = Volatile.Read(ref _taken.Value);
        while (taken < limit)
        {
            long seen = Interlocked.CompareExchange(ref _taken.Value, taken + 1, taken);
            if (seen == taken)
            {
                return true;
            }

            taken = seen;
        }

        return false;
    }

    public void Release()
    {
        if (limit != 0)
        {
            Interlocked.Decrement(ref _taken.Value);
        }
    }
}
