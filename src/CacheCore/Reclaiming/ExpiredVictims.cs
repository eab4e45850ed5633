using CacheCore.Eviction;
using CacheCore.Index;
using CacheCore.Memory;
using CacheCore.Parts;

namespace CacheCore.Reclaiming;

/// <summary>
/// Victims where nobody may leave before its time: items that are over, if one lies near a tail. The crawler finds the others by their deadlines.
/// </summary>
internal sealed class ExpiredVictims(StoreParts parts, ItemLinker linker) : VictimFinder(parts, linker)
{
    /// <summary>TEMP first: its items live shortest.</summary>
    private static readonly LruSegment[] Segments = [LruSegment.Temporary, LruSegment.Cold, LruSegment.Hot, LruSegment.Warm];

    public override ItemRef TakeVictim(SegmentedLru lru, ulong newcomer, long now, out RemovalReason reason)
    {
        reason = RemovalReason.Expired;
        foreach (LruSegment segment in Segments)
        {
            ItemRef candidate = lru.TailOf(segment);
            for (int looked = 0; looked < MaxTails / Segments.Length && !candidate.IsNone; looked++)
            {
                ItemRef previous = new(Pool.View(candidate).Header.LruPrevious);
                if (IsOver(candidate, now) && TryEnter(candidate, HashOf(candidate), out LockedBucket locked, out SlotRef slot))
                {
                    if (IsOver(candidate, now))
                    {
                        reason = Unlink(lru, ref locked, slot, now);
                        return candidate;
                    }

                    locked.ExitUnchanged(); // it was given more time meanwhile
                }

                candidate = previous;
            }
        }

        return ItemRef.None;
    }

    private bool IsOver(ItemRef item, long now) => Pool.View(item).Header.Times.IsOver(now);
}
