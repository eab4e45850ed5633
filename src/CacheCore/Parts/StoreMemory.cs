using CacheCore.Index;
using CacheCore.Memory;
using CacheCore.Primitives;

namespace CacheCore.Parts;

/// <summary>Where the items of a store lie, and how they are found.</summary>
internal sealed class StoreMemory(PagePool pool, SlabAllocator slabs, HashIndex index)
{
    public PagePool Pool { get; } = pool;

    public SlabAllocator Slabs { get; } = slabs;

    public HashIndex Index { get; } = index;

    /// <summary>What keys are hashed by, which no client can know.</summary>
    public KeyHash Hash { get; } = KeyHash.Random();

    public VersionSource Versions { get; } = new();

    /// <summary>The hash of what a chunk says its key is. Read with no lock: the bucket has to confirm the item.</summary>
    public ulong HashOf(ItemRef item) => Hash.Of(Pool.View(item).Key);
}
