namespace CacheCore.Tool.Bench;

/// <summary>Which key is next; each connection has one of its own.</summary>
internal interface IKeySource
{
    int Next();
}

/// <summary>All keys alike.</summary>
internal sealed class UniformKeys(int count, Random random) : IKeySource
{
    public int Next() => random.Next(count);
}

/// <summary>Few keys often: Zipf's law over keys that are not neighbours.</summary>
internal sealed class ZipfKeys(int count, ZipfRanks ranks) : IKeySource
{
    // A prime larger than any number of keys, so ranks are spread over all keys and no two meet.
    private const long Spread = 2_654_435_761;

    public int Next() => (int)(ranks.Next() * Spread % count);
}

/// <summary>Every so many-th key once, in order.</summary>
internal sealed class KeysInTurn(int first, int step) : IKeySource
{
    private int _next = first;

    public int Next()
    {
        int key = _next;
        _next += step;
        return key;
    }
}
