using CacheCore.HitRate.Contenders;

namespace CacheCore.HitRate.References;

/// <summary>Exact least recently used: the object that was not asked for the longest leaves.</summary>
internal sealed class LruReference(int objects, int items) : IReplayedCache
{
    private const int Held = 0;

    private readonly ObjectQueues _queues = new(objects, 1);

    public long Count => _queues.Count(Held);

    public bool Request(int id)
    {
        bool hit = _queues.IsIn(Held, id);
        if (!hit && _queues.Count(Held) == items)
        {
            _queues.Remove(_queues.Tail(Held));
        }

        _queues.MoveToHead(Held, id);
        return hit;
    }
}
