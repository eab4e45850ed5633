using CacheCore.Eviction;
using CacheCore.Index;
using CacheCore.Memory;
using CacheCore.Parts;

namespace CacheCore.Reclaiming;

/// <summary>
/// Victims by memcached's rules: the coldest tail leaves, one that was active moves on to WARM. In the flat policy, where
/// everything is in COLD, an active tail goes round again.
/// </summary>
internal sealed class SegmentedVictims(StoreParts parts, ItemLinker linker) : VictimFinder(parts, linker)
{
    /// <summary>From so many tails on an active one goes too, so that a class of nothing but active items can evict.</summary>
    private const int MaxSecondChances = 48;

    private readonly LruSegment _secondChance = parts.Policy == EvictionPolicy.Lru ? LruSegment.Cold : LruSegment.Warm;

    public override ItemRef TakeVictim(SegmentedLru lru, ulong newcomer, long now, out RemovalReason reason)
    {
        reason = RemovalReason.Evicted;
        ItemRef candidate = lru.OldestTail(now / 1000);
        for (int looked = 0; looked < MaxTails && !candidate.IsNone; looked++)
        {
            PrefetchBehind(candidate);
            ItemRef previous = new(Pool.View(candidate).Header.LruPrevious);
            if (!TryEnter(candidate, HashOf(candidate), out LockedBucket locked, out SlotRef slot))
            {
                candidate = previous;
                continue;
            }

            if (looked < MaxSecondChances && IsKept(candidate, slot.Value, now))
            {
                StartAnew(candidate, slot, now);
                lru.Move(candidate, _secondChance);
                locked.ExitUnchanged();
                candidate = lru.OldestTail(now / 1000);
                continue;
            }

            reason = Unlink(lru, ref locked, slot, now);
            return candidate;
        }

        return ItemRef.None;
    }

    private bool IsKept(ItemRef item, Slot slot, long now)
    {
        ref ItemHeader header = ref Pool.View(item).Header;
        bool isActive = slot.Hits >= Parts.HitRules.ActiveFrom;
        return !header.Times.IsOver(now) && LruRouting.Next(header.Place.Segment, isActive, isOverLimit: true) == LruMove.ToWarm;
    }
}
