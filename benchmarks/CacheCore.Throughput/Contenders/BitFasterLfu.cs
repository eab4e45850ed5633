using BitFaster.Caching.Lfu;

namespace CacheCore.Throughput.Contenders;

/// <summary>
/// BitFaster's <see cref="ConcurrentLfu{K, V}"/> as its constructor makes it: part of its work is done on the
/// thread pool, which shows in operations per second but not in the processor time of the measured threads.
/// </summary>
internal readonly struct BitFasterLfu(ConcurrentLfu<string, byte[]> cache) : ICacheOps<BitFasterLfu>
{
    public static string Name => "bitfaster-lfu";

    public long? Count => cache.Count;

    public static BitFasterLfu Create(CacheSetup setup) => new(new ConcurrentLfu<string, byte[]>(setup.ItemsToHold));

    public ReadOnlySpan<byte> Get(string key, Span<byte> scratch) => cache.TryGet(key, out byte[]? value) ? value : default;

    public void Set(string key, byte[] value) => cache.AddOrUpdate(key, value.AsSpan().ToArray());

    public void Dispose() => cache.Clear();
}
