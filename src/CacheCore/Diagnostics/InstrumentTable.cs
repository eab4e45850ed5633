namespace CacheCore.Diagnostics;

/// <summary>All metrics, declared once: the meter is made from this table and docs/metrics.md is checked against it.</summary>
internal static class InstrumentTable
{
    public const string CacheNameTag = "cachecore.cache.name";
    public const string OperationTag = "operation";
    public const string ResultTag = "result";
    public const string ReasonTag = "reason";
    public const string ClassTag = "class";
    public const string SegmentTag = "segment";
    public const string ToTag = "to";
    public const string RuleTag = "rule";

    public static IReadOnlyList<InstrumentDefinition> All { get; } =
    [
        new(InstrumentKind.Counter, "cachecore.requests", "{request}", "Requests by operation and result.", (s, list) =>
        {
            AddRequests(s.Hits, "get", "hit");
            AddRequests(s.Misses, "get", "miss");
            AddRequests(s.Writes, "set", "stored");
            AddRequests(s.Removes, "remove", "hit");
            AddRequests(s.Touches, "touch", "hit");

            void AddRequests(long value, string operation, string result) => list.Add(value, OperationTag, operation, ResultTag, result);
        }),
        new(InstrumentKind.Counter, "cachecore.rejected", "{request}", "Writes refused, by reason.", (s, list) =>
        {
            list.Add(s.RejectedTooLarge, ReasonTag, "too_large");
            list.Add(s.RejectedOutOfMemory, ReasonTag, "out_of_memory");
        }),
        new(InstrumentKind.Counter, "cachecore.evictions", "{entry}",
            "Entries that left without anybody asking for it, by reason and segment.", (s, list) =>
            {
                foreach ((string name, Func<SlabClassStatistics, SegmentStatistics> segment) in Segments)
                {
                    list.Add(s.Classes.Sum(c => segment(c).Evictions), ReasonTag, "memory", SegmentTag, name);
                    list.Add(s.Classes.Sum(c => segment(c).Expirations), ReasonTag, "expired", SegmentTag, name);
                }
            }),
        PerSegment(InstrumentKind.Counter, "cachecore.evictions.unread", "{entry}",
            "Of the entries evicted for memory, those that were never read, by segment.",
            segments => segments.Sum(one => one.EvictedUnread)),
        new(InstrumentKind.Counter, "cachecore.evictions.before_deadline", "{entry}",
            "Of the entries evicted for memory, those that had a deadline still to come.",
            (s, list) => list.Add(s.EvictedBeforeDeadline)),
        new(InstrumentKind.Counter, "cachecore.expirations.unread", "{entry}", "Of the entries that expired, those that were never read.",
            (s, list) => list.Add(s.ExpiredUnread)),
        new(InstrumentKind.Counter, "cachecore.ghost.hits", "{entry}",
            "New entries whose key had been evicted so recently that it was remembered.", (s, list) =>
            {
                if (s.Admission is { } admission)
                {
                    list.Add(admission.GhostHits);
                }
            }),
        new(InstrumentKind.Counter, "cachecore.contests", "{contest}", "Newcomers that contested an older entry's place, by result.",
            (s, list) =>
            {
                if (s.Admission is { } admission)
                {
                    list.Add(admission.ContestsWon, ResultTag, "won");
                    list.Add(admission.ContestsLost, ResultTag, "lost");
                }
            }),
        new(InstrumentKind.Gauge, "cachecore.admission.rule", "1", "1 for the rule that the adaptive policy follows now, 0 for the others.",
            (s, list) =>
            {
                for (int rule = 0; rule < s.Admission?.Rules.Count; rule++)
                {
                    list.Add(rule == s.Admission.Rule ? 1 : 0, RuleTag, rule);
                }
            }),
        new(InstrumentKind.Ratio, "cachecore.admission.score", "1",
            "The hit ratio that a rule would bring, by its shadow directory, from 0 to 1.", (s, list) =>
            {
                for (int rule = 0; rule < s.Admission?.Rules.Count; rule++)
                {
                    if (s.Admission.Rules[rule].HitRatio is { } score)
                    {
                        list.AddRatio(score, RuleTag, rule);
                    }
                }
            }),
        new(InstrumentKind.Ratio, "cachecore.admission.hot_share", "1",
            "The part of a slab class's entries that is to be in HOT, from 0 to 1.", (s, list) =>
            {
                if (s.Admission is { } admission)
                {
                    list.AddRatio(admission.HotShare);
                }
            }),
        new(InstrumentKind.Counter, "cachecore.crawler.pages", "{page}", "Pages walked in search of expired entries.",
            (s, list) => list.Add(s.CrawledPages)),
        new(InstrumentKind.Counter, "cachecore.crawler.entries", "{entry}", "Entries looked at on those walks, expired or not.",
            (s, list) => list.Add(s.CrawledItems)),
        new(InstrumentKind.UpDownCounter, "cachecore.entries", "{entry}", "Entries in the cache, expired ones not yet met included.",
            (s, list) => list.Add(s.Items)),
        new(InstrumentKind.UpDownCounter, "cachecore.memory.used", "By", "Native memory in use, index included.",
            (s, list) => list.Add(s.MemoryUsed)),
        new(InstrumentKind.UpDownCounter, "cachecore.memory.limit", "By", "Native memory that may be used.",
            (s, list) => list.Add(s.MemoryLimit)),
        new(InstrumentKind.UpDownCounter, "cachecore.memory.index", "By", "Native memory of the index, part of the memory in use.",
            (s, list) => list.Add(s.IndexBytes)),
        new(InstrumentKind.UpDownCounter, "cachecore.memory.policy", "By",
            "Memory of what the eviction policy knows beside the entries, part of the memory in use.",
            (s, list) => list.Add(s.PolicyBytes)),
        new(InstrumentKind.UpDownCounter, "cachecore.memory.stored", "By",
            "Keys and values in the cache, without what it takes to keep them.",
            (s, list) => list.Add(s.StoredBytes)),
        new(InstrumentKind.Counter, "cachecore.pages.taken", "{page}", "Pages taken whole from one owner for another.",
            (s, list) => list.Add(s.PagesTaken)),
        new(InstrumentKind.Counter, "cachecore.pages.returned", "{page}", "Pages that went back to the pool from slab classes.",
            (s, list) => list.Add(s.PagesReturned)),
        new(InstrumentKind.Counter, "cachecore.pages.rescued", "{entry}", "Entries moved to another page because theirs was taken.",
            (s, list) => list.Add(s.PageMoveRescues)),
        new(InstrumentKind.Counter, "cachecore.pages.evicted", "{entry}",
            "Entries that left because their page was taken, or to make room for one that was moved.",
            (s, list) => list.Add(s.PageMoveEvictions)),
        new(InstrumentKind.UpDownCounter, "cachecore.pinned.entries", "{entry}", "Pinned entries, which eviction passes over.",
            (s, list) => list.Add(s.PinnedItems)),
        new(InstrumentKind.UpDownCounter, "cachecore.pinned.memory", "By", "Native memory of pinned entries, part of the memory in use.",
            (s, list) => list.Add(s.PinnedBytes)),
        new(InstrumentKind.Counter, "cachecore.pinned.refused", "{entry}", "Entries that asked to be pinned and became ordinary ones.",
            (s, list) => list.Add(s.PinsRefused)),
        new(InstrumentKind.Counter, "cachecore.pinned.evictions", "{entry}", "Pinned entries evicted because nothing else could leave.",
            (s, list) => list.Add(s.PinnedEvictions)),
        new(InstrumentKind.Counter, "cachecore.notices.dropped", "{notice}", "Removal notices dropped because their queue was full.",
            (s, list) => list.Add(s.NoticesDropped)),
        PerSegment(InstrumentKind.UpDownCounter, "cachecore.segment.entries", "{entry}", "Entries, by segment.",
            segments => segments.Sum(one => one.Items)),
        PerSegment(InstrumentKind.UpDownCounter, "cachecore.segment.memory", "By",
            "Native memory of the chunks that entries lie in, by segment; of large values, their keys and values.",
            segments => segments.Sum(one => one.Bytes)),
        PerSegment(InstrumentKind.Gauge, "cachecore.segment.oldest_idle", "s",
            "Time since the coldest entry was last used, by segment: of the slab class where it is longest.",
            segments => (long?)segments.Max(one => one.OldestIdle?.TotalSeconds)),
        new(InstrumentKind.Counter, "cachecore.segment.moves", "{entry}",
            "Entries that went from a segment's tail to a segment's head, its own included.", (s, list) =>
            {
                AddMoves("hot", "hot", c => c.Hot.MovedToHot);
                AddMoves("hot", "warm", c => c.Hot.MovedToWarm);
                AddMoves("hot", "cold", c => c.Hot.MovedToCold);
                AddMoves("warm", "warm", c => c.Warm.MovedToWarm);
                AddMoves("warm", "cold", c => c.Warm.MovedToCold);
                AddMoves("cold", "warm", c => c.Cold.MovedToWarm);
                AddMoves("cold", "cold", c => c.Cold.MovedToCold);

                void AddMoves(string from, string to, Func<SlabClassStatistics, long> moves) =>
                    list.Add(s.Classes.Sum(moves), SegmentTag, from, ToTag, to);
            }),
        PerClass(InstrumentKind.UpDownCounter, "cachecore.slab.pages", "{page}", "Pages held, by slab class.", c => c.Pages),
        PerClass(InstrumentKind.UpDownCounter, "cachecore.slab.entries", "{entry}", "Entries, by slab class.", c => c.Items),
        PerClass(InstrumentKind.UpDownCounter, "cachecore.slab.free_chunks", "{chunk}", "Chunks that hold nothing, by slab class.",
            c => c.FreeChunks),
        PerClass(InstrumentKind.Counter, "cachecore.slab.evictions", "{entry}", "Entries evicted for memory, by slab class.",
            c => c.Evictions),
        PerClass(InstrumentKind.Gauge, "cachecore.slab.oldest_idle", "s", "Time since the coldest entry was last used, by slab class.",
            c => (long?)c.OldestIdle?.TotalSeconds),
        PerClass(InstrumentKind.Gauge, "cachecore.slab.evicted_idle", "s",
            "Time since the entry that was evicted last had been used, by slab class.",
            c => (long?)c.LastEvictedIdle?.TotalSeconds),
    ];

