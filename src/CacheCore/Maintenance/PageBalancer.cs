using System.Runtime.InteropServices;
using CacheCore.Access.Figures;
using CacheCore.Parts;
using CacheCore.Primitives;
using CacheCore.Reclaiming;

namespace CacheCore.Maintenance;

/// <summary>
/// Looks at all slab classes now and then by the store's clock, and moves at most one page a look as
/// <see cref="SlabRebalancer"/> decides. Rests as long as the pool has pages to give.
/// </summary>
internal sealed class PageBalancer(
    StoreMemory memory, StoreEviction eviction, CoarseClock clock, StoreTunables tunables, UpkeepJournals journals, PageReclaimer pages)
{
    private const int SteadyPauseMilliseconds = 1000;
    private const int EagerPauseMilliseconds = 100;

    /// <summary>
    /// The pool counts as nearly used up with less than this part of it left: a page on its way is in the pool for a moment.
    /// </summary>
    private const int NearlyFullShare = 16;

    private readonly List<SlabSample[]> _window = new(SlabRebalancer.Window);
    private readonly long[] _evictions = new long[eviction.Lru.Count];
    private PageBalancing _sampledMode;
    private long _sampledAt = -1;

    /// <summary>Takes a sample if it is time for one, and acts on it; returns how many pages were moved.</summary>
    public int Run()
    {
        PageBalancing current = tunables.PageBalancing;
        if (current != _sampledMode)
        {
            // What was seen at another pace says nothing.
            _window.Clear();
            _sampledMode = current;
            _sampledAt = -1;
        }

        if (current == PageBalancing.Off || !IsTime(current))
        {
            return 0;
        }

        int limit = memory.Pool.PageLimit;
        if (memory.Pool.UsedPages < limit - (limit / NearlyFullShare))
        {
            _window.Clear();
            return 0;
        }

        Sample();
        ReadOnlySpan<SlabSample[]> window = CollectionsMarshal.AsSpan(_window);
        PageMove move = current == PageBalancing.Eager
            ? SlabRebalancer.DecideEagerly(window, memory.Pool.IsFull)
            : SlabRebalancer.Decide(window, memory.Pool.IsFull);
        return !move.IsNone && TryMove(move) ? 1 : 0;
    }

    private bool TryMove(PageMove move)
    {
        ReassignResult result = pages.Reassign(move.From, move.To);
        int to = result == ReassignResult.TakenByOther ? UpkeepEntry.Pool : move.To;
        journals.NotePage(move.From, to, isMoved: result is ReassignResult.Moved or ReassignResult.TakenByOther);
        return result == ReassignResult.Moved;
    }

    private bool IsTime(PageBalancing current)
    {
        long look = clock.NowMilliseconds / (current == PageBalancing.Eager ? EagerPauseMilliseconds : SteadyPauseMilliseconds);
        bool isTime = look != _sampledAt;
        _sampledAt = look;
        return isTime;
    }

    private void Sample()
    {
        SlabSample[] sample;
        bool isFirst = _window.Count == 0;
        if (_window.Count == SlabRebalancer.Window)
        {
            sample = _window[0];
            _window.RemoveAt(0);
        }
        else
        {
            sample = new SlabSample[eviction.Lru.Count];
        }

        long now = clock.NowSeconds;
        for (int queues = 0; queues < sample.Length; queues++)
        {
            SlabSample one = SlabSample.Of(memory, eviction, queues, now);
            sample[queues] = one with { Evictions = isFirst ? 0 : one.Evictions - _evictions[queues] };
            _evictions[queues] = one.Evictions;
        }

        _window.Add(sample);
    }
}
