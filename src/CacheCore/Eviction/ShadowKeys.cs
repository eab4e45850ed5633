using System.Numerics;

namespace CacheCore.Eviction;

/// <summary>The keys of a shadow directory: found by hash, each in one of four queues.</summary>
internal sealed class ShadowKeys
{
    private const int None = -1;
    private const int Queues = 4;

    /// <summary>Hash, two links of the queue, one of the chain, queue, hits; and a chain's head for each.</summary>
    private const int BytesPerKey = sizeof(ulong) + (4 * sizeof(int)) + 2;

    private readonly ulong[] _hashes;
    private readonly int[] _next;
    private readonly int[] _previous;
    private readonly int[] _chain;
    private readonly int[] _chainHeads;
    private readonly ShadowQueue[] _queues;
    private readonly byte[] _hits;
    private readonly (int Head, int Tail, int Count)[] _ends = new (int, int, int)[Queues];
    private int _free;

    public ShadowKeys(int capacity)
    {
        _hashes = new ulong[capacity];
        _next = [.. Enumerable.Range(1, capacity)];
        _next[^1] = None;
        _previous = new int[capacity];
        _chain = new int[capacity];
        _chainHeads = new int[BitOperations.RoundUpToPowerOf2((uint)capacity)];
        _queues = new ShadowQueue[capacity];
        _hits = new byte[capacity];
        Array.Fill(_chainHeads, None);
        Array.Fill(_ends, (None, None, 0));
    }

    public static long BytesFor(int capacity) =>
        ((long)capacity * BytesPerKey) + (BitOperations.RoundUpToPowerOf2((uint)capacity) * sizeof(int));

    public int Count(ShadowQueue queue) => _ends[(int)queue].Count;

    public int Tail(ShadowQueue queue) => _ends[(int)queue].Tail;

    public ulong HashOf(int node) => _hashes[node];

    public ShadowQueue QueueOf(int node) => _queues[node];

    public ref byte Hits(int node) => ref _hits[node];

    public int Find(ulong hash)
    {
        int node = ChainOf(hash);
        while (node != None && _hashes[node] != hash)
        {
            node = _chain[node];
        }

        return node;
    }

    public void Add(ulong hash, ShadowQueue queue)
    {
        int node = _free;
        _free = _next[node];
        _hashes[node] = hash;
        _hits[node] = 0;
        _chain[node] = ChainOf(hash);
        ChainOf(hash) = node;
        Link(node, queue);
    }

    public void Remove(int node)
    {
        Unlink(node);
        ref int place = ref ChainOf(_hashes[node]);
        while (place != node)
        {
            place = ref _chain[place];
        }

        place = _chain[node];
        _next[node] = _free;
        _free = node;
    }

    public void Move(int node, ShadowQueue to)
    {
        Unlink(node);
        Link(node, to);
    }

    /// <summary>Middle bits: the sample is picked by others.</summary>
    private ref int ChainOf(ulong hash) => ref _chainHeads[(int)(hash >> 8) & (_chainHeads.Length - 1)];

    private void Link(int node, ShadowQueue queue)
    {
        ref (int Head, int Tail, int Count) ends = ref _ends[(int)queue];
        _queues[node] = queue;
        _next[node] = ends.Head;
        _previous[node] = None;
        if (ends.Head == None)
        {
            ends.Tail = node;
        }
        else
        {
            _previous[ends.Head] = node;
        }

        ends.Head = node;
        ends.Count++;
    }

    private void Unlink(int node)
    {
        ref (int Head, int Tail, int Count) ends = ref _ends[(int)_queues[node]];
        if (_previous[node] == None)
        {
            ends.Head = _next[node];
        }
        else
        {
            _next[_previous[node]] = _next[node];
        }

        if (_next[node] == None)
        {
            ends.Tail = _previous[node];
        }
        else
        {
            _previous[_next[node]] = _previous[node];
        }

        ends.Count--;
    }
}
