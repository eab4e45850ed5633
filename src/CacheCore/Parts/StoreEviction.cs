using CacheCore.Eviction;
using CacheCore.Eviction.Policies;
using CacheCore.Memory;
using CacheCore.Primitives;

namespace CacheCore.Parts;

/// <summary>Who of a store's items stays and who leaves.</summary>
/// <param name="memory">Where the items lie.</param>
/// <param name="counters">What is counted of them.</param>
/// <param name="policy">Who leaves, and who goes where.</param>
/// <param name="lru">The queues, of which the policy says what they mean.</param>
internal sealed class StoreEviction(StoreMemory memory, CounterSet counters, Policy policy, LruTable lru)
{
    public Policy Policy { get; } = policy;

    public LruTable Lru { get; } = lru;

    /// <summary>False: items leave when their time is over and not before.</summary>
    public required bool MayEvict { get; init; }

    public required ItemPlaces Places { get; init; }

    public required PinnedItems Pinned { get; init; }

    /// <summary>True if a new item needs another to leave.</summary>
    public bool IsFull => memory.Pool.IsFull || Places.AreAllTaken;

    /// <summary>The queue set that an item belongs to.</summary>
    public int QueuesOf(ItemRef item, ItemTraits traits) => traits.Large ? Lru.LargeValues : memory.Slabs.ClassOf(item);

    /// <summary>The segment of a new item that lives long enough to be moved; null: where its shard's new items start.</summary>
    public LruSegment? Admit(ulong hash)
    {
        LruSegment? segment = Policy.Admit(hash);
        if (segment is { } admitted)
        {
            counters.Mine.Add(StoreCounter.SketchAdditions);
            counters.Mine.Add(StoreCounter.GhostHits, admitted == LruSegment.Cold ? 1 : 0);
        }

        return segment;
    }

    /// <summary>Counts a key that is asked for the first time since the policy last looked at its item.</summary>
    public void NoteFirstHit(ulong hash)
    {
        if (Policy.Admission is { } admission)
        {
            counters.Mine.Add(StoreCounter.SketchAdditions);
            admission.Sketch.Increment(hash);
        }
    }
}
