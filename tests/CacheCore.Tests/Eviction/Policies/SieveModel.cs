namespace CacheCore.Tests.Eviction.Policies;

/// <summary>SIEVE as its paper has it, by a list and a hand: what the policy is compared with.</summary>
internal sealed class SieveModel(int capacity)
{
    private readonly LinkedList<int> _line = []; // the newest first
    private readonly Dictionary<int, LinkedListNode<int>> _nodes = [];
    private readonly HashSet<int> _visited = [];
    private LinkedListNode<int>? _hand;

    public IEnumerable<int> Keys => _nodes.Keys;

    /// <summary>True: the key is here.</summary>
    public bool Read(int key)
    {
        bool hit = _nodes.ContainsKey(key);
        if (hit)
        {
            _ = _visited.Add(key);
        }

        return hit;
    }

    public void Write(int key)
    {
        if (Read(key))
        {
            return;
        }

        if (_nodes.Count == capacity)
        {
            Evict();
        }

        _nodes[key] = _line.AddFirst(key);
    }

    private void Evict()
    {
        LinkedListNode<int> looked = _hand ?? _line.Last!;
        while (_visited.Remove(looked.Value))
        {
            looked = looked.Previous ?? _line.Last!;
        }

        _hand = looked.Previous;
        _line.Remove(looked);
        _ = _nodes.Remove(looked.Value);
    }
}
