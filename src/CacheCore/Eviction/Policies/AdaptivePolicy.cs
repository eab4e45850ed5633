using CacheCore.Index;
using CacheCore.Memory;

namespace CacheCore.Eviction.Policies;

/// <summary>
/// Recency, or a contest of frequencies where the load shows that one does better: while HOT is over its share, its tail contests
/// COLD's victim, and the one that is asked for less leaves; else COLD's victim does.
/// <code>
///                     hit: round again
///                        ┌──────┐
///  new ──────────► HOT ──┴─► contest ──wins──► COLD ──hit──► WARM
///  back from ghost ──┐          └──loses──► ghost   ▲  └─► leaves  │ over its share
///                    └──────────────────────────────┴──────────────┘
/// </code>
/// </summary>
internal sealed class AdaptivePolicy : Policy
{
    /// <summary>
    /// Tails of WARM that one more item in it may have looked at. Fewer would let WARM outgrow its share where most of it is
    /// hit, and COLD run empty.
    /// </summary>
    private const int MaxWarmMoves = 16;

    private readonly Admission _admission;

    /// <summary>One hit activates, or by recency two; a new value always does.</summary>
    public AdaptivePolicy(PolicyRoom room)
        : base(EvictionPolicy.Adaptive, room, new HitRules(ActiveFrom: 1, AfterLook: 0, AfterRewrite: 2, RewriteGoesOn: true))
    {
        Admission = _admission = new Admission(room.Pool);
        Juggled = [LruSegment.Hot];
    }

    public override LruSegment LeavesNext(SegmentedLru lru) => lru.LeavesNext(hotLeaves: true);

    /// <summary>Only a cache with room has anything to do beside evictions; a full one moves items as it evicts.</summary>
    public override bool IsOverShare(SegmentedLru lru, LruSegment segment, long nowSeconds, bool isFull) =>
        !isFull && lru.CountOf(segment) > _admission.HotTarget(lru.Count - lru.CountOf(LruSegment.Temporary));

    public override LruMove Next(LruSegment segment, int hits, bool isOverShare) => _admission.Setting.Rule.AtHotTailWithRoom(hits);

    public override bool TryPickVictim(SegmentedLru lru, ulong newcomer, long now, out LockedBucket locked, out SlotRef slot)
    {
        AdmissionRule rule = _admission.Setting.Rule;
        long items = lru.Count - lru.CountOf(LruSegment.Temporary);
        long incoming = _admission.IsBack(newcomer) ? 0 : 1;
        long excess = lru.CountOf(LruSegment.Hot) + incoming - _admission.HotTarget(items);
        for (int looked = 0; looked < MaxTails && excess > 0; looked++)
        {
            ItemRef tail = lru.TailOf(LruSegment.Hot);
            if (tail.IsNone || !Tails.TryLook(tail, now, out SeenItem seen))
            {
                break;
            }

            if (seen.IsOver)
            {
                return Tails.TryEnter(tail, seen.Hash, out locked, out slot) || TryPickCold(lru, now, out locked, out slot);
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
                        ? TryPickNewcomer(lru, tail, seen.Hash, now, out locked, out slot)
                        : TryContest(lru, tail, seen.Hash, now, out locked, out slot);
            }
        }

        return TryPickCold(lru, now, out locked, out slot);
    }

    protected override void Pass(SegmentedLru lru, ItemRef tail, LruSegment segment) =>
        lru.Move(tail, segment == LruSegment.Cold ? LruSegment.Warm : segment);

    private bool TryContest(SegmentedLru lru, ItemRef newcomer, ulong hash, long now, out LockedBucket locked, out SlotRef slot)
    {
        ItemRef victim = FindColdVictim(lru, now, out SeenItem seen);
        bool wins = !victim.IsNone && victim != newcomer && (seen.IsOver || IsAskedForMore(hash, seen.Hash, lru));
        if (wins && Tails.TryEnter(victim, seen.Hash, out locked, out slot))
        {
            lru.ContestsWon++;
            lru.Move(newcomer, LruSegment.Cold);
            return true;
        }

        lru.ContestsLost += victim.IsNone || victim == newcomer ? 0 : 1;
        return TryPickNewcomer(lru, newcomer, hash, now, out locked, out slot);
    }

