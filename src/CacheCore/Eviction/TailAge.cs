using CacheCore.Memory;

namespace CacheCore.Eviction;

/// <summary>
/// How long a queue's tail has waited in it, told without a time in each item: one item is marked whose coming in was noted, and
/// when it is gone, the head of that moment.
/// <code>
///  head                     mark                               tail
///  | newest |  …  | came in at Entered |  …  | …  |  …  |  came in after the mark before, at Before  |
///                                      └─ so many were ahead of it at first: Ahead, so many are gone: Gone
/// </code>
/// Those ahead of the mark came in between the two marks; evenly, for want of knowing better. Guarded by its queue's lock; an age read
/// without it is a moment old.
/// </summary>
internal struct TailAge
{
    private ItemRef _mark;
    private uint _ahead;
    private uint _gone;
    private long _entered;
    private long _before;
    private long _newest;

    /// <summary>The time that the tail has waited, 0 in an empty queue.</summary>
    public readonly long Of(long now)
    {
        if (_mark.IsNone)
        {
            return 0;
        }

        double left = 1 - Math.Min(1, (_gone + 1.0) / Math.Max(1, _ahead));
        return Math.Max(0, now - _entered + (long)((_entered - _before) * left));
    }

    /// <summary>An item has come in at the head.</summary>
    public void Enter(ItemRef item, long now)
    {
        _newest = now;
        if (_mark.IsNone)
        {
            _before = now;
            Mark(item, 1);
        }
    }

    /// <summary>An item has left.</summary>
    /// <param name="item">The item.</param>
    /// <param name="older">Its neighbour towards the tail; none: it was the tail.</param>
    /// <param name="head">The head now.</param>
    /// <param name="count">Items left.</param>
    public void Leave(ItemRef item, ItemRef older, ItemRef head, long count)
    {
        _gone += older.IsNone ? 1u : 0;
        if (item != _mark)
        {
            return;
        }

        if (older.IsNone)
        {
            _before = _entered;
            Mark(head, count);
        }
        else
        {
            _mark = older;
        }
    }

    /// <summary>Another item has taken one's place.</summary>
    public void Replace(ItemRef item, ItemRef successor) => _mark = item == _mark ? successor : _mark;

    private void Mark(ItemRef head, long count)
    {
        _mark = head;
        _entered = _newest;
        _ahead = (uint)count;
        _gone = 0;
    }
}
