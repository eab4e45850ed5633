using CacheCore.Index;
using CacheCore.Memory;
using CacheCore.Primitives;

namespace CacheCore.Parts;

/// <summary>Where the items of a store lie, and how they are found.</summary>
internal sealed class StoreMemory(PagePool pool, SlabAllocator slabs, HashIndex index)
{
    private long _largeValueMoves;

    public PagePool Pool { get; } = pool;

    public SlabAllocator Slabs { get; } = slabs;

    public HashIndex Index { get; } = index;

    /// <summary>What keys are hashed by, which no client can know.</summary>
    public KeyHash Hash { get; } = KeyHash.Random();

    public VersionSource Versions { get; } = new();

    /// <summary>
    /// Heads and tails of large values that were moved. One that was moved twice may lie where it was: a reader can only tell by this.
    /// </summary>
    public long LargeValueMoves => Volatile.Read(ref _largeValueMoves);

    /// <summary>Counts a move, before the bucket of the large value is left.</summary>
    public void NoteLargeValueMove() => Interlocked.Increment(ref _largeValueMoves);

    /// <summary>The hash of what a chunk says its key is. Read with no lock: the bucket has to confirm the item.</summary>
    public ulong HashOf(ItemRef item) => Hash.Of(Pool.View(item).Key);
}
