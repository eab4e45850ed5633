using System.Numerics;

namespace CacheCore.Eviction;

/// <summary>
/// What a small cache that runs by one <see cref="AdmissionRule"/> would hold: keys, queues and ghost, no values. It sees a sample
/// of the keys, is as much smaller than the cache as the sample is, and so tells what hit ratio the rule would bring.
/// One thread at a time.
/// </summary>
internal sealed class ShadowDirectory
{
    private const int None = -1;
    private const byte MostHits = 2;

    private readonly AdmissionRule _rule;
    private readonly Func<ulong, int> _estimate;
    private readonly int _capacity;
    private readonly double _hotTarget;
    private readonly double _warmLimit;
    private readonly ShadowKeys _keys;
    private uint _coin = 1;

    public ShadowDirectory(AdmissionRule rule, int capacity, Func<ulong, int> estimate)
    {
        _rule = rule;
        _estimate = estimate;
        _capacity = capacity;
        _hotTarget = Math.Min(Math.Max(1, rule.HotShare * capacity), capacity - 1);
        _warmLimit = AdmissionRule.WarmShare * (capacity - _hotTarget);
        _keys = new ShadowKeys((2 * capacity) + 2);
    }

    /// <summary>Managed bytes of a directory of some capacity.</summary>
    public static long BytesFor(int capacity) => ShadowKeys.BytesFor((2 * capacity) + 2);

    /// <summary>One request for a key, a miss being followed by a write; returns whether it was a hit.</summary>
    public bool Access(ulong hash)
    {
        int node = _keys.Find(hash);
        if (node != None && _keys.QueueOf(node) != ShadowQueue.Ghost)
        {
            _keys.Hits(node) = (byte)Math.Min(MostHits, _keys.Hits(node) + 1);
            return true;
        }

        if (node == None)
        {
            _keys.Add(hash, ShadowQueue.Hot);
        }
        else
        {
            _keys.Hits(node) = 0;
            _keys.Move(node, ShadowQueue.Cold);
        }

        Trim();
        return false;
    }

    private int Items => _keys.Count(ShadowQueue.Hot) + _keys.Count(ShadowQueue.Warm) + _keys.Count(ShadowQueue.Cold);

    private void Trim()
    {
        while (_keys.Count(ShadowQueue.Hot) > _hotTarget)
        {
            int tail = _keys.Tail(ShadowQueue.Hot);
            HotVerdict verdict = _rule.AtHotTail(_keys.Hits(tail));
            bool hasRoom = Items <= _capacity && verdict is HotVerdict.Contest or HotVerdict.Leave;
            Decide(tail, hasRoom ? HotVerdict.ToCold : verdict);
        }

        while (Items > _capacity)
        {
            int victim = ColdVictim();
            _keys.Remove(victim != None ? victim : _keys.Tail(ShadowQueue.Hot));
        }
    }

    private void Decide(int tail, HotVerdict verdict)
    {
        switch (verdict)
        {
            case HotVerdict.GoRound:
                MoveAnew(tail, ShadowQueue.Hot);
                break;
            case HotVerdict.ToCold:
                MoveAnew(tail, ShadowQueue.Cold);
                break;
            case HotVerdict.Contest when ColdVictim() is var victim && victim != None && Wins(tail, victim):
                _keys.Remove(victim);
                MoveAnew(tail, ShadowQueue.Cold);
                break;
            default:
                ToGhost(tail);
                break;
        }
    }

    private bool Wins(int newcomer, int victim)
    {
        _coin = (_coin * 1_664_525) + 1_013_904_223;
        return AdmissionRule.Wins(_estimate(_keys.HashOf(newcomer)), _estimate(_keys.HashOf(victim)), _coin >> 25 == 0);
    }

    private void ToGhost(int node)
    {
        if (!_rule.HasGhost)
        {
            _keys.Remove(node);
            return;
        }

        MoveAnew(node, ShadowQueue.Ghost);
        if (_keys.Count(ShadowQueue.Ghost) > _capacity)
        {
            _keys.Remove(_keys.Tail(ShadowQueue.Ghost));
        }
    }

    private int ColdVictim()
    {
        while (_keys.Tail(ShadowQueue.Cold) is var tail && tail != None)
        {
            if (_keys.Hits(tail) == 0)
            {
                return tail;
            }

            MoveAnew(tail, ShadowQueue.Warm);
            TrimWarm();
        }

        return _keys.Tail(ShadowQueue.Warm);
    }

    private void TrimWarm()
    {
        while (_keys.Count(ShadowQueue.Warm) > _warmLimit)
        {
            int tail = _keys.Tail(ShadowQueue.Warm);
            MoveAnew(tail, _keys.Hits(tail) > 0 ? ShadowQueue.Warm : ShadowQueue.Cold);
        }
    }

    private void MoveAnew(int node, ShadowQueue to)
    {
        _keys.Hits(node) = 0;
        _keys.Move(node, to);
    }
}

/// <summary>The queues of a shadow directory.</summary>
internal enum ShadowQueue
{
    Hot,
    Warm,
    Cold,
    Ghost,
}

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

    public static long BytesFor(int capacity) => ((long)capacity * BytesPerKey) + (BitOperations.RoundUpToPowerOf2((uint)capacity) * sizeof(int));

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
