namespace CacheCore.Throughput.Contenders;

/// <summary>No cache: what the harness itself costs. Shown beside the others, never subtracted from them.</summary>
internal readonly struct HarnessAlone(int valueSize) : ICacheOps<HarnessAlone>
{
    public static string Name => "harness";

    public long? Count => null;

    public static HarnessAlone Create(CacheSetup setup) => new(setup.ValueSize);

    public ReadOnlySpan<byte> Get(string key, Span<byte> scratch) => scratch[..valueSize];

    public void Set(string key, byte[] value)
    {
        // The new key string has been made by then, which is the harness's part.
    }

    public void Dispose()
    {
    }
}
