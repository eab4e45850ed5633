namespace CacheCore.HitRate.References;

/// <summary>
/// A few queues over the ids of a trace's objects. An object is in one of them or in none; all moves take constant time.
/// <code>
///  head ◄──► object ◄──► object ◄──► tail      a ring through one end mark for each queue, behind the objects in the same arrays
/// </code>
/// </summary>
internal sealed class ObjectQueues
{
    private const int None = -1;

    private readonly int _objects;
    private readonly int[] _next;
    private readonly int[] _previous;
    private readonly int[] _queueOf;
    private readonly int[] _counts;

    public ObjectQueues(int objects, int queues)
    {
        _objects = objects;
        _next = new int[objects + queues];
        _previous = new int[objects + queues];
        _queueOf = new int[objects];
        _counts = new int[queues];
        Array.Fill(_queueOf, None);
        for (int end = objects; end < objects + queues; end++)
        {
            _next[end] = end;
            _previous[end] = end;
        }
    }

    public int Count(int queue) => _counts[queue];

    public bool IsIn(int queue, int id) => _queueOf[id] == queue;

    /// <summary>The last of a queue that is not empty.</summary>
    public int Tail(int queue) => _previous[_objects + queue];

    /// <summary>Puts an object at a queue's head, from wherever it was.</summary>
    public void MoveToHead(int queue, int id)
    {
        Remove(id);
        int end = _objects + queue;
        _next[id] = _next[end];
        _previous[id] = end;
        _previous[_next[end]] = id;
        _next[end] = id;
        _queueOf[id] = queue;
        _counts[queue]++;
    }

    /// <summary>Takes an object out of its queue, if it is in one.</summary>
    public void Remove(int id)
    {
        if (_queueOf[id] == None)
        {
            return;
        }

        _next[_previous[id]] = _next[id];
        _previous[_next[id]] = _previous[id];
        _counts[_queueOf[id]]--;
        _queueOf[id] = None;
    }
}
