namespace CacheCore.Benchmarks;

/// <summary>A store that holds one value under each key, with room to spare.</summary>
internal static class FilledStore
{
    private const int AssumedOverhead = 120;
    private const int KeyLength = 20;

    public static CacheStore Make(Keys keys, int valueSize, in ItemOptions options = default)
    {
        long needed = (long)keys.All.Count * (valueSize + KeyLength + AssumedOverhead);
        CacheStore store = new(new CacheCoreOptions { MemoryLimit = Math.Max(64L << 20, needed * 2) });
        byte[] value = new byte[valueSize];
        foreach (string key in keys.All)
        {
            store.Set(key, value.AsSpan(), options);
        }

        return store;
    }
}
