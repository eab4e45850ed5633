using CacheCore.Primitives;

namespace CacheCore.Store;

/// <summary>The places of a store that holds a limited number of items. Without a limit nothing is counted.</summary>
internal sealed class ItemPlaces(long limit)
{
    private PaddedCount _taken;

    /// <summary>True once the last place is taken.</summary>
    public bool AreAllTaken => limit != 0 && Volatile.Read(ref _taken.Value) >= limit;

    public bool TryTake()
    {
        if (limit == 0)
        {
            return true;
        }

        bool taken = Interlocked.Increment(ref _taken.Value) <= limit;
        if (!taken)
        {
            Release();
        }

        return taken;
    }

    public void Release()
    {
        if (limit != 0)
        {
            Interlocked.Decrement(ref _taken.Value);
        }
    }
}
