using CacheCore.Access.Figures;
using CacheCore.Eviction;
using CacheCore.Memory;
using CacheCore.Parts;
using CacheCore.Primitives;
using CacheCore.Store;

namespace CacheCore.Maintenance;

/// <summary>
/// Frees expired items that nobody asks for. Walks the pages in which something is due, in the order of their addresses,
/// which memory delivers many times faster than the order of the queues.
/// </summary>
internal sealed class ItemCrawler(
    StoreMemory memory, StoreEviction eviction, CoarseClock clock, CounterSet counters, DeadlineHints deadlines, UpkeepJournals journals,
    ItemRemovals removals, TimeProvider machineTime)
{
    /// <summary>Work between two pauses; seen to between batches of pages.</summary>
    private const int SliceMilliseconds = 16;

    /// <summary>Pages walked after one agreement of all processors.</summary>
    private const int PagesPerBatch = 16;

    /// <summary>Expired items whose buckets and queue neighbours are loaded at the same time.</summary>
    private const int ItemsPerBatch = 16;

    /// <summary>Chunks that loading runs ahead of looking.</summary>
    private const int ChunksAhead = 8;

    private readonly int[] _pages = new int[PagesPerBatch];
    private readonly (ItemRef Item, ulong Hash)[] _due = new (ItemRef, ulong)[ItemsPerBatch];
    private int _dueCount;
    private int _nextPage = 1;
    private bool _isUnderway;
    private CrawlRecord[] _records = []; // of the crawl that is underway, one for each journal
    private long _crawlBegan;
    private long _pauseBegan = machineTime.GetTimestamp();
    private long _pauseMilliseconds;

    private long PauseLeft => _pauseMilliseconds - (long)machineTime.GetElapsedTime(_pauseBegan).TotalMilliseconds;

    /// <summary>Frees all that has expired, in one go; returns how many items.</summary>
    public int RunAll()
    {
        int freed = 0;
        int from = 1;
        long now = clock.NowMilliseconds;
        while (TryWalkBatch(ref from, DeadlineHints.UnitOf(now), now, ExpiryFinder.Crawl, [], ref freed))
        {
        }

        return freed;
    }

    /// <summary>Does a slice of work if it is time for one; returns how many items it freed.</summary>
    public int RunSlice()
    {
        if (PauseLeft > 0)
        {
            return 0;
        }

        long began = machineTime.GetTimestamp();
        double worked = 0;
        int freed = 0;
        try
        {
            long now = clock.NowMilliseconds;
            for (bool goesOn = Wait(now) == 0; goesOn; goesOn = _isUnderway && worked < SliceMilliseconds)
            {
                BeginIfNew();
                _isUnderway = TryWalkBatch(ref _nextPage, CrawlSchedule.LastOver(now), now, ExpiryFinder.Deadline, _records, ref freed);
                EndIfDone(now);
                worked = machineTime.GetElapsedTime(began).TotalMilliseconds;
            }
        }
        finally
        {
            // Also where there was nothing to do: even to see that takes time in a large store.
            _pauseMilliseconds = CrawlSchedule.PauseAfter(worked);
            _pauseBegan = machineTime.GetTimestamp();
        }

        return freed;
    }

    /// <summary>
    /// How long there is nothing to do, as things are. Whoever notes a deadline that changes this rings the bell.
    /// </summary>
    public int PlanRest()
    {
        deadlines.RingBefore(DeadlineHints.Never);
        long now = clock.NowMilliseconds;
        int wait = Wait(now);
        if (clock.IsSystem)
        {
            deadlines.RingBefore(DeadlineHints.UnitOf(now + wait - CrawlSchedule.PatienceMilliseconds));
        }

        return wait;
    }

    private void BeginIfNew()
    {
        if (!_isUnderway)
        {
            _nextPage = 1;
            _crawlBegan = machineTime.GetTimestamp();
            UpkeepJournal[] all = journals.All;
            _records = all.Length == 0 ? [] : Array.ConvertAll(all, static journal => new CrawlRecord(journal));
        }
    }

    private void EndIfDone(long now)
    {
        if (_isUnderway || _records.Length == 0)
        {
            return;
        }

        uint earliest = deadlines.Earliest();
        int toNext = CrawlSchedule.WaitFor(earliest, now, pauseLeft: 0, isUnderway: false, !clock.IsSystem);
        foreach (CrawlRecord record in _records)
        {
            record.Write((int)machineTime.GetElapsedTime(_crawlBegan).TotalSeconds, (toNext + 999) / 1000, earliest != DeadlineHints.Never);
        }

        _records = [];
    }

    private int Wait(long now) => CrawlSchedule.WaitFor(
        deadlines.Earliest(), now, PauseLeft, _isUnderway, !clock.IsSystem);

    /// <summary>Walks the next pages in which something ends by a unit; false: there are none up to the last page.</summary>
    private bool TryWalkBatch(
        ref int from, uint lastUnit, long now, ExpiryFinder finder, CrawlRecord[] records, ref int freed)
    {
        DeadlineHints hints = deadlines;
        int count = 0;
        while (count < PagesPerBatch && CrawlSchedule.NextPage(hints.Notes, from, lastUnit) is var page and not 0)
        {
            hints.Forget(page);
            _pages[count++] = page;
            from = page + 1;
        }

        if (count == 0)
        {
            return false;
        }

        Interlocked.MemoryBarrierProcessWide();
        try
        {
            foreach (int page in _pages.AsSpan(0, count))
            {
                hints.Note(page, Walk(page, now, finder, records, ref freed));
            }
        }
        catch
        {
            // What was forgotten is not known again: these pages are to be walked anew.
            foreach (int page in _pages.AsSpan(0, count))
            {
                hints.Note(page, 0);
            }

            throw;
        }

        return true;
    }

    /// <summary>Frees a page's expired items; returns the first deadline of the others.</summary>
    private long Walk(int page, long now, ExpiryFinder finder, CrawlRecord[] records, ref int freed)
    {
        int carved = memory.Slabs.CarvedChunks(page, out int chunkSize);
        long earliest = ItemTimes.Never;
        int looked = 0;
        _dueCount = 0;
        for (int chunk = 0; chunk < carved; chunk++)
        {
            memory.Pool.View(memory.Pool.ChunkAt(page, Math.Min(chunk + ChunksAhead, carved - 1) * chunkSize)).PrefetchFirst();
            ItemRef item = memory.Pool.ChunkAt(page, chunk * chunkSize);
            ref ItemHeader header = ref memory.Pool.View(item).Header;
            if (header.Place.State != ChunkState.Linked)
            {
                continue;
            }

            looked++;
            eviction.Lru.CountExamined(in header);
            foreach (CrawlRecord record in records)
            {
                record.CountExamined(in header);
            }

            ItemTimes times = header.Times;
            if (!times.IsOver(now))
            {
                earliest = Math.Min(earliest, times.Deadline);
                continue;
            }

            Gather(item);
            if (_dueCount == ItemsPerBatch)
            {
                earliest = Math.Min(earliest, ExpireGathered(finder, records, ref freed));
            }
        }

        earliest = Math.Min(earliest, ExpireGathered(finder, records, ref freed));
        ThreadCounters mine = counters.Mine;
        mine.Add(StoreCounter.CrawledPages);
        mine.Add(StoreCounter.CrawledItems, looked);
        return earliest;
    }

    /// <summary>
    /// Puts an item by until there are enough of them, and has the lines loaded that its removal will touch. Its bytes are
    /// read with no lock: what they say is only believed once the bucket confirms that the item is linked there.
    /// </summary>
    private void Gather(ItemRef item)
    {
        ItemHeader header = memory.Pool.View(item).Header;
        ulong hash = memory.HashOf(item);
        memory.Index.BucketOf(hash).Prefetch();
        memory.Pool.View(new ItemRef(header.LruNext)).PrefetchFirst();
        memory.Pool.View(new ItemRef(header.LruPrevious)).PrefetchFirst();
        _due[_dueCount++] = (item, hash);
    }

    /// <summary>Removes the items put by; returns the first deadline of those that got a new one in the meantime.</summary>
    private long ExpireGathered(ExpiryFinder finder, CrawlRecord[] records, ref int freed)
    {
        long now = clock.NowMilliseconds;
        long earliest = ItemTimes.Never;
        foreach ((ItemRef item, ulong hash) in _due.AsSpan(0, _dueCount))
        {
            ItemHeader seen = records.Length == 0 ? default : memory.Pool.View(item).Header;
            if (removals.TryExpire(hash, item, now, finder))
            {
                freed++;
                foreach (CrawlRecord record in records)
                {
                    record.CountFreed(in seen);
                }

                continue;
            }

            ref ItemHeader header = ref memory.Pool.View(item).Header;
            earliest = header.Place.State == ChunkState.Linked ? Math.Min(earliest, header.Times.Deadline) : earliest;
        }

        _dueCount = 0;
        return earliest;
    }
}