    private bool IsAskedForMore(ulong newcomer, ulong victim, SegmentedLru lru) =>
        AdmissionRule.Wins(_admission.Sketch.Estimate(newcomer), _admission.Sketch.Estimate(victim), lru.DrawsLuck());

    /// <summary>HOT's tail leaves, and its key is remembered.</summary>
    private bool TryPickNewcomer(SegmentedLru lru, ItemRef newcomer, ulong hash, long now, out LockedBucket locked, out SlotRef slot)
    {
        if (!Tails.TryEnter(newcomer, hash, out locked, out slot))
        {
            return TryPickCold(lru, now, out locked, out slot);
        }

        _admission.NoteLeft(hash);
        return true;
    }

    private bool TryPickCold(SegmentedLru lru, long now, out LockedBucket locked, out SlotRef slot)
    {
        locked = default;
        slot = default;
        ItemRef victim = FindColdVictim(lru, now, out SeenItem seen);
        return !victim.IsNone && Tails.TryEnter(victim, seen.Hash, out locked, out slot);
    }

    /// <summary>
    /// COLD's first tail that was not active; those that were go to WARM. Where COLD is empty, WARM's first that was not, those that were
    /// go round; then HOT's tail, which has been judged before, then TEMP's.
    /// </summary>
    private ItemRef FindColdVictim(SegmentedLru lru, long now, out SeenItem seen)
    {
        seen = default;
        ItemRef candidate = ColdestTail(lru);
        for (int looked = 0; looked < MaxTails && !candidate.IsNone; looked++)
        {
            ItemRef previous = Tails.Before(candidate);
            bool mayStay = Pool.View(candidate).Header.Place.Segment is LruSegment.Cold or LruSegment.Warm;
            if (!Tails.TryLook(candidate, now, out seen))
            {
                candidate = previous;
                continue;
            }

            if (!mayStay || seen.IsOver || seen.Hits < ActiveFrom || looked >= MaxSecondChances)
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
        long limit = _admission.WarmLimit(lru.Count - lru.CountOf(LruSegment.Temporary));
        for (int moved = 0; moved < MaxWarmMoves && lru.CountOf(LruSegment.Warm) > limit; moved++)
        {
            ItemRef tail = lru.TailOf(LruSegment.Warm);
            if (!Tails.TryLook(tail, now, out SeenItem seen))
            {
                return;
            }

            lru.Move(tail, seen.Hits >= ActiveFrom ? LruSegment.Warm : LruSegment.Cold);
        }
    }

    public override AdmissionStatistics Report(LruTable lru, long ghostHits)
    {
        (long won, long lost) = CountContests(lru);
        AdmissionSetting setting = _admission.Setting;
        IReadOnlyList<double> scores = _admission.Scores;
        return new AdmissionStatistics
        {
            Rule = setting.RuleNumber,
            HotShare = setting.HotShare,
            Rules =
            [
                .. AdmissionRule.All.Select((rule, number) => new AdmissionRuleStatistics
                {
                    HotShare = rule.HotShare,
                    HasContest = rule.HasContest,
                    HasGhost = rule.HasGhost,
                    HitRatio = number < scores.Count ? scores[number] : null,
                }),
            ],
            GhostHits = ghostHits,
            ContestsWon = won,
            ContestsLost = lost,
        };
    }

    private static (long Won, long Lost) CountContests(LruTable table)
    {
        (long won, long lost) = (0, 0);
        for (int queues = 0; queues < table.Count; queues++)
        {
            foreach (SegmentedLru lru in table.ShardsOf(queues))
            {
                using (lru.Lock.Enter())
                {
                    won += lru.ContestsWon;
                    lost += lru.ContestsLost;
                }
            }
        }

        return (won, lost);
    }
}
