namespace CacheCore.Eviction;

/// <summary>The settings of memcached's rules as they are now. Any thread may change them; they hold from the next look on.</summary>
internal sealed class LruTunables(LruSettings first)
{
    private LruSettings _current = first;

    public LruSettings Current
    {
        get => Volatile.Read(ref _current);
        set => Volatile.Write(ref _current, value);
    }
}
