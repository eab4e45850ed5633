using CacheCore.Items;
using CacheCore.Memory;
using CacheCore.Options;
using CacheCore.Primitives;

namespace CacheCore.Parts;

/// <summary>How much memory a store may have, which may change while it runs, and how large one item may be.</summary>
/// <param name="pool">Whose limit it is.</param>
/// <param name="pinned">Whose share follows it.</param>
/// <param name="bell">Wakes the maintainer, who brings the store down.</param>
/// <param name="maxMemoryLimit">The highest limit that there are addresses for.</param>
/// <param name="namedMaxItemSize">The largest sum of key and value as the option has it.</param>
internal sealed class StoreLimits(PagePool pool, PinnedItems pinned, Doorbell bell, long maxMemoryLimit, int namedMaxItemSize)
{
    private readonly int _largestItem = (int)Math.Min(namedMaxItemSize, ItemLayout.LargestItem(pool.Geometry.PageSize));
    private InnerLock _lock;

    /// <summary>The highest limit that there are addresses for.</summary>
    public long MaxMemoryLimit => maxMemoryLimit;

    /// <summary>The largest sum of key and value as the option has it.</summary>
    public int NamedMaxItemSize => namedMaxItemSize;

    /// <summary>The largest sum of key and value, after what the memory limit and the page size allow.</summary>
    public int MaxItemSize => (int)Math.Min(_largestItem, pool.MemoryLimit / 2);

    /// <summary>Gives the store another limit, which the maintainer then brings it down to.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The store cannot have such a limit.</exception>
    public void SetMemoryLimit(long value)
    {
        long lowest = MemoryLimits.Lowest(pool.Geometry.PageSize);
        if (value < lowest || value > maxMemoryLimit)
        {
            Throw.BadMemoryLimit(nameof(value), value, lowest, maxMemoryLimit);
        }

        using (_lock.Enter())
        {
            pool.SetLimit(value);
            pinned.Follow(value); // of two limits that are set at once, the same one
        }

        bell.Ring();
    }
}
