using System.Runtime.CompilerServices;
using CacheCore.Index;
using CacheCore.Memory;

namespace CacheCore.Eviction.Policies;

/// <summary>
/// Who leaves, and who goes where: the rules of one store, made once from its option. What reads and writes need of them is handed
/// out as values (<see cref="HitRules"/>, <see cref="Admission"/>, and in each shard where new items start), so that no verb calls a
/// rule; the rules themselves are asked where memory is needed, and by the maintainer.
/// </summary>
internal abstract class Policy
{
    /// <summary>Tails that one call looks at; those that stay are moved on, busy ones passed over.</summary>
    public const int MaxTails = 64;

    /// <summary>
    /// From so many tails on one that was hit goes too: a cache that was read throughout while it filled up must still evict.
    /// </summary>
    protected const int MaxSecondChances = 48;

    protected Policy(EvictionPolicy kind, PolicyRoom room, HitRules hitRules)
    {
        Kind = kind;
        HitRules = hitRules;
        Pool = room.Pool;
        Tails = new Tails(room, this);
    }

    /// <summary>The option that it was made from.</summary>
    public EvictionPolicy Kind { get; }

    public HitRules HitRules { get; }

    /// <summary>What it remembers of keys; null: it judges items by what the queues and their marks tell.</summary>
    public Admission? Admission { get; protected init; }

    /// <summary>The segment that new items of a shard start in, at first.</summary>
    public LruSegment Entry { get; protected init; } = LruSegment.Hot;

    /// <summary>False: all items are in one line.</summary>
    public bool HasSegments { get; protected init; } = true;

    /// <summary>The segments whose tails move beside evictions.</summary>
    public IReadOnlyList<LruSegment> Juggled { get; protected init; } = [];

    /// <summary>Hits from which an item at a tail counts as active.</summary>
    public int ActiveFrom => Admission is { } admission ? admission.Setting.Rule.ActiveFrom : HitRules.ActiveFrom;

    /// <summary>True while newcomers may be the first to leave.</summary>
    public bool JudgesNewcomers => Admission is { Setting.Rule.IsRecency: false };

    /// <summary>How tails are looked at.</summary>
    public Tails Tails { get; }

    protected PagePool Pool { get; }

    /// <summary>The segment of a new item that lives long enough to be moved; null: where its shard's new items start.</summary>
    public LruSegment? Admit(ulong hash) => Admission?.Admit(hash);

    /// <summary>The segment of a new value whose key was in one; null: where its shard's new items start.</summary>
    public LruSegment? Readmit(LruSegment replaced) =>
        HitRules.RewriteGoesOn && replaced is not (LruSegment.Temporary or LruSegment.Pinned) ? replaced : null;

    /// <summary>Starts loading what a request for a key will be counted in.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)] // a hint is worth nothing after a call
    public void PrefetchFrequency(ulong hash) => Admission?.Sketch.Prefetch(hash);

    /// <summary>Starts loading what <see cref="Admit"/> will look at.</summary>
    public void PrefetchAdmission(ulong hash) => Admission?.Prefetch(hash);

    /// <summary>
    /// Picks the item that leaves, and enters its bucket; false: all are busy, or there is none. Tails that stay move on meanwhile.
    /// The caller holds the queues' lock, and takes the item out. As a rule it is the first that is not active.
    /// </summary>
    /// <param name="lru">The queues.</param>
    /// <param name="newcomer">Hash of the key that memory is wanted for.</param>
    /// <param name="now">The store's time in milliseconds.</param>
    /// <param name="locked">The item's bucket, for the caller to leave.</param>
    /// <param name="slot">The item's slot in it.</param>
    public virtual bool TryPickVictim(SegmentedLru lru, ulong newcomer, long now, out LockedBucket locked, out SlotRef slot)
    {
        ItemRef candidate = ColdestOf(lru, now / 1000);
        for (int looked = 0; looked < MaxTails && !candidate.IsNone; looked++)
        {
            Tails.PrefetchBehind(candidate);
            ItemRef previous = Tails.Before(candidate);
            if (!Tails.TryEnter(candidate, Tails.HashOf(candidate), out locked, out slot))
            {
                candidate = previous;
                continue;
            }

            ref ItemHeader header = ref Pool.View(candidate).Header;
            LruSegment segment = header.Place.Segment;
            if (looked >= MaxSecondChances || slot.Value.Hits < ActiveFrom || segment == LruSegment.Temporary || header.Times.IsOver(now))
            {
                return true;
            }

            Tails.StartAnew(candidate, slot, now);
            Pass(lru, candidate, segment);
            locked.ExitUnchanged();
            candidate = ColdestOf(lru, now / 1000);
        }

        locked = default;
        slot = default;
        return false;
    }