    /// <summary>The segments in the order in which they are reported.</summary>
    private static (string Name, Func<SlabClassStatistics, SegmentStatistics> Of)[] Segments =>
    [
        ("hot", c => c.Hot), ("warm", c => c.Warm), ("cold", c => c.Cold), ("temporary", c => c.Temporary), ("pinned", c => c.Pinned),
    ];

    /// <summary>
    /// An instrument with a figure for each segment that has one, over all slab classes: five series a cache.
    /// Each segment of each class would be hundreds.
    /// </summary>
    private static InstrumentDefinition PerSegment(
        InstrumentKind kind, string name, string unit, string description, Func<IEnumerable<SegmentStatistics>, long?> figure) =>
        new(kind, name, unit, description, (s, list) =>
        {
            foreach ((string segmentName, Func<SlabClassStatistics, SegmentStatistics> segment) in Segments)
            {
                if (figure(s.Classes.Select(segment)) is { } value)
                {
                    list.Add(value, SegmentTag, segmentName);
                }
            }
        });

    /// <summary>An instrument with a figure for each slab class that has one, tagged with the class's chunk size.</summary>
    private static InstrumentDefinition PerClass(
        InstrumentKind kind, string name, string unit, string description, Func<SlabClassStatistics, long?> figure) =>
        new(kind, name, unit, description, (s, list) =>
        {
            foreach (SlabClassStatistics slabClass in s.Classes)
            {
                if (figure(slabClass) is { } value)
                {
                    list.Add(value, ClassTag, slabClass.ChunkSize);
                }
            }
        });
}
