namespace CacheCore.HitRate.References;

/// <summary>
/// One exact LRU queue over objects of all sizes: each byte of memory, whoever holds it, was asked for later than all that has left. What
/// share of memory large objects have here is what their requests come to.
/// </summary>
/// <param name="objects">Different objects.</param>
/// <param name="memoryLimit">Bytes.</param>
/// <param name="bytesBeyond">What an object takes beyond its value.</param>
internal sealed class ByteLruReference(int objects, long memoryLimit, int bytesBeyond)
{
    private const int Held = 0;

    private readonly ObjectQueues _queues = new(objects, 1);
    private readonly int[] _sizes = new int[objects];
    private long _used;

    /// <summary>Asks for an object and stores it if it is not there; true: it was.</summary>
    public bool Request(int id, int size)
    {
        bool hit = _queues.IsIn(Held, id);
        _queues.MoveToHead(Held, id);
        if (hit)
        {
            return true;
        }

        _sizes[id] = size;
        _used += size + bytesBeyond;
        while (_used > memoryLimit)
        {
            int oldest = _queues.Tail(Held);
            _queues.Remove(oldest);
            _used -= _sizes[oldest] + bytesBeyond;
        }

        return false;
    }

    /// <summary>Bytes held by objects from an id on.</summary>
    public long BytesFrom(int first) =>
        Enumerable.Range(first, objects - first).Where(id => _queues.IsIn(Held, id)).Sum(id => (long)_sizes[id]);
}
