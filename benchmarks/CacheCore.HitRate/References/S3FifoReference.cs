using CacheCore.HitRate.Contenders;

namespace CacheCore.HitRate.References;

/// <summary>
/// S3-FIFO, after Yang, Zhang, Qiu, Yue and Rashmi, "FIFO queues are all you need for cache eviction", SOSP 2023.
/// <code>
///             asked for twice or more since
///  SMALL, 10 % ───────────────────────────► MAIN ──► gone, unless asked for since it came round: then once more
///      │ else                                ▲
///      └──► GHOST, ids alone ────────────────┘ asked for again
/// </code>
/// </summary>
internal sealed class S3FifoReference : IReplayedCache
{
    private const int Small = 0;
    private const int Main = 1;
    private const int Ghost = 2;

    private const int MostHits = 3;
    private const int HitsForMain = 2;

    private readonly ObjectQueues _queues;
    private readonly byte[] _hits;
    private readonly int _items;
    private readonly int _smallTarget;
    private readonly int _ghostLimit;

    public S3FifoReference(int objects, int items)
    {
        _queues = new ObjectQueues(objects, 3);
        _hits = new byte[objects];
        _items = items;
        _smallTarget = Math.Max(1, items / 10);
        _ghostLimit = items - _smallTarget;
    }

    public long Count => _queues.Count(Small) + _queues.Count(Main);

    public bool Request(int id)
    {
        if (_queues.IsIn(Small, id) || _queues.IsIn(Main, id))
        {
            _hits[id] = (byte)Math.Min(MostHits, _hits[id] + 1);
            return true;
        }

        bool remembered = _queues.IsIn(Ghost, id);
        while (Count >= _items)
        {
            Evict();
        }

        _hits[id] = 0;
        _queues.MoveToHead(remembered ? Main : Small, id);
        return false;
    }

    private void Evict()
    {
        if (_queues.Count(Small) >= _smallTarget)
        {
            EvictFromSmall();
        }
        else
        {
            EvictFromMain();
        }
    }

    /// <summary>Evicts nothing if all of the queue has earned a place in the other one.</summary>
    private void EvictFromSmall()
    {
        while (_queues.Count(Small) > 0)
        {
            int tail = _queues.Tail(Small);
            if (_hits[tail] < HitsForMain)
            {
                Remember(tail);
                return;
            }

            _hits[tail] = 0;
            _queues.MoveToHead(Main, tail);
        }
    }

    private void EvictFromMain()
    {
        while (true)
        {
            int tail = _queues.Tail(Main);
            if (_hits[tail] == 0)
            {
                _queues.Remove(tail);
                return;
            }

            _hits[tail]--;
            _queues.MoveToHead(Main, tail);
        }
    }

    private void Remember(int id)
    {
        _queues.MoveToHead(Ghost, id);
        if (_queues.Count(Ghost) > _ghostLimit)
        {
            _queues.Remove(_queues.Tail(Ghost));
        }
    }
}
