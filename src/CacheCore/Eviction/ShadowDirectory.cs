using CacheCore.Primitives;

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

    /// <summary>
    /// One request of the cache; returns whether this directory holds the key. What it lacks comes in by a write, or by a read that tells
    /// that the key is asked for again and again: a cache that had missed it would have been given it back. The first read of a value tells
    /// no such thing: it may be the only one. While there is room, whatever the cache has comes in.
    /// </summary>
    public bool Request(SampledRequest request)
    {
        int node = _keys.Find(request.Hash);
        if (node != None && _keys.QueueOf(node) != ShadowQueue.Ghost)
        {
            Mark(node, request.Kind);
            return true;
        }

        if (request.Kind == SampledKind.Miss || (request.Kind == SampledKind.FirstHit && !HasRoom))
        {
            return false;
        }

        if (node == None)
        {
            _keys.Add(request.Hash, ShadowQueue.Hot);
        }
        else
        {
            _keys.Hits(node) = 0;
            _keys.Move(node, ShadowQueue.Cold);
        }

        Trim();
        return false;
    }

    /// <summary>A miss counts by the write that follows it, if one does.</summary>
    private void Mark(int node, SampledKind kind)
    {
        int more = kind switch
        {
            SampledKind.Miss => 0,
            SampledKind.Rewrite => MostHits,
            _ => 1,
        };
        _keys.Hits(node) = (byte)Math.Min(MostHits, _keys.Hits(node) + more);
    }

    /// <summary>True until it has filled up for the first time.</summary>
    public bool HasRoom => Items < _capacity;

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
            case HotVerdict.ToWarm:
                MoveAnew(tail, ShadowQueue.Warm);
                TrimWarm();
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
            if (_keys.Hits(tail) < _rule.ActiveFrom)
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
            MoveAnew(tail, _keys.Hits(tail) >= _rule.ActiveFrom ? ShadowQueue.Warm : ShadowQueue.Cold);
        }
    }

    /// <summary>Moves a key, the hits of one that was active forgotten.</summary>
    private void MoveAnew(int node, ShadowQueue to)
    {
        _keys.Hits(node) = _keys.Hits(node) >= _rule.ActiveFrom ? (byte)0 : _keys.Hits(node);
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
