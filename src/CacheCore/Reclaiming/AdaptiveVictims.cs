using CacheCore.Eviction;
using CacheCore.Memory;
using CacheCore.Parts;

namespace CacheCore.Reclaiming;

/// <summary>
/// Victims by the adaptive policy: while HOT is over its share, its tail contests COLD's victim, and the one that is asked for
/// less leaves; else COLD's victim does.
/// <code>
///                     hit: round again
///                        ┌──────┐
///  new ──────────► HOT ──┴─► contest ──wins──► COLD ──hit──► WARM
///  back from ghost ──┐          └──loses──► ghost   ▲  └─► leaves  │ over its share
///                    └──────────────────────────────┴──────────────┘
/// </code>
/// </summary>
internal sealed class AdaptiveVictims(StoreParts parts, ItemLinker linker, AdaptiveAdmission admission) : VictimFinder(parts, linker)
{
    /// <summary>From so many tails on one that was hit goes too: a cache that was read throughout while it filled up must still evict.</summary>
    private const int MaxSecondChances = 48;

    /// <summary>
    /// Tails of WARM that one more item in it may have looked at. Fewer would let WARM outgrow its share where most of it is
    /// hit, and COLD run empty.
    /// </summary>
    private const int MaxWarmMoves = 16;

    public override ItemRef TakeVictim(SegmentedLru lru, ulong newcomer, long now, out RemovalReason reason)
    {
        AdmissionRule rule = admission.Setting.Rule;
        long items = lru.Count - lru.CountOf(LruSegment.Temporary);
        long incoming = admission.IsBack(newcomer) ? 0 : 1;
        long excess = lru.CountOf(LruSegment.Hot) + incoming - admission.HotTarget(items);
        for (int looked = 0; looked < MaxTails && excess > 0; looked++)
        {
            ItemRef tail = lru.TailOf(LruSegment.Hot);
            if (tail.IsNone || !TryLook(tail, now, out SeenItem seen))
            {
                break;
            }

            if (seen.IsOver)
            {
                return TryUnlink(lru, tail, seen.Hash, now, out reason) ? tail : TakeColdVictim(lru, now, out reason);
            }

            // Only the one that comes in puts somebody out. What is over the target beyond that came when there was room.
            HotVerdict verdict = rule.AtHotTail(seen.Hits);
            switch (verdict is HotVerdict.Contest or HotVerdict.Leave && excess > 1 ? HotVerdict.ToCold : verdict)
            {
                case HotVerdict.GoRound:
                    lru.Move(tail, LruSegment.Hot);
                    break;
                case HotVerdict.ToCold:
                    lru.Move(tail, LruSegment.Cold);
                    excess--;
                    break;
                case HotVerdict.ToWarm:
                    lru.Move(tail, LruSegment.Warm);
                    TrimWarm(lru, now);
                    excess--;
                    break;
                default:
                    return verdict == HotVerdict.Leave
                        ? TakeNewcomer(lru, tail, seen.Hash, now, out reason)
                        : Contest(lru, tail, seen.Hash, now, out reason);
            }
        }

        return TakeColdVictim(lru, now, out reason);
    }

    private ItemRef Contest(SegmentedLru lru, ItemRef newcomer, ulong hash, long now, out RemovalReason reason)
    {
        ItemRef victim = FindColdVictim(lru, now, out SeenItem seen);
        bool wins = !victim.IsNone && victim != newcomer
            && (seen.IsOver || AdmissionRule.Wins(admission.Sketch.Estimate(hash), admission.Sketch.Estimate(seen.Hash), lru.DrawsLuck()));
        if (wins && TryUnlink(lru, victim, seen.Hash, now, out reason))
        {
            lru.ContestsWon++;
            lru.Move(newcomer, LruSegment.Cold);
            return victim;
        }

        lru.ContestsLost += victim.IsNone || victim == newcomer ? 0 : 1;
        return TakeNewcomer(lru, newcomer, hash, now, out reason);
    }

    /// <summary>Evicts HOT's tail and remembers its key.</summary>
    private ItemRef TakeNewcomer(SegmentedLru lru, ItemRef newcomer, ulong hash, long now, out RemovalReason reason)
    {
        if (!TryUnlink(lru, newcomer, hash, now, out reason))
        {
            return TakeColdVictim(lru, now, out reason);
        }

        admission.NoteLeft(hash);
        return newcomer;
    }

    private ItemRef TakeColdVictim(SegmentedLru lru, long now, out RemovalReason reason)
    {
        reason = RemovalReason.Evicted;
        ItemRef victim = FindColdVictim(lru, now, out SeenItem seen);
        return !victim.IsNone && TryUnlink(lru, victim, seen.Hash, now, out reason) ? victim : ItemRef.None;
    }

    /// <summary>COLD's first tail that was not active; those that were go to WARM. Where COLD is empty, WARM's tail, then HOT's, then TEMP's.</summary>
    private ItemRef FindColdVictim(SegmentedLru lru, long now, out SeenItem seen)
    {
        seen = default;
        ItemRef candidate = ColdestTail(lru);
        for (int looked = 0; looked < MaxTails && !candidate.IsNone; looked++)
        {
            ItemRef previous = new(Pool.View(candidate).Header.LruPrevious);
            bool isCold = Pool.View(candidate).Header.Place.Segment == LruSegment.Cold;
            if (!TryLook(candidate, now, out seen))
            {
                candidate = previous;
                continue;
            }

            if (!isCold || seen.IsOver || seen.Hits < Parts.ActiveFrom || looked >= MaxSecondChances)
            {
                return candidate;
            }

            lru.Move(candidate, LruSegment.Warm);
            TrimWarm(lru, now);
            candidate = ColdestTail(lru);
        }

        return ItemRef.None;
    }

    private static ItemRef ColdestTail(SegmentedLru lru)
    {
        LruSegment coldest = lru.CountOf(LruSegment.Cold) > 0 ? LruSegment.Cold
            : lru.CountOf(LruSegment.Warm) > 0 ? LruSegment.Warm
            : lru.CountOf(LruSegment.Hot) > 0 ? LruSegment.Hot
            : LruSegment.Temporary;
        return lru.TailOf(coldest);
    }

    private void TrimWarm(SegmentedLru lru, long now)
    {
        long limit = admission.WarmLimit(lru.Count - lru.CountOf(LruSegment.Temporary));
        for (int moved = 0; moved < MaxWarmMoves && lru.CountOf(LruSegment.Warm) > limit; moved++)
        {
            ItemRef tail = lru.TailOf(LruSegment.Warm);
            if (!TryLook(tail, now, out SeenItem seen))
            {
                return;
            }

            lru.Move(tail, seen.Hits >= Parts.ActiveFrom ? LruSegment.Warm : LruSegment.Cold);
        }
    }
}
