using CacheCore.Index;
using CacheCore.Memory;

namespace CacheCore.Eviction.Policies;

/// <summary>
/// Who leaves where nobody may before its time, whatever the policy: items that are over, if one lies near a tail. The crawler finds the
/// others by their deadlines.
/// </summary>
internal static class ExpiredTails
{
    /// <summary>TEMP first: its items live shortest.</summary>
    private static readonly LruSegment[] Segments = [LruSegment.Temporary, LruSegment.Cold, LruSegment.Hot, LruSegment.Warm];

    /// <summary>As <see cref="Policy.TryPickVictim"/>, for items whose time is over.</summary>
    public static bool TryPick(PagePool pool, Tails tails, SegmentedLru lru, long now, out LockedBucket locked, out SlotRef slot)
    {
        foreach (LruSegment segment in Segments)
        {
            ItemRef candidate = lru.TailOf(segment);
            for (int looked = 0; looked < Policy.MaxTails / Segments.Length && !candidate.IsNone; looked++)
            {
                ItemRef previous = tails.Before(candidate);
                if (IsOver(pool, candidate, now) && tails.TryEnter(candidate, tails.HashOf(candidate), out locked, out slot))
                {
                    if (IsOver(pool, candidate, now))
                    {
                        return true;
                    }

                    locked.ExitUnchanged(); // it was given more time meanwhile
                }

                candidate = previous;
            }
        }

        locked = default;
        slot = default;
        return false;
    }

    private static bool IsOver(PagePool pool, ItemRef item, long now) => pool.View(item).Header.Times.IsOver(now);
}
