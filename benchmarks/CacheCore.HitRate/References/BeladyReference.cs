using CacheCore.HitRate.Contenders;
using CacheCore.HitRate.Traces;

namespace CacheCore.HitRate.References;

/// <summary>
/// The most hits that any cache can have, by looking ahead: what is needed again the latest leaves, after Belady, "A study of replacement
/// algorithms for a virtual-storage computer", IBM Systems Journal 1966. A newcomer that is needed later than all
/// others, or never, is not kept at all; so no cache can do better, not even one that turns newcomers away.
/// </summary>
/// <remarks>
/// An object held is known by the place of the next request for it: places belong to one object each, a hit is a place that is held when
/// its turn comes, and what leaves is the last place of all. Places that have passed stay in the heap, where they are never on top while
/// anything is held.
/// </remarks>
internal sealed class BeladyReference : IReplayedCache
{
    private const int Never = int.MaxValue;

    private readonly int[] _nextRequest;
    private readonly bool[] _isHeld;
    private readonly PriorityQueue<int, int> _latestFirst = new();
    private readonly int _items;
    private int _place;
    private int _count;

    public BeladyReference(Trace trace, int items)
    {
        _items = items;
        _isHeld = new bool[trace.Requests.Length];
        _nextRequest = NextRequests(trace);
    }

    public long Count => _count;

    public bool Request(int id)
    {
        bool hit = _isHeld[_place];
        _count -= hit ? 1 : 0;
        Keep(_nextRequest[_place]);
        _place++;
        return hit;
    }

    private void Keep(int place)
    {
        if (place == Never)
        {
            return;
        }

        if (_count == _items)
        {
            int latest = _latestFirst.Peek();
            if (place > latest)
            {
                return;
            }

            _ = _latestFirst.Dequeue();
            _isHeld[latest] = false;
            _count--;
        }

        _latestFirst.Enqueue(place, -place);
        _isHeld[place] = true;
        _count++;
    }

    private static int[] NextRequests(Trace trace)
    {
        int[] next = new int[trace.Requests.Length];
        int[] later = new int[trace.Objects];
        Array.Fill(later, Never);
        for (int place = next.Length - 1; place >= 0; place--)
        {
            int id = trace.Requests[place];
            next[place] = later[id];
            later[id] = place;
        }

        return next;
    }
}