    /// <summary>
    /// Lets tails that were active go on as they would if memory were needed, until one comes that was not; returns how many went. The
    /// caller holds the queues' lock.
    /// </summary>
    public int PassActive(SegmentedLru lru, long now)
    {
        int passed = 0;
        while (passed < MaxTails)
        {
            LruSegment segment = LeavesNext(lru);
            ItemRef tail = lru.TailOf(segment);
            if (tail.IsNone || segment == LruSegment.Temporary || !Tails.TryLook(tail, now, out SeenItem seen)
                || seen.IsOver || seen.Hits < ActiveFrom)
            {
                break;
            }

            Pass(lru, tail, segment);
            passed++;
        }

        return passed;
    }

    /// <summary>Lets a tail that was active go on, under the queues' lock.</summary>
    protected abstract void Pass(SegmentedLru lru, ItemRef tail, LruSegment segment);

    /// <summary>The segment whose tail is to leave next; TEMP where there is nothing else. Without the lock, a moment old.</summary>
    public virtual LruSegment LeavesNext(SegmentedLru lru) => lru.LeavesNext(hotLeaves: false);

    /// <summary>The item that is to leave next, but for its hits. None: there is none. Without the lock, a moment old.</summary>
    public virtual ItemRef ColdestOf(SegmentedLru lru, long nowSeconds) => lru.OldestTail(nowSeconds);

    /// <summary>True for a segment whose items are all on their way out.</summary>
    public virtual bool IsCold(LruSegment segment) => segment == LruSegment.Cold;

    /// <summary>True if a segment's tail is to move on beside evictions, whoever needs memory.</summary>
    /// <param name="lru">The queues, whose lock the caller holds.</param>
    /// <param name="segment">One of <see cref="Juggled"/>.</param>
    /// <param name="nowSeconds">The store's time.</param>
    /// <param name="isFull">A new item of the store needs another to leave.</param>
    public virtual bool IsOverShare(SegmentedLru lru, LruSegment segment, long nowSeconds, bool isFull) => false;

    /// <summary>What becomes of such a tail.</summary>
    public virtual LruMove Next(LruSegment segment, int hits, bool isOverShare) => LruMove.Stay;

    /// <summary>What it tells of what it has learned; null: it learns nothing.</summary>
    public virtual AdmissionStatistics? Report(LruTable lru, long ghostHits) => null;

    /// <summary>
    /// Writes of the store that the item which is to leave next has waited in its segment. Items of TEMP go by the clock, so a shard
    /// of nothing else has no age. Without the lock, a moment old.
    /// </summary>
    public long AgeOf(SegmentedLru lru) => LeavesNext(lru) is var segment && segment == LruSegment.Temporary ? 0 : lru.AgeOf(segment);

    /// <summary>The age of the oldest of some shards; -1: they hold nothing that may be evicted. Without the locks, a moment old.</summary>
    public long AgeOf(ReadOnlySpan<SegmentedLru> shards)
    {
        long oldest = -1;
        foreach (SegmentedLru shard in shards)
        {
            oldest = shard.Count == 0 ? oldest : Math.Max(oldest, AgeOf(shard));
        }

        return oldest;
    }
}
